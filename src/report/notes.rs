//! Short texts about a finding that several formats share: its quote, its message, what its fix does.

use crate::base::sanitise;
use crate::report::checked_document::Reported;
use crate::rules::finding::Finding;

/// Characters of the flagged text in a quote.
const QUOTE_CHARS: usize = 50;

/// The beginning of the flagged text, on one line.
pub fn quote(reported: &Reported) -> String {
    sanitise::clipped(reported.text(), QUOTE_CHARS)
}

/// The message and the quote, on one line.
pub fn message_and_quote(reported: &Reported) -> String {
    let message = sanitise::line(&reported.finding.full_message());
    format!("{message}: {}", quote(reported))
}

/// The note about the fix, in brackets after a space; empty if there is no fix.
pub fn fix_in_brackets(finding: &Finding) -> String {
    match fix_note(finding) {
        note if note.is_empty() => note,
        note => format!(" [{note}]"),
    }
}

/// What the fix does, in a few words; empty if there is no fix.
pub fn fix_note(finding: &Finding) -> String {
    let Some(fix) = &finding.fix else {
        return String::new();
    };
    let removed: usize = fix.edits.iter().map(|edit| edit.span.len()).sum();
    let what = match removed {
        0 if fix.edits.is_empty() => "writes the file in UTF-8".to_owned(),
        0 => "inserts a line break".to_owned(),
        1 => "removes 1 byte".to_owned(),
        bytes => format!("removes {bytes} bytes"),
    };
    format!("{} fix {what}", fix.applicability)
}
