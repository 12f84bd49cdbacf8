//! The table of character properties: what a character folds to, its script, its traits, and what it counts
//! for. Characters of one and two bytes are in an array: nearly all characters of texts in Arabic, Latin,
//! Cyrillic, Greek and Hebrew letters. The others are in pages that are filled when first used.

use std::sync::LazyLock;

use crate::text::char_table::CharTable;
use crate::text::char_traits::{CharTraits, ascii_digit};
use crate::text::fold::fold_char;
use crate::text::fold_profile::ShortFold;
use crate::text::line_stats::Countable;
use crate::text::{Fold, Script};

/// Code points below this take at most two bytes.
pub const TABLED: usize = 0x800;

/// What a character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folds {
    /// Itself.
    Same,
    /// Another character, or nothing.
    To(Option<char>),
    /// Several characters.
    Many,
}

/// The properties of a character.
#[derive(Debug, Clone, Copy)]
pub struct CharInfo {
    /// What it folds to for matching.
    pub folds: Folds,
    /// What it folds to in a word of the page model.
    pub short_fold: ShortFold,
    /// The script of a letter.
    pub script: Option<Script>,
    /// What it counts for.
    pub counts: Countable,
    /// Letter, digit, space, case, punctuation.
    pub traits: CharTraits,
}

/// The rows of the characters of one and two bytes by code point, and last a row for all others.
pub type CharRows = [CharInfo; TABLED + 1];

static ROWS: LazyLock<CharRows> = LazyLock::new(|| {
    std::array::from_fn(|code| match char::from_u32(code as u32) {
        Some(c) if code < TABLED => info(c),
        _ => CharInfo {
            folds: Folds::Many,
            short_fold: ShortFold::WHOLE_WORD,
            script: None,
            counts: Countable::UNTOLD,
            traits: CharTraits::NONE,
        },
    })
});

fn info(c: char) -> CharInfo {
    let mut folds = Folds::To(None);
    fold_char(Fold::Arabic, c, |folded| {
        folds = match folds {
            Folds::To(None) if folded == c => Folds::Same,
            Folds::To(None) => Folds::To(Some(folded)),
            _ => Folds::Many,
        };
    });
    CharInfo {
        folds,
        short_fold: ShortFold::of(c),
        script: Script::by_range(c),
        counts: Countable::by_range(c),
        traits: CharTraits::by_class(c),
    }
}

/// The properties of the characters of three bytes and more.
pub static OF_MORE_BYTES: CharTable<CharInfo> = CharTable::new(info);

/// The rows, for code that looks up many characters. [`code_of`] gives the row of a character.
#[inline]
pub fn char_rows() -> &'static CharRows {
    &ROWS
}

/// The properties of a character.
#[inline]
pub fn info_of(c: char) -> CharInfo {
    match ROWS[..TABLED].get(c as usize) {
        Some(row) => *row,
        None => info_of_more_bytes(c),
    }
}

/// The properties of a character of three bytes or more. Apart from [`info_of`], so that this code does not
/// slow down the reading of texts with shorter characters.
#[cold]
#[inline(never)]
fn info_of_more_bytes(c: char) -> CharInfo {
    OF_MORE_BYTES.of(c)
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

/// A digit of any script as one of `0` to `9`; other characters as they are.
pub fn plain_digit(c: char) -> char {
    let is_digit = CharTraits::of(c).is_digit();
    let digit = is_digit.then(|| ascii_digit(c)).flatten();
    digit.unwrap_or(c)
}

/// The code point of the character that begins with these bytes, which is the number of its row; [`TABLED`] for a
/// character of three bytes or more. The second byte is ignored if the first one is a whole character.
#[inline]
pub fn code_of([first, second]: [u8; 2]) -> usize {
    let (code, rest) = FIRSTS[usize::from(first)];
    usize::from(code + (u16::from(second) & rest))
}

/// By first byte, what it says of the code point, and which bits of the second byte say the rest. A
/// table, since a choice between one byte and two is one that processors guess wrong at each space.
static FIRSTS: [(u16, u16); 256] = {
    let mut firsts = [(TABLED as u16, 0); 256];
    let mut first = 0;
    while first < 0xe0 {
        firsts[first as usize] = match first {
            0..0x80 => (first, 0),
            _ => ((first & 0x1f) << 6, 0x3f),
        };
        first += 1;
    }
    firsts
};

/// The code point that begins at an offset of a text's bytes, where the table knows it, and where
/// the next begins. The offset must be that of a character.
#[inline]
pub fn tabled_at(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let first = *bytes.get(at)?;
    match first {
        0..0x80 => Some((usize::from(first), at + 1)),
        0x80..0xe0 => {
            let second = bytes.get(at + 1).copied().unwrap_or_default();
            let code = (usize::from(first & 0x1f) << 6) | usize::from(second & 0x3f);
            Some((code, at + 2))
        }
        _ => None,
    }
}

/// Whether the table knows a character.
pub fn is_tabled(c: char) -> bool {
    (c as usize) < TABLED
}

/// The character that one folds to for rules that do not say otherwise; `None` where it is not one.
pub fn folded_letter(c: char) -> Option<char> {
    match info_of(c).folds {
        Folds::Same => Some(c),
        Folds::To(folded) => folded,
        Folds::Many => None,
    }
}

/// As [`char::is_alphanumeric`], which searches for what is not ASCII.
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    match ROWS[..TABLED].get(c as usize) {
        Some(row) => row.counts.is_any(Countable::ALPHANUMERIC),
        None => is_alphanumeric_of_more_bytes(c),
    }
}

#[cold]
#[inline(never)]
fn is_alphanumeric_of_more_bytes(c: char) -> bool {
    let counts = OF_MORE_BYTES.of(c).counts;
    counts.is_any(Countable::ALPHANUMERIC)
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
    fn a_letter_is_what_folding_gives_where_that_is_one() {
        for c in '\0'..=char::MAX {
            let mut folded = Vec::new();
            fold_char(Fold::Arabic, c, |f| folded.push(f));
            let one = folded.first().copied().filter(|_| folded.len() == 1);
            assert_eq!(folded_letter(c), one, "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
