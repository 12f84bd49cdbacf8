//! Guards: what no fix may do to a document, however sure its rule is.

use crate::document::Segments;
use crate::finding::Finding;

/// The share of a text's bytes that rules without a marker may remove in one round. Each round is
/// judged by itself, as a second run would judge it: what one run leaves, the next leaves too.
const LARGEST_SHARE: f64 = 0.6;

/// Why a fix is withheld, as the finding says it.
pub(super) type Reason = &'static str;

pub(super) const FIRST_PARAGRAPH: Reason = "it would take the first paragraph";
pub(super) const TOO_LARGE_A_SHARE: Reason =
    "more than 60 % of the document would go without a marker that says so";
pub(super) const NOTHING_LEFT: Reason = "nothing would be left of the document";

/// Whether a finding's fix would remove the first paragraph.
pub(super) fn takes_first_paragraph(segments: &Segments, finding: &Finding) -> bool {
    let first = segments.lines.iter().find(|line| line.is_paragraph());
    first.is_some_and(|line| {
        let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.any(|edit| edit.start <= line.content.start && line.content.end <= edit.end)
    })
}

/// Whether so many visible bytes are too large a share of a text for rules without a marker.
pub(super) fn is_too_large_a_share(text: &str, removed: usize) -> bool {
    removed as f64 > LARGEST_SHARE * visible(text) as f64
}

/// The bytes of a text without white space.
pub(super) fn visible(text: &str) -> usize {
    text.split_whitespace().map(str::len).sum()
}
