//! What was accepted, as fixing asks for it; and what of the rest is still known of the fixed text.

use std::collections::HashMap;
use std::ops::Range;

use crate::cli::review::progress::Progress;
use crate::cli::review::verdict::{Key, Row, Verdict, hash_of, name_of};
use crate::rules::RuleSet;
use crate::rules::fixing::{Fixed, Only, Patch};
use crate::text::Document;

/// The verdicts of a review, by document.
#[derive(Debug)]
pub struct Accepted {
    documents: HashMap<String, Vec<Row>>,
    /// The indices of rules, by name.
    rules: HashMap<String, usize>,
    always: Vec<usize>,
}

impl Accepted {
    /// What was accepted so far, of rules that there are.
    pub fn new(progress: &Progress, rules: &RuleSet) -> Self {
        let ids = rules.rules().iter().enumerate();
        let rules: HashMap<String, usize> = ids.map(|(n, rule)| (rule.id.clone(), n)).collect();
        let owned = |(name, rows): (&str, Vec<&Row>)| {
            (name.to_owned(), rows.into_iter().cloned().collect())
        };
        Self {
            documents: progress.by_document().into_iter().map(owned).collect(),
            always: progress
                .always()
                .filter_map(|rule| rules.get(rule).copied())
                .collect(),
            rules,
        }
    }

    /// Whether nothing was accepted.
    pub fn is_nothing(&self) -> bool {
        let mut rows = self.documents.values().flatten();
        self.always.is_empty() && !rows.any(|row| row.verdict.is_residue())
    }

    /// Whether all that some rule finds is accepted.
    pub fn has_rules(&self) -> bool {
        !self.always.is_empty()
    }

    /// The rows about a document with this text.
    pub fn rows(&self, document: &Document) -> Vec<&Row> {
        let Some(rows) = self.documents.get(&name_of(document)) else {
            return Vec::new();
        };
        let text = hash_of(&document.text);
        rows.iter().filter(|row| row.key.text == text).collect()
    }

    /// What fixing is to do with a document.
    pub fn of(&self, document: &Document) -> Only {
        let mut only = Only {
            rules: self.always.clone(),
            ..Only::default()
        };
        for row in self.rows(document) {
            match (row.verdict, self.rules.get(&row.key.rule)) {
                (Verdict::Reject, _) => only.kept.extend(row.spans()),
                (verdict, Some(&rule)) if verdict.is_residue() => {
                    let edits = row.edits.iter().map(|edit| (rule, edit.start..edit.end));
                    only.accepted.extend(edits);
                }
                _ => {}
            }
        }
        only
    }

    /// What was said of a document, told of the text that fixing leaves of it. Without that, what was
    /// rejected would be asked again because something else was removed.
    pub fn carried(&self, document: &Document, fixed: &Fixed) -> Vec<Row> {
        let rows = self.rows(document);
        if rows.is_empty() || fixed.patches.is_empty() {
            return Vec::new();
        }
        let document = name_of(document);
        let text = hash_of(&fixed.text);
        let key = Key {
            document,
            text,
            ..Key::default()
        };
        let mark = Row {
            verdict: Verdict::Applied,
            key: key.clone(),
            edits: Vec::new(),
        };
        let rows = rows
            .into_iter()
            .filter_map(|row| moved(row, &key, &fixed.patches));
        std::iter::once(mark).chain(rows).collect()
    }
}

impl Verdict {
    /// Whether it says that a finding is residue.
    pub fn is_residue(self) -> bool {
        matches!(self, Self::Accept | Self::Always)
    }
}

/// A row told of the patched text; `None` where a patch touches what it speaks of.
fn moved(row: &Row, to: &Key, patches: &[Patch]) -> Option<Row> {
    let mut row = row.clone();
    // What was said of a rule stays said.
    row.verdict = match row.verdict {
        Verdict::Always => Verdict::Accept,
        Verdict::Never => return None,
        verdict => verdict,
    };
    let span = shifted(row.key.start..row.key.end, patches)?;
    for edit in &mut row.edits {
        let span = shifted(edit.start..edit.end, patches)?;
        (edit.start, edit.end) = (span.start, span.end);
    }
    row.key = Key {
        rule: row.key.rule,
        start: span.start,
        end: span.end,
        ..to.clone()
    };
    Some(row)
}

fn shifted(span: Range<usize>, patches: &[Patch]) -> Option<Range<usize>> {
    let mut start = span.start;
    for patch in patches.iter().filter(|patch| patch.span.start <= span.end) {
        match patch.span.end <= span.start {
            true => start = start + patch.content.len() - patch.span.len(),
            false if patch.span.start == span.end => {}
            false => return None,
        }
    }
    Some(start..start + span.len())
}
