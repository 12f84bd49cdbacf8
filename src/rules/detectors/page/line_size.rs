//! The size of a line of a page: its characters and words, and whether it has digits.

use memchr::memchr2_iter;

use crate::text::CharTraits;

/// The size of a line of the text as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LineSize {
    /// Its characters; a Chinese or Japanese character counts as three.
    pub chars: usize,
    /// Its words: whatever is between white space.
    pub words: usize,
    /// Whether it has a decimal digit.
    pub has_digits: bool,
}

impl LineSize {
    /// Measures a trimmed line that is not blank.
    pub fn of(line: &str) -> Self {
        match is_plain(line) {
            true => Self::of_plain(line),
            false => Self::of_any(line),
        }
    }

    /// The same, character by character.
    fn of_any(line: &str) -> Self {
        let (mut count, mut in_word) = (Self::default(), false);
        let mut all = CharTraits::default();
        for traits in CharTraits::each(line) {
            count.chars += 1 + 2 * usize::from(traits.is_wide());
            count.words += usize::from(!in_word & !traits.is_space());
            in_word = !traits.is_space();
            all = all.and(traits);
        }
        count.has_digits = all.is_digit();
        count
    }

    /// The same for a plain line, many bytes at a time.
    fn of_plain(line: &str) -> Self {
        let begins_word = |before, byte| (before == b' ') & (byte != b' ');
        Self {
            chars: line.chars().count(),
            words: pairs(line, begins_word),
            has_digits: pairs(line, is_digit) > 0,
        }
    }
}

/// Whether a line has no white space but spaces, no digits but those of [`is_digit`], and no Chinese or
/// Japanese characters.
fn is_plain(line: &str) -> bool {
    let is_known = |byte: u8| (byte < OTHERS) | (byte == PUNCTUATION);
    let is_break = |byte: u8| byte.wrapping_sub(b'\t') <= b'\r' - b'\t';
    let is_other = |_, byte| !is_known(byte) | is_break(byte);
    let is_space = |at| line[at..].starts_with(char::is_whitespace);
    pairs(line, is_other) == 0 && !memchr2_iter(LATIN, PUNCTUATION, line.as_bytes()).any(is_space)
}

/// The first byte of characters such as `«`, and of some white space.
const LATIN: u8 = 0xc2;
/// The first byte of characters such as `“`, and of some white space.
const PUNCTUATION: u8 = 0xe2;
/// From this first byte on, characters may be other digits, or Chinese or Japanese.
const OTHERS: u8 = 0xdf;

/// Whether a byte ends a digit, given the one before it.
fn is_digit(before: u8, byte: u8) -> bool {
    let is_in_ten = |zero: u8| byte.wrapping_sub(zero) < 10;
    is_in_ten(b'0') | (before == 0xd9) & is_in_ten(0xa0) | (before == 0xdb) & is_in_ten(0xb0)
}

/// Bytes that are read together.
const WIDTH: usize = 64;

/// Counts the bytes for which `is` holds, given the byte before and the byte itself. Before the first byte
/// is a space. `is` must not hold for a space after a space.
fn pairs(line: &str, is: impl Fn(u8, u8) -> bool) -> usize {
    let count = |before: &[u8; WIDTH], own: &[u8; WIDTH]| {
        // The compiler adds many bytes at a time if the sum is a byte, too.
        let pairs = std::iter::zip(before, own);
        let counts = pairs.map(|(&before, &own)| u8::from(is(before, own)));
        usize::from(counts.sum::<u8>())
    };
    let Some((&first, own)) = line.as_bytes().split_first() else {
        return 0;
    };
    let before = &line.as_bytes()[..own.len()];
    let ((before, last_before), (own, last)) = (before.as_chunks(), own.as_chunks());
    let whole = std::iter::zip(before, own).map(|(before, own)| count(before, own));
    usize::from(is(b' ', first)) + whole.sum::<usize>() + count(&padded(last_before), &padded(last))
}

/// Bytes, filled up with spaces.
fn padded(bytes: &[u8]) -> [u8; WIDTH] {
    let mut padded = [b' '; WIDTH];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_character_counts_the_same_either_way() {
        for c in '\0'..=char::MAX {
            for line in [format!("a{c}b\u{628} c{c}"), format!("{c} a")] {
                assert_eq!(LineSize::of(&line), LineSize::of_any(&line), "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn many_bytes_at_a_time_give_the_same_size(
            line in "[ab0\u{628}\u{660}\u{669}\u{6f5}\u{ab}\u{201c}\u{a0}\u{2003}\u{65b0}\u{967}\u{7c1}\t ]{0,9}[a\u{628}\u{201c} ]{1,600}"
        ) {
            prop_assert_eq!(LineSize::of(&line), LineSize::of_any(&line));
        }
    }
}
