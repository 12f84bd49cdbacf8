//! What was said of findings as gold: a row a document, for `eval`. `docs/gold.md` has the format.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::base::problem::Problem;
use crate::cli::review::verdict::{Row, Verdict};
use crate::eval::sha256;
use crate::io::files::folder_of;
use crate::report::LineIndex;
use crate::rules::{Category, RuleSet};
use crate::text::Document;

/// What rows say of how they came about, so that no gold made otherwise is ever written over.
const METHOD: &str = "review";

/// A labelled document.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct GoldRow {
    id: String,
    sha256: String,
    n_bytes: usize,
    method: &'static str,
    lines: Vec<Label>,
    inline: Vec<Label>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Label {
    start: usize,
    end: usize,
    label: String,
}

/// The categories of rules, by name.
pub struct Categories<'r>(HashMap<&'r str, Category>);

impl<'r> Categories<'r> {
    pub fn new(rules: &'r RuleSet) -> Self {
        let rules = rules.rules().iter();
        Self(
            rules
                .map(|rule| (rule.id.as_str(), rule.category))
                .collect(),
        )
    }

    /// The label of residue that a rule found.
    fn label(&self, rule: &str) -> String {
        match self.0.get(rule) {
            // Gold counts what tells of the article apart from what must go.
            Some(Category::Metadata) => "metadata".into(),
            Some(category) => format!("boilerplate:{category}"),
            None => "boilerplate:other".into(),
        }
    }
}

impl GoldRow {
    /// The labels that were given to a document; `None` where nobody gave one, or it has no name.
    pub fn of(document: &Document, rows: &[&Row], categories: &Categories) -> Option<Self> {
        let places = LineIndex::new(&document.text);
        let (mut residue, mut kept) = (Vec::new(), Vec::new());
        for row in rows {
            let label = |label: &str| {
                let spans = spans(row).into_iter();
                let parts = spans.flat_map(|span| parts(&places, span));
                parts.map(|span| label_of(span, label)).collect::<Vec<_>>()
            };
            match row.verdict {
                Verdict::Reject => kept.extend(label("body")),
                verdict if verdict.is_residue() => {
                    residue.extend(label(&categories.label(&row.key.rule)));
                }
                _ => {}
            }
        }
        let both = both(&residue, &kept);
        let mut labels = [residue, kept].concat();
        labels.sort_by_key(|label| (label.start, label.end));
        labels.dedup();
        let is_line = |label: &Label| {
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

/// What a verdict labels. Where a fix puts something in, what it replaces may be the article's own:
/// only what it removes is residue.
fn spans(row: &Row) -> Vec<Range<usize>> {
    let puts_in = row.edits.iter().any(|edit| !edit.content.is_empty());
    match row.verdict.is_residue() && puts_in {
        true => {
            let removals = row.edits.iter().filter(|edit| edit.content.is_empty());
            removals.map(|edit| edit.start..edit.end).collect()
        }
        false => row.spans(),
    }
}

fn label_of(span: Range<usize>, label: &str) -> Label {
    Label {
        start: span.start,
        end: span.end,
        label: label.to_owned(),
    }
}

/// A span line by line, without the blanks around.
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

/// What was called residue and the article's own: nobody knows.
fn both(residue: &[Label], kept: &[Label]) -> Vec<Label> {
    let meet = |a: &Label, b: &Label| {
        let span = a.start.max(b.start)..a.end.min(b.end);
        (span.start < span.end).then(|| label_of(span, "unscored"))
    };
    let pairs = residue
        .iter()
        .flat_map(|a| kept.iter().map(move |b| (a, b)));
    pairs.filter_map(|(a, b)| meet(a, b)).collect()
}

/// Makes sure that what stands at a path is gold of a review, or nothing.
///
/// # Errors
/// Where it is something else.
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
                "what stands there was not written by a review, and would be lost",
            )
            .help("name a new file; eval takes several"));
        }
    }
    Ok(())
}

/// Writes rows, in the place of an earlier gold of the review.
///
/// # Errors
/// When the file cannot be written; an earlier one stays then.
pub fn write(path: &Path, rows: &[GoldRow]) -> Result<(), Problem> {
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
    use crate::cli::review::verdict::Key;
    use crate::rules::finding::Edit;

    fn row(verdict: Verdict, span: Range<usize>, edits: Vec<Edit>) -> Row {
        let key = Key {
            start: span.start,
            end: span.end,
            ..Key::default()
        };
        Row {
            verdict,
            key,
            edits,
        }
    }

    fn labels(text: &str, rows: &[Row]) -> (Vec<String>, Vec<String>) {
        let document = Document {
            id: Some("a".into()),
            ..Document::new(text)
        };
        let rows: Vec<&Row> = rows.iter().collect();
        let shown = |labels: Vec<Label>| {
            let shown = labels.iter();
            shown
                .map(|l| format!("{} {}", &text[l.start..l.end], l.label))
                .collect()
        };
        let made = GoldRow::of(&document, &rows, &Categories(HashMap::new()));
        made.map_or_else(Default::default, |made| {
            (shown(made.lines), shown(made.inline))
        })
    }

    #[test]
    fn whole_lines_and_parts_are_told_apart() {
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
    fn words_between_which_a_break_is_put_are_no_residue() {
        let edits = vec![Edit::insert(3, "\n")];
        let accepted = [row(Verdict::Accept, 0..6, edits.clone())];
        assert_eq!(labels("onetwo\n", &accepted).1, [""; 0]);
        let rejected = [row(Verdict::Reject, 0..6, edits)];
        assert_eq!(labels("onetwo\n", &rejected).0, ["onetwo body"]);
    }
}
