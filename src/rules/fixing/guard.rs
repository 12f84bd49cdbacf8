//! Guards: what no fix may do to a document, however sure its rule is.

use memchr::{memchr_iter, memchr3_iter};

use crate::rules::finding::Finding;
use crate::text::{TextAnalysis, is_ignorable};

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
    analysis: &TextAnalysis,
    finding: &Finding,
    is_running_text: bool,
) -> bool {
    let Some((first, last)) = analysis.paragraphs else {
        return false;
    };
    let takes = |line: usize| {
        let content = &analysis.lines[line].content;
        let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        edits.any(|edit| {
            edit.content.is_empty() && edit.start <= content.start && content.end <= edit.end
        })
    };
    let mut below = (first + 1..=last).filter(|&line| analysis.lines[line].is_paragraph());
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
