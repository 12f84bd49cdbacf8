//! Folding: the copy of a text that rules match on, with a map back to exact bytes.
//!
//! Folding removes the differences that do not change which words are meant: case, marks, joiners
//! and direction controls, kinds of space, presentation forms, and the letter variants that Arabic
//! typists use for one another. Line feeds stay, so lines correspond one to one.

use std::ops::Range;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Literal};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use crate::base::names::named;
use crate::text::char_info::{Folds, info_of};
use crate::text::fold_pass::fold_lines;
use crate::text::fold_profile::{FoldProfile, is_format_control};
use crate::text::{Before, OffsetMap, Scan};

named! {
    /// Which differences between texts do not count when a rule is matched.
    pub enum Fold {
        Arabic = "arabic", "case, accents, marks, kinds of space, and the letter variants of Arabic, Persian and Urdu";
        Case = "case", "case, invisible characters and kinds of space";
        None = "none", "nothing: every character counts";
    }
}

/// A folded text and the way back to the text it was made from.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    text: String,
    origin: OffsetMap,
}

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
            Fold::Arabic => fold_lines(original, Scan::nothing(), &Before::default(), |_, _| {}).0,
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
                // A run of spaces counts as one; a space beside a line feed stays, lines trim it.
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

    /// A folded text, given the way back.
    pub(super) fn of(text: String, origin: OffsetMap) -> Self {
        Self { text, origin }
    }

    /// The folded text, and the way back.
    pub(super) fn parts(&self) -> (&str, &OffsetMap) {
        (&self.text, &self.origin)
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The span of the original that a span of the folded text came from, whole characters,
    /// without white space at its end.
    pub fn span(&self, original: &str, folded: Range<usize>) -> Range<usize> {
        // One character may fold to several, so that an offset can lie inside the original one.
        let start = original.floor_char_boundary(self.origin.source(folded.start));
        let end = original.ceil_char_boundary(self.origin.source(folded.end));
        start..start + original[start..end].trim_end().len()
    }
}

/// Folds a phrase as rules see it unless they say otherwise, without the space at both ends.
pub fn fold_phrase(phrase: &str) -> String {
    Fold::Arabic.phrase(phrase)
}

impl Fold {
    /// Gives what one character folds to: nothing, one character or several.
    pub(super) fn each(self, c: char, mut emit: impl FnMut(char)) {
        if self != Self::Arabic {
            return fold_char(self, c, emit);
        }
        match info_of(c).folds {
            Folds::Same => emit(c),
            Folds::To(folded) => folded.into_iter().for_each(emit),
            Folds::Many => fold_char(self, c, emit),
        }
    }

    /// Folds a phrase of a rule: as a text, with the space at both ends removed.
    pub fn phrase(self, phrase: &str) -> String {
        Folded::with(self, phrase).as_str().trim().to_owned()
    }

    /// Folds the literals and the small character classes of a regular expression, so that a pattern
    /// written as people type matches folded text.
    ///
    /// # Errors
    /// The parser's error when the pattern is not a regular expression.
    pub fn pattern(self, pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
        let hir = regex_syntax::Parser::new()
            .parse(pattern)
            .map_err(Box::new)?;
        Ok(match self {
            Self::None => hir,
            fold => fold_hir(fold, hir),
        })
    }
}

/// Writes a pattern out again. The library's own writing loses the group around a repetition that is
/// itself repeated, as in `(?:\S+)?`.
pub fn pattern_text(hir: &Hir) -> String {
    let each = |parts: &[Hir], between: &str| {
        parts
            .iter()
            .map(pattern_text)
            .collect::<Vec<_>>()
            .join(between)
    };
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let max = repetition.max.map_or(String::new(), |max| max.to_string());
            let lazy = if repetition.greedy { "" } else { "?" };
            format!(
                "(?:{}){{{},{max}}}{lazy}",
                pattern_text(&repetition.sub),
                repetition.min
            )
        }
        HirKind::Capture(capture) => match &capture.name {
            Some(name) => format!("(?P<{name}>{})", pattern_text(&capture.sub)),
            None => format!("({})", pattern_text(&capture.sub)),
        },
        HirKind::Concat(parts) => each(parts, ""),
        HirKind::Alternation(parts) => format!("(?:{})", each(parts, "|")),
        _ => hir.to_string(),
    }
}

/// Classes above this size (such as `\w` or `\p{L}`) already hold both forms of their letters.
const LARGEST_FOLDED_CLASS: usize = 4096;

fn fold_hir(fold: Fold, hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Literal(Literal(bytes)) => match std::str::from_utf8(&bytes) {
            Ok(text) => Hir::literal(fold_str(fold, text).into_bytes()),
            Err(_) => Hir::literal(bytes),
        },
        HirKind::Class(Class::Unicode(class)) => fold_class(fold, class),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(fold_hir(fold, *repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(mut capture) => {
            capture.sub = Box::new(fold_hir(fold, *capture.sub));
            Hir::capture(capture)
        }
        HirKind::Concat(parts) => {
            Hir::concat(parts.into_iter().map(|part| fold_hir(fold, part)).collect())
        }
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(|part| fold_hir(fold, part)).collect())
        }
        HirKind::Look(look) => Hir::look(look),
        HirKind::Empty => Hir::empty(),
        HirKind::Class(class) => Hir::class(class),
    }
}

