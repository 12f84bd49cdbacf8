//! `grouped`: the findings of each document under its name, in columns.

use std::io::{self, Write};

use crate::report::checked_document::CheckedDocument;
use crate::report::notes::{fix_in_brackets, message_and_quote};
use crate::report::reporter::DocumentRenderer;
use crate::rules::Severity;

/// Writes the format `grouped`.
pub struct GroupedReport {
    /// Whether the output is coloured.
    pub colour: bool,
}

impl GroupedReport {
    fn painted(&self, style: &str, text: &str) -> String {
        match self.colour {
            true => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// The colour of a severity, as a number of the terminal.
fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Info => "36",
    }
}

impl DocumentRenderer for GroupedReport {
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        let rows: Vec<_> = checked
            .reported()
            .map(|reported| {
                let (line, column) = reported.place();
                (format!("{line}:{column}"), reported)
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "{}",
            self.painted("1", &checked.document.display_name_and_id())
        )?;
        let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
        let places = widest(&mut rows.iter().map(|(place, _)| place.len()));
        let ids = widest(&mut rows.iter().map(|(_, reported)| reported.rule.id.len()));
        for (place, reported) in &rows {
            let severity = reported.rule.severity;
            writeln!(
                out,
                "  {place:>places$}  {}  {:ids$}  {}{}",
                self.painted(colour(severity), &format!("{severity:7}")),
                reported.rule.id,
                message_and_quote(reported),
                fix_in_brackets(reported.finding),
            )?;
        }
        writeln!(out)
    }
}
