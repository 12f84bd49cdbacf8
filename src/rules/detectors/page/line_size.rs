//! The size of a line of a page: its characters and words, and whether it has digits.
//!
//! Every line of a page is measured, so most lines are measured many bytes at a time. This saves 3.5 % of the
//! instructions of lint (generated text with boilerplate).

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
    /// Whether it has a Chinese or Japanese character.
    pub has_wide: bool,
}

impl LineSize {
    /// Measures a line, which is not blank and has no space at its ends.
    pub fn of(line: &str) -> Self {
        match is_plain(line) {
            true => Self::of_plain(line),
            false => Self::of_any(line),
        }
    }

    /// Measures a line character by character.
    fn of_any(line: &str) -> Self {
        let (mut size, mut in_word) = (Self::default(), false);
        let mut all = CharTraits::default();
        for traits in CharTraits::each(line) {
            size.chars += 1 + 2 * usize::from(traits.is_wide());
            size.words += usize::from(!in_word & !traits.is_space());
            in_word = !traits.is_space();
            all = all.and(traits);
        }
        size.has_digits = all.is_digit();
        size.has_wide = all.is_wide();
        size
    }

    /// Measures a plain line many bytes at a time.
    fn of_plain(line: &str) -> Self {
        let begins_word = |before, byte| (before == b' ') & (byte != b' ');
        Self {
            chars: line.chars().count(),
            words: count_bytes(line, begins_word),
            has_digits: count_bytes(line, ends_digit) > 0,
            has_wide: false,
        }
    }
}

/// Whether all white space of a line is U+0020, [`ends_digit`] knows all its digits, and no character counts as three.
fn is_plain(line: &str) -> bool {
    let is_known = |byte: u8| (byte < OTHERS) | (byte == GENERAL_PUNCTUATION);
    let is_break = |byte: u8| byte.wrapping_sub(b'\t') <= b'\r' - b'\t';
    let is_other = |_, byte| !is_known(byte) | is_break(byte);
    let is_space = |at| line[at..].starts_with(char::is_whitespace);
    count_bytes(line, is_other) == 0
        && !memchr2_iter(LATIN, GENERAL_PUNCTUATION, line.as_bytes()).any(is_space)
}

/// The first byte of characters such as `«`, and of some white space.
const LATIN: u8 = 0xc2;
/// The first byte of characters such as `“`, and of some white space.
const GENERAL_PUNCTUATION: u8 = 0xe2;
/// From this first byte on, characters may be other digits or count as three.
const OTHERS: u8 = 0xdf;

/// Whether a byte ends a digit, given the byte before it.
fn ends_digit(before: u8, byte: u8) -> bool {
    let is_in_ten = |zero: u8| byte.wrapping_sub(zero) < 10;
    is_in_ten(b'0') | (before == 0xd9) & is_in_ten(0xa0) | (before == 0xdb) & is_in_ten(0xb0)
}

/// Bytes that are looked at together.
const WIDTH: usize = 64;

/// Counts the bytes for which a test holds, which is given the byte before and the byte. The line is treated as if it
/// had a space at both ends; a space after a space must not count.
fn count_bytes(line: &str, test: impl Fn(u8, u8) -> bool) -> usize {
    let count = |before: &[u8; WIDTH], own: &[u8; WIDTH]| {
        // The compiler uses vector instructions only if the sum is as narrow as its terms.
        let pairs = std::iter::zip(before, own);
        let counts = pairs.map(|(&before, &own)| u8::from(test(before, own)));
        usize::from(counts.sum::<u8>())
    };
    let Some((&first, own)) = line.as_bytes().split_first() else {
        return 0;
    };
    let before = &line.as_bytes()[..own.len()];
    let ((before, last_before), (own, last)) = (before.as_chunks(), own.as_chunks());
    let whole = std::iter::zip(before, own).map(|(before, own)| count(before, own));
    let rest = count(&padded(last_before), &padded(last));
    usize::from(test(b' ', first)) + whole.sum::<usize>() + rest
}

/// Bytes with spaces after them.
fn padded(bytes: &[u8]) -> [u8; WIDTH] {
    let mut padded = [b' '; WIDTH];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::WordBreak;
    use proptest::prelude::*;

    #[test]
    fn a_chinese_character_counts_as_three() {
        for (line, chars, words, has_digits) in [
            ("a «b», c", 8, 3, false),
            ("新 x", 5, 2, false),
            ("٣ - 4", 5, 3, true),
            ("½", 1, 1, false),
        ] {
            let expected = LineSize {
                chars,
                words,
                has_digits,
                has_wide: line.contains('新'),
            };
            assert_eq!(LineSize::of(line), expected, "{line}");
        }
    }

    #[test]
    fn each_character_counts_as_it_does_alone() {
        for c in '\0'..=char::MAX {
            for line in [format!("a{c}b\u{628} c{c}"), format!("{c} a")] {
                assert_eq!(LineSize::of(&line), LineSize::of_any(&line), "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_that_splitting_gives(line in "[ab0\u{628}\u{a0}\u{2003}\u{65b0}.\t ]{0,60}") {
            prop_assert_eq!(LineSize::of(&line).words, WordBreak::Space.words(&line).count());
        }

        #[test]
        fn many_bytes_at_a_time_count_as_one_by_one(
            line in "[ab0\u{628}\u{660}\u{669}\u{6f5}\u{ab}\u{201c}\u{a0}\u{2003}\u{65b0}\u{967}\u{7c1}\t ]{0,9}[a\u{628}\u{201c} ]{1,600}"
        ) {
            prop_assert_eq!(LineSize::of(&line), LineSize::of_any(&line));
        }
    }
}
