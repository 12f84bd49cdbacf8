//! The words of a text: letters and digits between other signs.

use super::classes::{Class, TABLED, classes, tabled_at};

/// The runs of letters and digits of a text, in order.
pub fn words_of(text: &str) -> WordsOf<'_> {
    WordsOf {
        text,
        classes: classes(),
        at: 0,
    }
}

/// See [`words_of`].
#[derive(Debug, Clone)]
pub struct WordsOf<'t> {
    text: &'t str,
    classes: &'static [Class; TABLED],
    /// Where the rest begins.
    at: usize,
}

impl WordsOf<'_> {
    /// Whether a letter or digit stands at an offset, and where the next character begins; none at the
    /// end of the text.
    #[inline]
    fn letter(&self, at: usize) -> Option<(bool, usize)> {
        match tabled_at(self.text.as_bytes(), at) {
            Some((code, next)) => Some((self.classes[code].is_alphanumeric, next)),
            None => {
                let c = self.text[at..].chars().next()?;
                Some((c.is_alphanumeric(), at + c.len_utf8()))
            }
        }
    }

    /// The first offset from this one on that no letter or digit stands at, or that one does.
    #[inline]
    fn until(&self, mut at: usize, is_letter: bool) -> usize {
        while let Some((is, next)) = self.letter(at)
            && is != is_letter
        {
            at = next;
        }
        at
    }
}

impl<'t> Iterator for WordsOf<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let start = self.until(self.at, true);
        self.at = self.until(start, false);
        (start < self.at).then(|| &self.text[start..self.at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stand_between_other_signs() {
        let found: Vec<_> = words_of("«قال» 3-2، 中文。 état\u{301}s!").collect();
        assert_eq!(found, ["قال", "3", "2", "中文", "état", "s"]);
        assert_eq!(words_of(" … ").next(), None);
    }

    proptest! {
        #[test]
        fn words_are_what_splitting_gives(text in "(\\PC| |ا|ب){0,20}") {
            let parts = text.split(|c: char| !c.is_alphanumeric());
            let expected: Vec<_> = parts.filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(words_of(&text).collect::<Vec<_>>(), expected);
        }
    }
}
