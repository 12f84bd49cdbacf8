//! `github`: workflow commands, which GitHub shows next to the changed lines.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::base::sanitise;
use crate::report::checked_document::{CheckedDocument, Reported};
use crate::report::notes::message_and_quote;
use crate::report::path::relative;
use crate::report::reporter::DocumentRenderer;
use crate::rules::Severity;

/// Writes the format `github`.
pub struct GitHubReport;

impl DocumentRenderer for GitHubReport {
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        checked
            .reported()
            .try_for_each(|reported| writeln!(out, "{}", command(&reported)))
    }
}

fn command(reported: &Reported) -> String {
    let rule = reported.rule;
    let mut command = format!("::{} ", level(rule.severity));
    let mut property = |name: &str, value: &str| {
        write!(command, "{name}={},", escaped(value, &[':', ','])).expect("a string takes all");
    };
    property("file", &relative(&reported.document().path));
    if let Some((first, last)) = reported.file_lines() {
        property("line", &first.to_string());
        property("endLine", &last.to_string());
        // Columns are those of the file. GitHub accepts none if the finding has several lines.
        if reported.is_file_text() && first == last {
            let (columns, end) = (reported.place().1, reported.end_place().1);
            property("col", &columns.to_string());
            property("endColumn", &end.to_string());
        }
    }
    property("title", &format!("{} ({})", rule.id, rule.category));
    command.pop();
    format!("{command}::{}", escaped(&message_and_quote(reported), &[]))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Escapes everything that would end the message, and the given characters, which would end a property.
fn escaped(text: &str, signs: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitise::line(text).chars() {
        match c {
            c if c == '%' || signs.contains(&c) => {
                write!(escaped, "%{:02X}", c as u32).expect("a string takes all");
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_ends_a_message_or_a_property() {
        assert_eq!(escaped("100%\r\n::error::x,y", &[]), "100%25␍␊::error::x,y");
        assert_eq!(escaped("a:b,c%3A\u{1b}", &[':', ',']), "a%3Ab%2Cc%253A␛");
    }
}
