//! What folding makes of characters of one and two bytes, where that is one character of as many: a
//! table that tells it, and all that is counted of the character, with one look.

use std::sync::LazyLock;

use super::classes::{Folds, TABLED, classes};
use super::traits::Traits;

/// What a character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(8))]
pub struct Cell {
    /// In UTF-8; the second byte counts where there are two.
    pub folded: [u8; 2],
    pub length: u8,
    pub traits: Traits,
    pub is_space: bool,
    /// Whether the table does not tell: it folds to something longer or shorter, or ends the line.
    pub is_other: bool,
    /// The class of what it folds to, for the [`Scan`](super::Scan) that has the table.
    pub class: u8,
}

impl Cell {
    /// That of a character which folds to this one.
    fn of(folded: char) -> Self {
        let mut bytes = [0; 2];
        let length = folded.encode_utf8(&mut bytes).len() as u8;
        Self {
            folded: bytes,
            length,
            traits: Traits::of(folded),
            is_space: folded == ' ',
            is_other: false,
            class: 0,
        }
    }

    const OTHER: Self = Self {
        folded: [0; 2],
        length: 0,
        traits: Traits::SPACE,
        is_space: false,
        is_other: true,
        class: 0,
    };
}

/// By code point; the last for all that take more bytes.
static CELLS: LazyLock<[Cell; TABLED + 1]> = LazyLock::new(|| {
    std::array::from_fn(|code| match classes().get(code) {
        Some(class) => cell(code, class.folds),
        None => Cell::OTHER,
    })
});

fn cell(code: usize, folds: Folds) -> Cell {
    let Some(c) = char::from_u32(code as u32).filter(|&c| c != '\n') else {
        return Cell::OTHER;
    };
    match folds {
        Folds::Same => Cell::of(c),
        Folds::To(Some(folded)) if folded.len_utf8() == c.len_utf8() => Cell::of(folded),
        _ => Cell::OTHER,
    }
}

/// The table, by what [`code_of`](super::classes::code_of) says of the first two bytes of a character.
pub fn cells() -> &'static [Cell; TABLED + 1] {
    &CELLS
}

#[cfg(test)]
mod tests {
    use super::super::classes::code_of;
    use super::super::fold::{Fold, fold_char};
    use super::super::{Charset, Script};
    use super::*;

    #[test]
    fn every_cell_says_what_folding_does() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let cell = cells()[code_of([bytes[0], bytes[1]])];
            let mut folded = String::new();
            fold_char(Fold::Arabic, c, |f| folded.push(f));
            let mut chars = folded.chars();
            let one = chars.next().filter(|_| chars.next().is_none());
            let is_told = c.len_utf8() <= 2 && folded.len() == c.len_utf8() && c != '\n';
            let Some(f) = one.filter(|_| is_told) else {
                assert!(cell.is_other, "{c:?}");
                continue;
            };
            let length = usize::from(cell.length);
            assert_eq!(&cell.folded[..length], folded.as_bytes(), "{c:?}");
            assert_eq!(cell.is_space, f == ' ', "{c:?}");
            assert_eq!(cell.traits.is_space(), f == ' ', "{c:?}");
            assert_eq!(cell.traits.charset(), Charset::by_range(f), "{c:?}");
            assert_eq!(cell.traits.is_alphanumeric(), f.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn traits_tell_spaces_and_scripts() {
        for c in '\0'..=char::MAX {
            let scripts = Script::ALL.into_iter();
            let told = scripts.filter(|&script| Traits::of(c).charset().holds(script.into()));
            assert!(told.eq(Script::by_range(c)), "{c:?}");
            let is_space = Traits::of(c).is_space();
            assert_eq!(is_space, matches!(c, ' ' | '\n'), "{c:?}");
        }
    }
}
