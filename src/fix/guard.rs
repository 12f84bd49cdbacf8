//! Guards: what no fix may do to a document, however sure its rule is.

use crate::document::Segments;
use crate::finding::Finding;

/// The share of a document's bytes that rules without a marker may remove together.
const LARGEST_SHARE: f64 = 0.6;

/// Why a fix is withheld, as the finding says it.
pub(super) type Reason = &'static str;

pub(super) const TOO_LARGE_A_SHARE: Reason =
    "more than 60 % of the document would go without a marker that says so";
pub(super) const NOTHING_LEFT: Reason = "nothing would be left of the document";

/// Keeps count of what was removed over all rounds.
#[derive(Debug)]
pub(super) struct Guard {
    bytes: usize,
    unmarked: usize,
}

impl Guard {
    pub fn new(text: &str) -> Self {
        Self {
            bytes: visible(text),
            unmarked: 0,
        }
    }

    /// Judges the fix of one finding alone.
    pub fn judge(segments: &Segments, finding: &Finding) -> Result<(), Reason> {
        let first = segments.lines.iter().find(|line| line.is_paragraph());
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        for edit in edits.filter(|edit| edit.start < edit.end) {
            let touches = |line: &&crate::document::Line| {
                edit.start <= line.content.start && line.content.end <= edit.end
            };
            if first.filter(touches).is_some() {
                return Err("it would take the first paragraph");
            }
        }
        Ok(())
    }

    /// Whether rules without a marker would, with this round, remove too large a share.
    pub fn share_is_too_large(&self, unmarked: usize) -> bool {
        (self.unmarked + unmarked) as f64 > LARGEST_SHARE * self.bytes as f64
    }

    /// Counts what rules without a marker removed in a round.
    pub fn count(&mut self, unmarked: usize) {
        self.unmarked += unmarked;
    }
}

/// The bytes of a text without white space.
pub(super) fn visible(text: &str) -> usize {
    text.split_whitespace().map(str::len).sum()
}