fn fold_class(fold: Fold, class: ClassUnicode) -> Hir {
    let size: usize = class.ranges().iter().map(ClassUnicodeRange::len).sum();
    if size > LARGEST_FOLDED_CLASS {
        return Hir::class(Class::Unicode(class));
    }
    let (mut letters, mut words, mut vanish) = (Vec::new(), Vec::new(), false);
    let mut folded = Vec::new();
    for range in class.ranges() {
        for c in range.start()..=range.end() {
            folded.clear();
            fold.each(c, |f| folded.push(f));
            match folded[..] {
                [] => vanish = true,
                [letter] => letters.push(ClassUnicodeRange::new(letter, letter)),
                _ => words.push(Hir::literal(fold_str(fold, &c.to_string()).into_bytes())),
            }
        }
    }
    let mut parts = words;
    if !letters.is_empty() {
        parts.push(Hir::class(Class::Unicode(ClassUnicode::new(letters))));
    }
    if vanish {
        parts.push(Hir::empty());
    }
    Hir::alternation(parts)
}

/// Folds a part of a pattern: as a text, but with a space at its head kept.
fn fold_str(fold: Fold, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold.each(c, |f| {
            if !(f == ' ' && out.ends_with(' ')) {
                out.push(f);
            }
        });
    }
    out
}

/// Whether folding makes a space of a character.
pub fn folds_to_space(c: char) -> bool {
    let mut has_space = false;
    Fold::Arabic.each(c, |folded| has_space |= folded == ' ');
    has_space
}

/// Gives what one character folds to: nothing, one character or several; not looked up.
pub(super) fn fold_char(fold: Fold, c: char, mut emit: impl FnMut(char)) {
    match c {
        _ if fold == Fold::None => emit(c),
        _ if fold == Fold::Case => match c {
            '\n' => emit('\n'),
            _ if is_ignorable(c) && !matches!(c, '\u{300}'..='\u{36f}') => {}
            _ if c.is_whitespace() || c.is_ascii_control() => emit(' '),
            _ => c.to_lowercase().for_each(emit),
        },
        '\n' => emit('\n'),
        '\0'..='\x7f' if c.is_ascii_control() => emit(' '),
        '\0'..='\x7f' => emit(c.to_ascii_lowercase()),
        '\u{600}'..='\u{6ff}' => {
            if let Some(f) = FoldProfile::MATCHING.small_letter(c) {
                emit(f);
            }
        }
        _ if is_ignorable(c) => {}
        _ if c.is_whitespace() => emit(' '),
        // Hangul syllables are letters of their own.
        '\u{ac00}'..='\u{d7a3}' => emit(c),
        // Voiced kana are letters of their own.
        '\u{3041}'..='\u{30ff}' => emit(c),
        // Presentation forms: composed again, since hamza on its bearer tells words apart.
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => {
            for part in std::iter::once(c).nfkc() {
                match part {
                    '\u{600}'..='\u{6ff}' => {
                        if let Some(f) = FoldProfile::MATCHING.small_letter(part) {
                            emit(f);
                        }
                    }
                    part => emit(part),
                }
            }
        }
        _ => decompose_compatible(c, |part| match part {
            '\u{300}'..='\u{36f}' => {}
            _ => part
                .to_lowercase()
                .filter(|l| !matches!(l, '\u{300}'..='\u{36f}'))
                .for_each(&mut emit),
        }),
    }
}

/// Characters that readers do not see: format controls, variation selectors, and accents that are written
/// as characters of their own.
pub fn is_ignorable(c: char) -> bool {
    is_format_control(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
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
    fn a_rule_may_let_more_count() {
        assert_eq!(Fold::Case.phrase("ÀB  أيضاً"), "àb أيضاً");
        assert_eq!(Fold::None.phrase("ÀB  أيضاً"), "ÀB  أيضاً");
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

    #[test]
    fn patterns_fold_their_literals_and_small_classes() {
        let hir = Fold::Arabic
            .pattern("[أإ]قرأ\\s+أيضاً?")
            .unwrap()
            .to_string();
        let regex = regex::Regex::new(&hir).unwrap();
        assert!(regex.is_match("اقرا ايضا"));
        assert!(Fold::Arabic.pattern("(").is_err());
        let matches = |pattern: &str, text: &str| {
            let hir = pattern_text(&Fold::Arabic.pattern(pattern).unwrap());
            regex::Regex::new(&format!("^(?:{hir})$"))
                .unwrap()
                .is_match(&fold_phrase(text))
        };
        assert!(matches(r"\p{Lu}foo", "Xfoo"));
        assert!(matches("a  b", "a\u{a0} b"));
        assert!(!matches(r"play(?:\S+)? (a|b)(?P<n>c)?d", "Play adaD"));
        assert!(matches(r"play(?:\S+)? (a|b)(?P<n>c)?d", "Play bCD"));
        assert!(matches("م[ًٌ]?ا", "ما"));
        assert!(matches("[ﷲ]", "الله"));
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
