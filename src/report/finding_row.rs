//! A finding as an object for programs: the output of `json-lines` and `json`.

use std::borrow::Cow;

use serde::Serialize;

use crate::report::checked_document::Reported;
use crate::report::line_index::LineIndex;
use crate::rules::finding::{Finding, Fix};
use crate::rules::fixing::tidy_fix;
use crate::rules::{Category, Rule, Severity};
use crate::text::{Document, head};

/// Characters of the flagged text that are in the object.
const TEXT_CHARS: usize = 200;

/// The object. The fields are written in this order.
#[derive(Serialize)]
pub struct FindingRow<'a> {
    /// The path of the file.
    pub path: &'a str,
    /// The number of the record in the file, if it has records.
    pub record: Option<u64>,
    /// The id of the document, if any.
    pub id: Option<&'a str>,
    /// The field of the record that holds the text, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'a str>,
    /// The id of the rule.
    pub rule: &'a str,
    /// The kind of the rule.
    pub kind: &'a str,
    /// The category of the rule.
    pub category: Category,
    /// The severity of the rule.
    pub severity: Severity,
    /// What was found, and why its fix is withheld, if it is.
    pub message: Cow<'a, str>,
    /// The beginning of the flagged text, in bytes of the document's text.
    pub start: usize,
    /// The end of the flagged text, in bytes of the document's text.
    pub end: usize,
    /// The line where it begins, from 1.
    pub line: usize,
    /// The column where it begins, from 1, in characters.
    pub column: usize,
    /// The first characters of the flagged text.
    pub text: &'a str,
    /// What the fix would do if it were the only one.
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
    /// The row of a finding. `line_index` is the index of the document's text.
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
            message: finding.full_message(),
            start: finding.span.start,
            end: finding.span.end,
            line,
            column,
            text: head(&document.text[finding.span.clone()], TEXT_CHARS),
            fix: tidy_fix(&document.text, finding),
        }
    }
}
