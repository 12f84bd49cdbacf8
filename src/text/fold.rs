//! Folding: the copy of a text that rules match on, with a map back to exact bytes.
//!
//! Folding removes the differences that do not change which words are meant: case, marks, joiners
//! and direction controls, kinds of space, presentation forms, and the letter variants that Arabic
//! typists use for one another. Line feeds stay, so lines correspond one to one.

use crate::text::char_dfa::CharDfa;
use crate::text::earlier::EarlierAnalysis;
use crate::text::fold_char::Fold;
use crate::text::fold_pass::fold_lines;
use crate::text::folded::Folded;
use crate::text::offset_map::OffsetMap;

impl Folded {
    /// Folds a whole text as rules see it unless they say otherwise.
    pub fn new(original: &str) -> Self {
        Self::with(Fold::Arabic, original)
    }

    /// Folds a whole text.
    pub fn with(fold: Fold, original: &str) -> Self {
        match fold {
            Fold::None => Self {
                text: original.to_owned(),
                origin: OffsetMap::default(),
            },
            Fold::Arabic => {
                let earlier = EarlierAnalysis::default();
                fold_lines(original, CharDfa::nothing(), &earlier, |_, _| {}).0
            }
            Fold::Case => Self::char_by_char(fold, original),
        }
    }

    fn char_by_char(fold: Fold, original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = OffsetMap::default();
        let mut after_space = false;
        for (at, c) in original.char_indices() {
            origin.push(text.len(), at);
            fold.each(c, |f| {
                // A run of spaces becomes one. A space next to a line feed stays; lines are trimmed later.
                let space = f == ' ';
                if !(space && after_space) {
                    text.push(f);
                }
                after_space = space;
            });
        }
        origin.push(text.len(), original.len());
        Self { text, origin }
    }
}

impl Fold {
    /// Folds a phrase of a rule like a text, without the space at both ends.
    pub fn phrase(self, phrase: &str) -> String {
        Folded::with(self, phrase).as_str().trim().to_owned()
    }

    /// The same for many phrases, folded together: one by one, the set-up of each would take most of the time.
    pub fn phrases(self, phrases: &[&str]) -> Vec<String> {
        if phrases.iter().any(|phrase| phrase.contains('\n')) {
            return phrases.iter().map(|phrase| self.phrase(phrase)).collect();
        }
        let folded = Folded::with(self, &phrases.join("\n"));
        let lines = folded.as_str().split('\n').take(phrases.len());
        lines.map(|line| line.trim().to_owned()).collect()
    }
}

/// Folds a phrase as rules see it unless they say otherwise, without the space at both ends.
pub fn fold_phrase(phrase: &str) -> String {
    Fold::Arabic.phrase(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_a_phrase_fold_to_one() {
        let spellings = [
            "اقرأ أيضاً",
            "إقرأ أيضًا",
            "اقرا ايضا",
            "\u{200f}اقرأ\u{a0}أيضاً",
            "اقـرأ   أيضــــا",
            "\u{fe8d}قرأ أيضا",
        ];
        assert_eq!(
            fold_phrase("\u{feae}\u{fe8b}\u{fef4}\u{feb2}"),
            fold_phrase("رئيس")
        );
        assert_eq!(fold_phrase("한국어"), "한국어");
        for spelling in spellings {
            assert_eq!(fold_phrase(spelling), "اقرا ايضا", "{spelling:?}");
        }
        assert_eq!(fold_phrase("À LIRE AUSSI"), "a lire aussi");
        assert_eq!(fold_phrase("İlgili"), "ilgili");
        assert_eq!(fold_phrase("٤۵"), "45");
    }

    #[test]
    fn other_foldings_ignore_fewer_differences() {
        assert_eq!(Fold::Case.phrase("ÀB  أيضاً"), "àb أيضاً");
        assert_eq!(Fold::None.phrase("ÀB  أيضاً"), "ÀB  أيضاً");
    }

    proptest! {
        #[test]
        fn phrases_are_folded_together_as_one_by_one(
            phrases in prop::collection::vec("[a-zأإآىةًٌـ \u{a0}\u{200f}\u{feff}\r\u{2028}ﷲ…É新\n]{0,9}", 0..6),
        ) {
            let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
            for fold in [Fold::Arabic, Fold::Case, Fold::None] {
                let one_by_one: Vec<_> = phrases.iter().map(|phrase| fold.phrase(phrase)).collect();
                prop_assert_eq!(fold.phrases(&phrases), one_by_one);
            }
        }
    }

    #[test]
    fn a_space_stays_between_characters_of_three_bytes() {
        assert_eq!(Folded::new("a 新  b 新 新").as_str(), "a 新 b 新 新");
    }

    #[test]
    fn vowel_signs_of_indic_scripts_stay() {
        assert_eq!(fold_phrase("यह भी पढ़ें"), fold_phrase("यह भी पढ़ें"));
        assert!(fold_phrase("की").chars().count() == 2);
    }

    proptest! {
        #[test]
        fn every_folded_span_maps_to_whole_characters(
            text in "[a-zأإآىةًٌـ \u{a0}\u{200f}\u{feff}ﷲﻻ\n…É]{0,40}",
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let folded = Folded::new(&text);
            let ends: Vec<_> = folded.as_str().char_indices().map(|(at, _)| at).collect();
            prop_assume!(!ends.is_empty());
            let (from, to) = (*from.get(&ends), *to.get(&ends));
            let span = folded.span(&text, from.min(to)..from.max(to));
            prop_assert!(text.get(span).is_some());
            prop_assert_eq!(folded.as_str().matches('\n').count(), text.matches('\n').count());
        }

        #[test]
        fn the_pass_folds_as_single_characters_do(text in "[ a-zA-Zأإآىةًٌـ٤ؤئ\u{a0}\u{200f}\u{feff}ﷲﻻ\n…ÉİßﬁΣю中가け]{0,40}") {
            let (pass, single) = (Folded::new(&text), Folded::char_by_char(Fold::Arabic, &text));
            prop_assert_eq!(pass.as_str(), single.as_str());
            prop_assert_eq!(pass.origin, single.origin);
        }

        #[test]
        fn the_pass_folds_few_characters_as_single_characters_do(text in "[ a中\n\u{e33}😀]{0,90}") {
            let (pass, single) = (Folded::new(&text), Folded::char_by_char(Fold::Arabic, &text));
            prop_assert_eq!(pass.as_str(), single.as_str());
            prop_assert_eq!(pass.origin, single.origin);
        }

        #[test]
        fn folding_twice_is_folding_once(text in "[a-zA-Zأىةًـ\u{a0}ﷲﻻ…ÉİßﬁΣ]{0,20}") {
            let once = fold_phrase(&text);
            prop_assert_eq!(fold_phrase(&once), once);
        }
    }
}
