//! The size of a line of a page: its characters and words, and whether it has digits.

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
    /// Measures a line.
    pub fn of(line: &str) -> Self {
        let (mut size, mut in_word) = (Self::default(), false);
        let mut all = CharTraits::default();
        for traits in CharTraits::each(line) {
            size.chars += 1 + 2 * usize::from(traits.is_wide());
            size.words += usize::from(!in_word & !traits.is_space());
            in_word = !traits.is_space();
            all = all.and(traits);
        }
        size.has_digits = all.is_digit();
        size
    }
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
            };
            assert_eq!(LineSize::of(line), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn words_are_those_that_splitting_gives(line in "[ab0\u{628}\u{a0}\u{2003}\u{65b0}.\t ]{0,60}") {
            prop_assert_eq!(LineSize::of(&line).words, WordBreak::Space.words(&line).count());
        }
    }
}
