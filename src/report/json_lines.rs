//! `json-lines`: a JSON object a finding.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::{Reported, Reporter};
use crate::document::head;
use crate::finding::{Edit, Finding, Fix};
use crate::fix::{Patch, tidy};
use crate::rule::{Category, Severity};
use crate::sanitise;

/// Characters of the flagged text that are given.
const TEXT_CHARS: usize = 200;

pub struct JsonLines;

/// The row, in the order of its fields.
#[derive(Serialize)]
struct Row<'a> {
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

impl Reporter for JsonLines {
    fn finding(&mut self, out: &mut dyn Write, reported: &Reported) -> io::Result<()> {
        let Reported {
            document,
            rule,
            finding,
            ..
        } = reported;
        let (line, column) = reported.place();
        let row = Row {
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
        };
        safe_json(out, &row)
    }
}

/// Writes a value as a line of JSON that is safe for a terminal.
///
/// # Errors
/// When the output cannot be written.
pub fn safe_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Safe))?;
    out.write_all(b"\n")
}

/// The fix as it would be applied alone, with the blank lines that it would leave doubled.
fn alone(text: &str, finding: &Finding) -> Option<Fix> {
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

/// Writes compact JSON in which every character that a terminal would act on is escaped.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| !sanitise::is_safe(c)) {
            out.write_all(&text.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        out.write_all(&text.as_bytes()[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_characters_are_escaped_and_read_back_the_same() {
        let text = "a\u{1b}[0m\u{202e}\u{9b}\u{7f}\u{e0001}\"\n";
        let mut out = Vec::new();
        safe_json(&mut out, &text).unwrap();
        let written = String::from_utf8(out).unwrap();
        let written = written.trim_end();
        assert!(written.chars().all(sanitise::is_safe), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(written).unwrap(), text);
    }
}
