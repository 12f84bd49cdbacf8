//! The decisions of a review as labels for `eval`, one row per document; see `docs/gold.md`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::base::problem::Problem;
use crate::cli::review::verdict::{Verdict, VerdictRow};
use crate::eval::sha256;
use crate::io::files::folder_of;
use crate::report::LineIndex;
use crate::rules::{Category, RuleSet};
use crate::text::Document;

/// The `method` of the rows. Files with another method are never overwritten.
const METHOD: &str = "review";

/// A labelled document.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ReviewLabels {
    id: String,
    sha256: String,
    n_bytes: usize,
    method: &'static str,
    lines: Vec<SpanLabel>,
    inline: Vec<SpanLabel>,
}

/// A labelled part of a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct SpanLabel {
    start: usize,
    end: usize,
    label: String,
}

/// The categories of rules, by name.
pub struct Categories<'r>(HashMap<&'r str, Category>);

impl<'r> Categories<'r> {
    /// The categories of these rules.
    pub fn new(rules: &'r RuleSet) -> Self {
        let rules = rules.rules().iter();
        Self(
            rules
                .map(|rule| (rule.id.as_str(), rule.category))
                .collect(),
        )
    }

    /// The label of boilerplate that a rule found.
    fn label(&self, rule: &str) -> String {
        match self.0.get(rule) {
            // Labels separate metadata of the article from boilerplate.
            Some(Category::Metadata) => "metadata".into(),
            Some(category) => format!("boilerplate:{category}"),
            None => "boilerplate:other".into(),
        }
    }
}

impl ReviewLabels {
    /// The labels of a document; `None` if there are none, or it has no id.
    pub fn of(document: &Document, rows: &[&VerdictRow], categories: &Categories) -> Option<Self> {
        let places = LineIndex::new(&document.text);
        let (mut boilerplate, mut kept) = (Vec::new(), Vec::new());
        for row in rows {
            let label = |label: &str| {
                let spans = spans(row).into_iter();
                let parts = spans.flat_map(|span| parts(&places, span));
                parts.map(|span| label_of(span, label)).collect::<Vec<_>>()
            };
            match row.verdict {
                Verdict::Reject => kept.extend(label("body")),
                verdict if verdict.is_boilerplate() => {
                    boilerplate.extend(label(&categories.label(&row.key.rule)));
                }
                _ => {}
            }
        }
        let both = both(&boilerplate, &kept);
        let mut labels = [boilerplate, kept].concat();
        labels.sort_by_key(|label| (label.start, label.end));
        labels.dedup();
        let is_line = |label: &SpanLabel| {
            let line = places.line(places.line_of(label.start));
            line.is_some_and(|line| trimmed(&document.text, line) == (label.start..label.end))
        };
        let (lines, inline): (Vec<_>, Vec<_>) = labels.into_iter().partition(is_line);
        let row = Self {
            id: document.id.clone()?,
            sha256: sha256(&document.text),
            n_bytes: document.text.len(),
            method: METHOD,
            lines,
            inline: [inline, both].concat(),
        };
        (row.lines.len() + row.inline.len() > 0).then_some(row)
    }
}

/// The spans that a decision labels. A fix that inserts text may replace text of the article, so only
/// what it removes is boilerplate.
fn spans(row: &VerdictRow) -> Vec<Range<usize>> {
    let inserts = row.edits.iter().any(|edit| !edit.text.is_empty());
    match row.verdict.is_boilerplate() && inserts {
        true => {
            let removals = row.edits.iter().filter(|edit| edit.text.is_empty());
            removals.map(|edit| edit.span.clone()).collect()
        }
        false => row.spans(),
    }
}

fn label_of(span: Range<usize>, label: &str) -> SpanLabel {
    SpanLabel {
        start: span.start,
        end: span.end,
        label: label.to_owned(),
    }
}

/// The parts of a span on each line, without surrounding spaces.
fn parts(places: &LineIndex, span: Range<usize>) -> Vec<Range<usize>> {
    let lines = places.line_of(span.start)..=places.line_of(span.end);
    let lines = lines.filter_map(|line| places.line(line));
    let inside = |line: Range<usize>| {
        let inside = |at: usize| at.clamp(line.start, line.end);
        trimmed(places.text(), inside(span.start)..inside(span.end))
    };
    lines.map(inside).filter(|part| !part.is_empty()).collect()
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let part = &text[span.clone()];
    let start = span.end - part.trim_start().len();
    start..start + part.trim().len()
}

