//! `--diff`: what `--fix` would change, as a unified diff.

use std::io::{self, Write};

use similar::TextDiff;

use super::name;
use crate::document::Document;
use crate::sanitise;

/// Lines of context around a change.
const CONTEXT: usize = 2;

/// Writes the difference between a document and its fixed text.
///
/// # Errors
/// When the output cannot be written.
pub fn diff(out: &mut dyn Write, document: &Document, fixed: &str, colour: bool) -> io::Result<()> {
    let name = name(document);
    let diff = TextDiff::from_lines(document.text.as_str(), fixed);
    let unified = diff
        .unified_diff()
        .context_radius(CONTEXT)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string();
    for line in unified.split_terminator('\n') {
        let style = match (colour, line.as_bytes().first()) {
            (true, Some(b'-')) => ("\u{1b}[31m", "\u{1b}[0m"),
            (true, Some(b'+')) => ("\u{1b}[32m", "\u{1b}[0m"),
            (true, Some(b'@')) => ("\u{1b}[36m", "\u{1b}[0m"),
            _ => ("", ""),
        };
        // A carriage return belongs to the line break, so that the diff can be applied.
        let (line, end) = line
            .strip_suffix('\r')
            .map_or((line, ""), |line| (line, "\r"));
        writeln!(
            out,
            "{}{}{}{end}",
            style.0,
            sanitise::keeping_tabs(line),
            style.1
        )?;
    }
    Ok(())
}
