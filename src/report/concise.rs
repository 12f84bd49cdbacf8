//! `concise`: one line for each finding. It begins with the place, so that editors can jump there.

use std::io::{self, Write};

use crate::base::sanitise;
use crate::report::checked_document::CheckedDocument;
use crate::report::notes::{fix_in_brackets, quote};
use crate::report::reporter::DocumentRenderer;

/// Writes the format `concise`.
pub struct ConciseReport;

impl DocumentRenderer for ConciseReport {
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        for reported in checked.reported() {
            let (line, column) = reported.place();
            let (rule, finding) = (reported.rule, reported.finding);
            writeln!(
                out,
                "{}:{line}:{column}: {}: {} {}: {}{}",
                checked.document.display_name(),
                rule.severity,
                rule.id,
                sanitise::line(&finding.full_message()),
                quote(&reported),
                fix_in_brackets(finding),
            )?;
        }
        Ok(())
    }
}
