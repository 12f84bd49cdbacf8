//! Clipping of long lines for people: the brackets around flagged text, and how much of the line to show before
//! it.

/// Opens flagged text. Brackets stay in place when a terminal reorders right-to-left text; an underline would
/// not.
pub const OPEN: &str = "⟦";
/// Closes flagged text.
pub const CLOSE: &str = "⟧";

/// The offset, in bytes, of the character that is `chars` characters before `at`; 0 if there are fewer.
pub fn chars_before(text: &str, at: usize, chars: usize) -> usize {
    let Some(nth) = chars.checked_sub(1) else {
        return at;
    };
    let start = text[..at].char_indices().rev().nth(nth);
    start.map_or(0, |(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::chars_before;

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = "abخبر";
        for (chars, expected) in [(0, 8), (1, 6), (3, 2), (5, 0), (9, 0)] {
            assert_eq!(chars_before(text, 8, chars), expected, "{chars}");
        }
    }
}
