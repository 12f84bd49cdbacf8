//! The decisions of a review as fixing needs them, and as they apply to the fixed text.

use std::collections::HashMap;
use std::ops::Range;

use crate::cli::review::progress::ReviewProgress;
use crate::cli::review::verdict::{ReviewKey, Verdict, VerdictRow, name_of};
use crate::rules::RuleSet;
use crate::rules::fixing::{AppliedEdit, Checked, SelectedFixes};
use crate::run::ledger::text_hash;
use crate::text::Document;

/// The decisions of a review, by document.
#[derive(Debug)]
pub struct Accepted {
    documents: HashMap<String, Vec<VerdictRow>>,
    /// The indices of rules, by id.
    rules: HashMap<String, usize>,
    /// The rules of which every finding is accepted.
    always: Vec<usize>,
}

impl Accepted {
    /// The decisions so far, for rules that still exist.
    pub fn new(progress: &ReviewProgress, rules: &RuleSet) -> Self {
        let ids = rules.rules().iter().enumerate();
        let rules: HashMap<String, usize> = ids.map(|(n, rule)| (rule.id.clone(), n)).collect();
        let owned = |(name, rows): (&str, Vec<&VerdictRow>)| {
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
        self.always.is_empty() && !rows.any(|row| row.verdict.is_boilerplate())
    }

    /// Whether everything that some rule finds is accepted.
    pub fn has_rules(&self) -> bool {
        !self.always.is_empty()
    }

    /// The rows about a document with this text.
    pub fn rows(&self, document: &Document) -> Vec<&VerdictRow> {
        let Some(rows) = self.documents.get(&name_of(document)) else {
            return Vec::new();
        };
        let text = text_hash(&document.text);
        rows.iter().filter(|row| row.key.text == text).collect()
    }

    /// Which fixes are applied to a document.
    pub fn of(&self, document: &Document) -> SelectedFixes {
        let mut selected = SelectedFixes {
            rules: self.always.clone(),
            ..SelectedFixes::default()
        };
        for row in self.rows(document) {
            match (row.verdict, self.rules.get(&row.key.rule)) {
                (Verdict::Reject, _) => selected.rejected.extend(row.spans()),
                (verdict, Some(&rule)) if verdict.is_boilerplate() => {
                    let edits = row.edits.iter().map(|edit| (rule, edit.span.clone()));
                    selected.accepted.extend(edits);
                }
                _ => {}
            }
        }
        selected
    }

    /// The decisions about a document, for the text that fixing leaves. Without them, rejected findings
    /// would be shown again because something else was removed.
    pub fn carried(&self, document: &Document, fixed: &Checked) -> Vec<VerdictRow> {
        let rows = self.rows(document);
        if rows.is_empty() || fixed.edits.is_empty() {
            return Vec::new();
        }
        let document = name_of(document);
        let text = text_hash(&fixed.text);
        let key = ReviewKey {
            document,
            text,
            ..ReviewKey::default()
        };
        let mark = VerdictRow {
            verdict: Verdict::Applied,
            key: key.clone(),
            edits: Vec::new(),
        };
        let rows = rows
            .into_iter()
            .filter_map(|row| moved(row, &key, &fixed.edits));
        std::iter::once(mark).chain(rows).collect()
    }
}

/// A row for the edited text; `None` if an edit changes the text that it is about.
fn moved(row: &VerdictRow, to: &ReviewKey, edits: &[AppliedEdit]) -> Option<VerdictRow> {
    let mut row = row.clone();
    // Decisions about a rule are kept in their own rows.
    row.verdict = match row.verdict {
        Verdict::Always => Verdict::Accept,
        Verdict::Never => return None,
        verdict => verdict,
    };
    let span = shifted(row.key.start..row.key.end, edits)?;
    for edit in &mut row.edits {
        edit.span = shifted(edit.span.clone(), edits)?;
    }
    row.key = ReviewKey {
        rule: row.key.rule,
        start: span.start,
        end: span.end,
        ..to.clone()
    };
    Some(row)
}

/// Where a span is after the edits; `None` if an edit changes it.
fn shifted(span: Range<usize>, edits: &[AppliedEdit]) -> Option<Range<usize>> {
    let mut start = span.start;
    let edits = edits.iter().map(|applied| &applied.edit);
    for edit in edits.filter(|edit| edit.span.start <= span.end) {
        match edit.span.end <= span.start {
            true => start = start + edit.text.len() - edit.span.len(),
            false if edit.span.start == span.end => {}
            false => return None,
        }
    }
    Some(start..start + span.len())
}
