//! What is counted of every line of a page: its characters and words, and whether it has digits.

use memchr::memchr2_iter;

use crate::rules::detectors::page::chars::{Kinds, kinds_of};

/// Lengths count signs of Chinese and Japanese three times; words are what stands between space.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub chars: usize,
    pub words: usize,
    pub has_digits: bool,
}

impl Count {
    /// Of a line, not blank, trimmed.
    pub fn of(line: &str) -> Self {
        match is_plain(line) {
            true => Self::of_plain(line),
            false => Self::of_any(line),
        }
    }

    /// The same, one character after another.
    fn of_any(line: &str) -> Self {
        let (mut count, mut in_word) = (Self::default(), false);
        let mut all = Kinds::default();
        for kinds in kinds_of(line) {
            count.chars += 1 + 2 * usize::from(kinds.is_wide());
            count.words += usize::from(!in_word & !kinds.is_space());
            in_word = !kinds.is_space();
            all = all.and(kinds);
        }
        count.has_digits = all.is_digit();
        count
    }

    /// The same of a plain line, many bytes at a time.
    fn of_plain(line: &str) -> Self {
        let begins_word = |before, byte| (before == b' ') & (byte != b' ');
        Self {
            chars: line.chars().count(),
            words: pairs(line, begins_word),
            has_digits: pairs(line, is_digit) > 0,
        }
    }
}

/// Whether the space of a line is plain, its digits are those of [`is_digit`], and no character counts
/// three times.
fn is_plain(line: &str) -> bool {
    let is_told = |byte: u8| (byte < OTHERS) | (byte == PUNCTUATION);
    let is_break = |byte: u8| byte.wrapping_sub(b'\t') <= b'\r' - b'\t';
    let is_other = |_, byte| !is_told(byte) | is_break(byte);
    let is_space = |at| line[at..].starts_with(char::is_whitespace);
    pairs(line, is_other) == 0 && !memchr2_iter(LATIN, PUNCTUATION, line.as_bytes()).any(is_space)
}

/// The first byte of signs such as `«`, and of space.
const LATIN: u8 = 0xc2;
/// The first byte of signs such as `“`, and of space.
const PUNCTUATION: u8 = 0xe2;
/// From this first byte on, characters may be other digits or signs of Chinese.
const OTHERS: u8 = 0xdf;

/// Whether a byte ends a digit, given the one before it.
fn is_digit(before: u8, byte: u8) -> bool {
    let is_in_ten = |zero: u8| byte.wrapping_sub(zero) < 10;
    is_in_ten(b'0') | (before == 0xd9) & is_in_ten(0xa0) | (before == 0xdb) & is_in_ten(0xb0)
}

/// Bytes that are looked at together.
const WIDTH: usize = 64;

/// Counts bytes by themselves and the byte before; before the first stands a space, and a space after
/// a space does not count.
fn pairs(line: &str, is: impl Fn(u8, u8) -> bool) -> usize {
    let count = |before: &[u8; WIDTH], own: &[u8; WIDTH]| {
        // Sums as wide as what is summed are made many at a time.
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

/// Bytes with spaces behind them.
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
    fn each_character_counts_as_by_itself() {
        for c in '\0'..=char::MAX {
            for line in [format!("a{c}b\u{628} c{c}"), format!("{c} a")] {
                assert_eq!(Count::of(&line), Count::of_any(&line), "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn many_bytes_at_a_time_count_as_one_by_one(
            line in "[ab0\u{628}\u{660}\u{669}\u{6f5}\u{ab}\u{201c}\u{a0}\u{2003}\u{65b0}\u{967}\u{7c1}\t ]{0,9}[a\u{628}\u{201c} ]{1,600}"
        ) {
            prop_assert_eq!(Count::of(&line), Count::of_any(&line));
        }
    }
}