/// Text that is labelled both as boilerplate and as part of the article: it is not scored.
fn both(boilerplate: &[SpanLabel], kept: &[SpanLabel]) -> Vec<SpanLabel> {
    let meet = |a: &SpanLabel, b: &SpanLabel| {
        let span = a.start.max(b.start)..a.end.min(b.end);
        (span.start < span.end).then(|| label_of(span, "unscored"))
    };
    let pairs = boilerplate
        .iter()
        .flat_map(|a| kept.iter().map(move |b| (a, b)));
    pairs.filter_map(|(a, b)| meet(a, b)).collect()
}

/// Checks that a path does not exist yet, or was written by a review.
///
/// # Errors
/// It is some other file.
pub fn check_is_ours(path: &Path) -> Result<(), Problem> {
    #[derive(Deserialize)]
    struct Made {
        method: String,
    }
    let shown = path.to_string_lossy();
    let failed = |error| Problem::io(&shown, "read the gold", &error);
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        file => file.map_err(failed)?,
    };
    for line in BufReader::new(file).split(b'\n') {
        let line = line.map_err(failed)?;
        let made = serde_json::from_slice::<Made>(&line).ok();
        if !line.trim_ascii().is_empty() && made.is_none_or(|made| made.method != METHOD) {
            return Err(Problem::new(
                format!("--gold {shown}"),
                "this file was not written by a review, and would be overwritten",
            )
            .help("name a new file; `eval` accepts several"));
        }
    }
    Ok(())
}

/// Writes rows; replaces labels that an earlier review wrote.
///
/// # Errors
/// The file cannot be written; an earlier one is unchanged then.
pub fn write(path: &Path, rows: &[ReviewLabels]) -> Result<(), Problem> {
    let write = || -> io::Result<()> {
        let mut file = NamedTempFile::new_in(folder_of(path))?;
        for row in rows {
            serde_json::to_writer(&mut file, row)?;
            file.write_all(b"\n")?;
        }
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| Problem::io(path.to_string_lossy(), "write the gold", &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::review::verdict::ReviewKey;
    use crate::text::Edit;

    fn row(verdict: Verdict, span: Range<usize>, edits: Vec<Edit>) -> VerdictRow {
        let key = ReviewKey {
            start: span.start,
            end: span.end,
            ..ReviewKey::default()
        };
        VerdictRow {
            verdict,
            key,
            edits,
        }
    }

    fn labels(text: &str, rows: &[VerdictRow]) -> (Vec<String>, Vec<String>) {
        let document = Document {
            id: Some("a".into()),
            ..Document::new(text)
        };
        let rows: Vec<&VerdictRow> = rows.iter().collect();
        let shown = |labels: Vec<SpanLabel>| {
            let shown = labels.iter();
            shown
                .map(|l| format!("{} {}", &text[l.start..l.end], l.label))
                .collect()
        };
        let made = ReviewLabels::of(&document, &rows, &Categories(HashMap::new()));
        made.map_or_else(Default::default, |made| {
            (shown(made.lines), shown(made.inline))
        })
    }

    #[test]
    fn whole_lines_and_parts_are_separate() {
        let rows = [
            row(Verdict::Accept, 4..13, Vec::new()),
            row(Verdict::Reject, 14..16, Vec::new()),
        ];
        let (lines, inline) = labels("one\n two \nsix\nten more\n", &rows);
        assert_eq!(lines, ["two boilerplate:other", "six boilerplate:other"]);
        assert_eq!(inline, ["te body"]);
    }

    #[test]
    fn what_two_verdicts_disagree_on_is_not_scored() {
        let rows = [
            row(Verdict::Accept, 0..7, Vec::new()),
            row(Verdict::Reject, 4..7, Vec::new()),
        ];
        let (lines, inline) = labels("one two\n", &rows);
        assert_eq!(lines, ["one two boilerplate:other"]);
        assert_eq!(inline, ["two body", "two unscored"]);
    }

    #[test]
    fn words_around_an_inserted_break_are_not_boilerplate() {
        let edits = vec![Edit::insert(3, "\n")];
        let accepted = [row(Verdict::Accept, 0..6, edits.clone())];
        assert_eq!(labels("onetwo\n", &accepted).1, [""; 0]);
        let rejected = [row(Verdict::Reject, 0..6, edits)];
        assert_eq!(labels("onetwo\n", &rejected).0, ["onetwo body"]);
    }
}
