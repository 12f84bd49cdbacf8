//! The table of character properties: what each character folds to, its script, its traits, and what it adds to the
//! counts of a line. Characters of one and two bytes are in an array: nearly all characters of texts in Arabic, Latin,
//! Cyrillic, Greek and Hebrew letters. The others are in pages that are filled when first used.

use std::sync::LazyLock;

use crate::text::char_table::CharTable;
use crate::text::char_traits::{CharTraits, ascii_digit};
use crate::text::charset::Charset;
use crate::text::code_point::{TABLED, tabled_at};
use crate::text::fold_char::{Fold, fold_char};
use crate::text::fold_profile::ShortFold;
use crate::text::line_stats::CharCounts;
use crate::text::script::Script;

/// What a character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldsTo {
    /// Itself.
    Itself,
    /// Another character, or nothing.
    AtMostOne(Option<char>),
    /// Several characters.
    Several,
}

/// The properties of a character.
#[derive(Debug, Clone, Copy)]
pub struct CharInfo {
    /// What it folds to for rules that do not say otherwise.
    pub folds: FoldsTo,
    /// What it folds to in a word of the page model.
    pub short_fold: ShortFold,
    /// The script that it is a letter of.
    pub script: Option<Script>,
    /// What it adds to the counts of a line.
    pub counts: CharCounts,
    /// Letter, digit, space, case, punctuation.
    pub traits: CharTraits,
}

/// The rows of the characters of one and two bytes by code point, and last a row for all others.
pub type CharRows = [CharInfo; TABLED + 1];

static ROWS: LazyLock<CharRows> = LazyLock::new(|| {
    std::array::from_fn(|code| match char::from_u32(code as u32) {
        Some(c) if code < TABLED => CharInfo::by_range(c),
        _ => CharInfo {
            folds: FoldsTo::Several,
            short_fold: ShortFold::WHOLE_WORD,
            script: None,
            counts: CharCounts::UNKNOWN,
            traits: CharTraits::NONE,
        },
    })
});

/// The characters of three bytes and more.
static OF_MORE_BYTES: CharTable<CharInfo> = CharTable::new(CharInfo::by_range);

impl CharInfo {
    fn by_range(c: char) -> Self {
        let mut folds = FoldsTo::AtMostOne(None);
        fold_char(Fold::Arabic, c, |folded| {
            folds = match folds {
                FoldsTo::AtMostOne(None) if folded == c => FoldsTo::Itself,
                FoldsTo::AtMostOne(None) => FoldsTo::AtMostOne(Some(folded)),
                _ => FoldsTo::Several,
            };
        });
        Self {
            folds,
            short_fold: ShortFold::of(c),
            script: Script::by_range(c),
            counts: CharCounts::by_range(c),
            traits: CharTraits::by_class(c),
        }
    }

    /// The properties of a character.
    #[inline]
    pub fn of(c: char) -> Self {
        match ROWS[..TABLED].get(c as usize) {
            Some(row) => *row,
            None => Self::of_more_bytes(c),
        }
    }

    /// The properties of a character of three bytes or more. Not inlined, so that the loops over characters of one
    /// and two bytes stay small.
    #[cold]
    #[inline(never)]
    fn of_more_bytes(c: char) -> Self {
        OF_MORE_BYTES.of(c)
    }
}

/// The rows, for code that looks up many characters. `code_of` gives the row of a
/// character.
#[inline]
pub fn char_rows() -> &'static CharRows {
    &ROWS
}

/// What the character that begins with these bytes adds to the counts of a line, if it has three bytes and folds
/// to itself.
#[inline]
pub fn counts_of_three([first, second, third]: [u8; 3]) -> Option<CharCounts> {
    if first & 0xf0 != 0xe0 {
        return None;
    }
    let bits = |byte: u8, mask: u8| u32::from(byte & mask);
    let code = bits(first, 0x0f) << 12 | bits(second, 0x3f) << 6 | bits(third, 0x3f);
    let info = OF_MORE_BYTES.of(char::from_u32(code)?);
    (info.folds == FoldsTo::Itself).then_some(info.counts)
}

impl CharTraits {
    /// The traits of a character.
    #[inline]
    pub fn of(c: char) -> Self {
        Self::in_rows(char_rows(), c)
    }

    /// The same, for a caller that looks up many characters and keeps the rows at hand.
    #[inline]
    pub fn in_rows(rows: &CharRows, c: char) -> Self {
        match rows[..TABLED].get(c as usize) {
            Some(row) => row.traits,
            None => OF_MORE_BYTES.of(c).traits,
        }
    }

