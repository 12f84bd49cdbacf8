//! The word splitter: the words of a text, for each of the two meanings of "word" in use.

use crate::text::char_info::is_alphanumeric;

/// Where words end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordBreak {
    /// At every character that is not a letter or digit. Rules and story models read words like this.
    Punctuation,
    /// At white space only, so that a word keeps its punctuation. The page model counts words like
    /// this; its weights were trained on such counts.
    Space,
}

impl WordBreak {
    #[inline(always)]
    fn is_at(self, c: char) -> bool {
        match self {
            Self::Punctuation => !is_alphanumeric(c),
            Self::Space => c.is_whitespace(),
        }
    }

    /// The words of a text, in order.
    #[inline]
    pub fn words(self, text: &str) -> impl Iterator<Item = &str> {
        let parts = text.split(move |c| self.is_at(c));
        parts.filter(|word| !word.is_empty())
    }
}

/// The runs of letters and digits of a text, in order.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    WordBreak::Punctuation.words(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_end_at_punctuation_or_at_space_only() {
        let text = "«قال» 3-2، 中文。 état\u{301}s!";
        let found: Vec<_> = words_of(text).collect();
        assert_eq!(found, ["قال", "3", "2", "中文", "état", "s"]);
        let found: Vec<_> = WordBreak::Space.words(text).collect();
        assert_eq!(found, ["«قال»", "3-2،", "中文。", "état\u{301}s!"]);
        assert_eq!(words_of(" … ").next(), None);
    }

    proptest! {
        #[test]
        fn words_are_what_splitting_gives(text in "(\\PC| |ا|ب){0,20}") {
            let parts = text.split(|c: char| !c.is_alphanumeric());
            let expected: Vec<_> = parts.filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words_of(&text).collect::<Vec<_>>(), expected);
            let spaced: Vec<_> = WordBreak::Space.words(&text).collect();
            prop_assert_eq!(spaced, text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
