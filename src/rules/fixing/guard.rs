//! Guards: what no fix may do to a document, however sure its rule is.

use memchr::{memchr_iter, memchr3_iter};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::finding::Finding;
use crate::text::{Segments, is_ignorable};

/// What no fix may do, however sure its rule is; a finding whose fix would is reported instead. That
/// a fix may not empty a document cannot be changed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Guards {
    /// The share of a text's bytes, from 0 to 1, that rules without a marker may remove in one round:
    /// 0.6, or what a rule with evidence of its own says of itself; said here, it binds these too.
    /// Each round is judged by itself, as a second run would judge it: what one run leaves, the next
    /// leaves too, unless the survey of the corpus has changed.
    pub largest_share: Option<f64>,
    /// Whether the first paragraph must stay.
    pub keep_first_paragraph: bool,
    /// Characters that must be left of a document.
    pub min_left: usize,
}

/// The share that rules which judge by shape alone may remove.
const LARGEST_SHARE: f64 = 0.6;

impl Default for Guards {
    fn default() -> Self {
        Self {
            largest_share: None,
            keep_first_paragraph: true,
            min_left: 0,
        }
    }
}

impl Guards {
    /// The share of a text that a rule may remove, which may say so of itself.
    pub(super) fn share(&self, own: Option<f64>) -> f64 {
        match (self.largest_share, own) {
            (Some(most), Some(own)) => own.min(most),
            (Some(most), None) => most,
            (None, own) => own.unwrap_or(LARGEST_SHARE),
        }
    }
}

/// Why a fix is withheld, as the finding says it.
pub(super) type Reason = &'static str;

pub(super) const FIRST_PARAGRAPH: Reason = "it would take the first paragraph";
pub(super) const TOO_LARGE_A_SHARE: Reason =
    "too large a share of the document would go without a marker that says so";
pub(super) const TOO_LITTLE_LEFT: Reason = "too little would be left of the document";
pub(super) const TOO_MANY_ROUNDS: Reason = "the rules had still more to remove after 100 rounds";
pub(super) const KEPT: Reason = "a part of it was said to be the article's own";
pub(super) const NOTHING_LEFT: Reason = "nothing would be left of the document";

/// Whether a finding's fix would remove the first paragraph. A long line that its rule knows for no
/// running text is none, as long as the next is and stays.
pub(super) fn takes_first_paragraph(
    segments: &Segments,
    finding: &Finding,
    is_running_text: bool,
) -> bool {
    let Some((first, last)) = segments.paragraphs else {
        return false;
    };
    let takes = |line: usize| {
        let content = &segments.lines[line].content;
        let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.any(|edit| {
            edit.content.is_empty() && edit.start <= content.start && content.end <= edit.end
        })
    };
    let mut below = (first + 1..=last).filter(|&line| segments.lines[line].is_paragraph());
    takes(first) && (is_running_text || below.next().is_none_or(takes))
}

/// Whether a finding's fix leaves fewer visible characters of a text than its rule demands.
pub(super) fn leaves_less_than(text: &str, finding: &Finding, min_left: usize) -> bool {
    let count = |text: &str| text.chars().filter(is_visible).count();
    min_left > 0 && {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        let removed: usize = edits.map(|edit| count(&text[edit.start..edit.end])).sum();
        count(text) - removed < min_left
    }
}

/// The bytes of a text that a reader sees.
pub(super) fn visible(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_space = |byte: &&u8| matches!(byte, b'\t'..=b'\r' | b' ');
    // The other characters that no reader sees begin with few bytes, most of them rare.
    let heads = memchr3_iter(0xc2, 0xe2, 0xef, bytes)
        .chain(memchr3_iter(0xcc, 0xcd, 0xe1, bytes))
        .chain(memchr_iter(0xe3, bytes));
    let hidden = heads
        .filter_map(|at| text[at..].chars().next())
        .filter(|c| !is_visible(c));
    let spaces = bytes.iter().filter(is_space).count();
    text.len() - spaces - hidden.map(char::len_utf8).sum::<usize>()
}

fn is_visible(c: &char) -> bool {
    !c.is_whitespace() && !is_ignorable(*c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_sees_is_counted_of_all_characters() {
        for c in '\0'..=char::MAX {
            let expected = if is_visible(&c) { c.len_utf8() } else { 0 };
            let mut bytes = [0; 4];
            assert_eq!(visible(c.encode_utf8(&mut bytes)), expected, "{c:?}");
        }
        assert_eq!(visible("a\u{a0}b \u{200f}ج\n"), 4);
    }
}
