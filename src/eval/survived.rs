//! Which bytes of a text still stand in what a cleaner made of it, worked out from the two texts
//! alone, so that the cleaner need not be believed.

use std::ops::Range;

use crate::eval::matching::{MatchingBlock, matching_blocks};

/// Within lines that changed, a shorter run of characters that both have is chance.
const SHORTEST: usize = 3;

/// For each byte of a text, whether it stands, in order, in the other.
///
/// Lines are matched first, whatever white space surrounds them; then characters, within lines that
/// gave way to others.
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

/// Marks the characters of lines that stand in the lines that took their place.
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

/// The lines of a text with their ends, in bytes. Everything that Unicode calls the end of a line is
/// one, as are the separators of ASCII.
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

/// Whether a character is white space, which counts in no figure; the separators of ASCII are.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left standing of the text.
    fn standing(text: &str, cleaned: &str) -> String {
        let alive = survived(text, cleaned);
        text.char_indices()
            .filter(|(at, _)| alive[*at])
            .map(|(_, c)| c)
            .collect()
    }

    #[test]
    fn lines_stand_or_fall() {
        assert_eq!(standing("a\r\nb\n\nc", "a\n\nc\n"), "a\r\n\nc");
        assert_eq!(standing("", "x"), "");
    }

    #[test]
    fn in_changed_lines_runs_of_three_stand() {
        assert_eq!(standing("the news ✔ ab\n", "the news\n"), "the news");
        assert_eq!(standing("xaby", "qab-"), "");
        assert_eq!(standing("xaby", "ab"), "ab");
    }
}
