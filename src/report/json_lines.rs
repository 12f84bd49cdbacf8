//! `json-lines`: one JSON object for each finding, one per line.

use std::io::{self, Write};

use crate::base::safe_json::safe_json;
use crate::report::checked_document::CheckedDocument;
use crate::report::finding_row::FindingRow;
use crate::report::reporter::DocumentRenderer;

/// Writes the format `json-lines`.
pub struct JsonLinesReport;

impl DocumentRenderer for JsonLinesReport {
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        checked
            .reported()
            .try_for_each(|reported| safe_json(out, &FindingRow::from(&reported)))
    }
}
