//! What characters are. Those of one and two bytes stand in a table: nearly all that texts in Arabic,
//! Latin, Cyrillic, Greek and Hebrew letters are made of.

use std::sync::LazyLock;

use crate::text::char_table::CharTable;
use crate::text::fold::fold_char;
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

/// What is known of a character.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// What it folds to for rules that do not say otherwise.
    pub folds: Folds,
    pub script: Option<Script>,
    /// What it counts for.
    pub counts: Countable,
}

static CLASSES: LazyLock<[Class; TABLED]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        class(char::from_u32(code as u32).expect("no surrogates below 0x800"))
    })
});

fn class(c: char) -> Class {
    let mut folds = Folds::To(None);
    fold_char(Fold::Arabic, c, |folded| {
        folds = match folds {
            Folds::To(None) if folded == c => Folds::Same,
            Folds::To(None) => Folds::To(Some(folded)),
            _ => Folds::Many,
        };
    });
    Class {
        folds,
        script: Script::by_range(c),
        counts: Countable::by_range(c),
    }
}

/// What is known of the other characters, those of three bytes and more.
pub static OF_MORE_BYTES: CharTable<Class> = CharTable::new(class);

/// What is known of a character.
#[inline]
pub fn class_of(c: char) -> Class {
    match CLASSES.get(c as usize) {
        Some(class) => *class,
        None => class_of_more_bytes(c),
    }
}

// Where texts of one and two bytes are read, nothing of it should stand in the way.
#[cold]
#[inline(never)]
fn class_of_more_bytes(c: char) -> Class {
    OF_MORE_BYTES.of(c)
}

/// The code point of the character that begins with these bytes, the second of which counts where it
/// goes on with it; [`TABLED`] for all that the table does not know.
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
    match class_of(c).folds {
        Folds::Same => Some(c),
        Folds::To(folded) => folded,
        Folds::Many => None,
    }
}

/// As [`char::is_alphanumeric`], which searches for what is not ASCII.
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    match CLASSES.get(c as usize) {
        Some(class) => class.counts.is_any(Countable::ALPHANUMERIC),
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
