//! `concise`: a line a finding, with its place in front so that editors can jump there.

use std::io::{self, Write};

use super::{Reported, Reporter, fix_note, name};
use crate::sanitise;

/// Characters of the flagged text that are quoted.
const QUOTE_CHARS: usize = 50;

pub struct Concise;

impl Reporter for Concise {
    fn finding(&mut self, out: &mut dyn Write, reported: &Reported) -> io::Result<()> {
        let Reported {
            document,
            rule,
            finding,
            ..
        } = reported;
        let (line, column) = reported.place();
        let note = match fix_note(finding) {
            note if note.is_empty() => note,
            note => format!(" [{note}]"),
        };
        writeln!(
            out,
            "{}:{line}:{column}: {}: {} {}: {}{note}",
            name(document),
            rule.severity,
            rule.id,
            sanitise::line(&finding.message),
            sanitise::clipped(reported.text(), QUOTE_CHARS),
        )
    }
}
