//! Which bytes of a text are still in the cleaned text. This compares only the two texts, so it does not depend
//! on what the cleaner says about itself.

use std::ops::Range;

use crate::eval::matching::{MatchingBlock, matching_blocks};

/// In changed lines, a common run of fewer characters than this counts as chance.
const SHORTEST: usize = 3;

/// For each byte of a text, whether it is still in the cleaned text, in the same order.
///
/// Lines are matched first, without the white space around them. Then characters are matched within changed
/// lines.
pub fn survived(text: &str, cleaned: &str) -> Vec<bool> {
    if text == cleaned {
        return vec![true; text.len()];
    }
    let mut alive = vec![false; text.len()];
    let (before, after) = (lines(text), lines(cleaned));
    let stripped = |text, lines: &[Range<usize>]| -> Vec<_> {
        lines.iter().map(|line| strip(text, line)).collect()
    };
    let blocks = matching_blocks(&stripped(text, &before), &stripped(cleaned, &after));
    let (mut a, mut b) = (0, 0);
    let end = MatchingBlock {
        a: before.len(),
        b: after.len(),
        size: 0,
    };
    for block in blocks.into_iter().chain([end]) {
        if a < block.a && b < block.b {
            let old = before[a].start..before[block.a - 1].end;
            let new = after[b].start..after[block.b - 1].end;
            characters(&text[old.clone()], &cleaned[new], &mut alive[old]);
        }
        (a, b) = (block.a + block.size, block.b + block.size);
        if block.size > 0 {
            alive[before[block.a].start..before[a - 1].end].fill(true);
        }
    }
    alive
}

/// Marks the characters of the old lines that are still in the new lines.
fn characters(old: &str, new: &str, alive: &mut [bool]) {
    let (places, old_chars): (Vec<usize>, Vec<char>) = old.char_indices().unzip();
    let new_chars: Vec<char> = new.chars().collect();
    let all_of_new = new.trim_matches(is_space).chars().count();
    for block in matching_blocks(&old_chars, &new_chars) {
        if block.size >= SHORTEST || block.size == all_of_new {
            let end = places.get(block.a + block.size).copied();
            alive[places[block.a]..end.unwrap_or(old.len())].fill(true);
        }
    }
}

/// The lines of a text with their line breaks, in bytes. Everything that Unicode calls a line break ends a
/// line, and so do the ASCII separators.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_end =
            matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let is_half = c == '\r' && chars.peek().is_some_and(|&(_, next)| next == '\n');
        if is_end && !is_half {
            let end = at + c.len_utf8();
            lines.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        lines.push(start..text.len());
    }
    lines
}

fn strip<'t>(text: &'t str, line: &Range<usize>) -> &'t str {
    text[line.clone()].trim_matches(is_space)
}

/// Whether a character is white space, which no measure counts. ASCII separators are white space, too.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of the text that survived.
    fn surviving(text: &str, cleaned: &str) -> String {
        let alive = survived(text, cleaned);
        text.char_indices()
            .filter(|(at, _)| alive[*at])
            .map(|(_, c)| c)
            .collect()
    }

    #[test]
    fn whole_lines_survive() {
        assert_eq!(surviving("a\r\nb\n\nc", "a\n\nc\n"), "a\r\n\nc");
        assert_eq!(surviving("", "x"), "");
    }

    #[test]
    fn runs_of_three_survive_in_changed_lines() {
        assert_eq!(surviving("the news ✔ ab\n", "the news\n"), "the news");
        assert_eq!(surviving("xaby", "qab-"), "");
        assert_eq!(surviving("xaby", "ab"), "ab");
    }
}
