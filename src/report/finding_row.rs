//! A finding as an object for programs: what `json-lines` and `json` write.

use serde::Serialize;

use crate::report::checked_document::Reported;
use crate::report::line_index::LineIndex;
use crate::rules::finding::{Edit, Finding, Fix};
use crate::rules::fixing::{Patch, tidy};
use crate::rules::{Category, Rule, Severity};
use crate::text::{Document, head};

/// Characters of the flagged text that are given.
const TEXT_CHARS: usize = 200;

/// The object, in the order of its fields.
#[derive(Serialize)]
pub struct FindingRow<'a> {
    pub path: &'a str,
    pub record: Option<u64>,
    pub id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'a str>,
    pub rule: &'a str,
    pub kind: &'a str,
    pub category: Category,
    pub severity: Severity,
    pub message: &'a str,
    /// What is flagged, in bytes of the document's text.
    pub start: usize,
    pub end: usize,
    /// Where it begins, from 1; columns are characters.
    pub line: usize,
    pub column: usize,
    /// The head of what is flagged.
    pub text: &'a str,
    /// What applying it alone would do.
    pub fix: Option<Fix>,
}

impl<'a> From<&'a Reported<'a>> for FindingRow<'a> {
    fn from(reported: &'a Reported<'a>) -> Self {
        let Reported { rule, finding, .. } = *reported;
        Self::new(
            reported.document(),
            &reported.checked.line_index,
            rule,
            finding,
        )
    }
}

impl<'a> FindingRow<'a> {
    /// The row of a finding in a document, by a rule, with the places of the document's text.
    pub fn new(
        document: &'a Document,
        line_index: &LineIndex,
        rule: &'a Rule,
        finding: &'a Finding,
    ) -> Self {
        let (line, column) = line_index.of(finding.span.start);
        Self {
            path: &document.path,
            record: document.record,
            id: document.id.as_deref(),
            field: document.field.as_deref(),
            rule: &rule.id,
            kind: rule.kind,
            category: rule.category,
            severity: rule.severity,
            message: &finding.message,
            start: finding.span.start,
            end: finding.span.end,
            line,
            column,
            text: head(&document.text[finding.span.clone()], TEXT_CHARS),
            fix: fix_alone(&document.text, finding),
        }
    }
}

/// The fix as it would be applied alone, with the blank lines that it would leave doubled.
pub fn fix_alone(text: &str, finding: &Finding) -> Option<Fix> {
    let mut patches: Vec<_> = Patch::of(finding).collect();
    tidy(text, &mut patches);
    let edits = patches.into_iter().map(|patch| Edit {
        start: patch.span.start,
        end: patch.span.end,
        content: patch.content,
    });
    finding.fix.as_ref().map(|fix| Fix {
        applicability: fix.applicability,
        edits: edits.collect(),
    })
}
