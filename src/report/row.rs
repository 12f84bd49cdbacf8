//! A finding as an object for programs: what `json-lines` and `json` write.

use serde::Serialize;

use super::Reported;
use crate::document::head;
use crate::finding::{Edit, Finding, Fix};
use crate::fix::{Patch, tidy};
use crate::rule::{Category, Severity};

/// Characters of the flagged text that are given.
const TEXT_CHARS: usize = 200;

/// The object, in the order of its fields.
#[derive(Serialize)]
pub struct Row<'a> {
    path: &'a str,
    record: Option<u64>,
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    rule: &'a str,
    kind: &'a str,
    category: Category,
    severity: Severity,
    message: &'a str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    text: &'a str,
    fix: Option<Fix>,
}

impl<'a> From<&'a Reported<'a>> for Row<'a> {
    fn from(reported: &'a Reported<'a>) -> Self {
        let Reported { rule, finding, .. } = reported;
        let document = reported.document();
        let (line, column) = reported.place();
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
            text: head(reported.text(), TEXT_CHARS),
            fix: alone(&document.text, finding),
        }
    }
}

/// The fix as it would be applied alone, with the blank lines that it would leave doubled.
pub fn alone(text: &str, finding: &Finding) -> Option<Fix> {
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
