//! `json`: one array with one object for each finding, written while findings arrive.

use std::io::{self, Write};

use crate::base::safe_json::Array;
use crate::report::checked_document::CheckedDocument;
use crate::report::finding_row::FindingRow;
use crate::report::reporter::{Reporter, RunEnd};

/// Writes the format `json`.
#[derive(Default)]
pub struct JsonReport(Array);

impl Reporter for JsonReport {
    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        checked
            .reported()
            .try_for_each(|reported| self.0.item(out, &FindingRow::from(&reported)))
    }

    fn end(&mut self, out: &mut dyn Write, _: &RunEnd) -> io::Result<()> {
        self.0.end(out)?;
        writeln!(out)
    }
}