    /// The traits of the characters of a text, in order.
    pub fn each(text: &str) -> impl Iterator<Item = Self> {
        let (rows, mut at) = (char_rows(), 0);
        std::iter::from_fn(move || match tabled_at(text.as_bytes(), at) {
            Some((code, next)) => {
                at = next;
                Some(rows[code].traits)
            }
            None => {
                let c = text[at..].chars().next()?;
                at += c.len_utf8();
                Some(OF_MORE_BYTES.of(c).traits)
            }
        })
    }
}

/// Whether a character right after a word belongs to it. Chinese and Japanese words have no spaces between them.
pub fn joins_word(c: char) -> bool {
    is_alphanumeric(c) && !CharTraits::of(c).is_wide()
}

/// A digit of any script as one of `0` to `9`; other characters as they are.
pub fn plain_digit(c: char) -> char {
    let is_digit = CharTraits::of(c).is_digit();
    let digit = is_digit.then(|| ascii_digit(c)).flatten();
    digit.unwrap_or(c)
}

impl Script {
    /// The script of a letter; `None` for digits, punctuation and scripts without a name.
    pub fn of(c: char) -> Option<Self> {
        CharInfo::of(c).script
    }
}

impl CharCounts {
    /// What a folded character adds to the counts of its line.
    pub fn of(c: char) -> Self {
        CharInfo::of(c).counts
    }
}

impl Charset {
    /// The kind of a character; the empty set for a space or line feed.
    pub fn of(c: char) -> Self {
        CharInfo::of(c).counts.charset()
    }
}

impl Fold {
    /// Gives what one character folds to: nothing, one character or several.
    pub(super) fn each(self, c: char, mut emit: impl FnMut(char)) {
        if self != Self::Arabic {
            return fold_char(self, c, emit);
        }
        match CharInfo::of(c).folds {
            FoldsTo::Itself => emit(c),
            FoldsTo::AtMostOne(folded) => folded.into_iter().for_each(emit),
            FoldsTo::Several => fold_char(self, c, emit),
        }
    }
}

/// Whether a character folds to a space.
pub fn folds_to_space(c: char) -> bool {
    let mut has_space = false;
    Fold::Arabic.each(c, |folded| has_space |= folded == ' ');
    has_space
}

/// The character that one folds to for rules that do not say otherwise; `None` if it folds to nothing or to several.
pub fn folded_letter(c: char) -> Option<char> {
    match CharInfo::of(c).folds {
        FoldsTo::Itself => Some(c),
        FoldsTo::AtMostOne(folded) => folded,
        FoldsTo::Several => None,
    }
}

/// The same as [`char::is_alphanumeric`], which is a search for characters outside ASCII.
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    CharInfo::of(c).counts.is_any(CharCounts::ALPHANUMERIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_of_characters() {
        assert!(CharTraits::of('\u{64e}').is_letter(), "a vowel mark");
        assert!(CharTraits::of('½').is_word_char() && !CharTraits::of('½').is_digit());
        assert!(CharTraits::of('新').is_wide());
        assert!(CharTraits::of('\u{10400}').is_upper(), "of four bytes");
        assert_eq!(
            "٣۴９𝟡a".chars().map(plain_digit).collect::<String>(),
            "3499a"
        );
    }

    #[test]
    fn the_table_holds_the_traits_of_every_character() {
        for c in '\0'..=char::MAX {
            assert_eq!(CharTraits::of(c), CharTraits::by_class(c), "{c:?}");
        }
    }

    #[test]
    fn traits_of_a_text_are_those_of_its_characters() {
        let text = "Aé ج٣、新\u{10400}½\u{200f}.";
        let one_by_one: Vec<CharTraits> = text.chars().map(CharTraits::of).collect();
        assert_eq!(CharTraits::each(text).collect::<Vec<_>>(), one_by_one);
    }

    #[test]
    fn look_ups_agree_with_what_the_tables_are_made_from() {
        for c in '\0'..=char::MAX {
            let mut folded = Vec::new();
            fold_char(Fold::Arabic, c, |f| folded.push(f));
            let one = folded.first().copied().filter(|_| folded.len() == 1);
            assert_eq!(folded_letter(c), one, "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            let script = Script::of(c).map_or(Charset::default(), Charset::from);
            assert_eq!(Charset::of(c).scripts(), script, "{c:?}");
        }
    }
}
