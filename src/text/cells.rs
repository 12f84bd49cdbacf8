//! What folding makes of a character, where that is one of as many bytes, and all that is counted of it,
//! with one look: those of one and two bytes in a table, those of three where they fold to themselves.

use std::sync::LazyLock;

use crate::text::char_info::{Folds, OF_MORE_BYTES, TABLED, info_of};
use crate::text::line_stats::Countable;

/// What a character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(16))]
pub struct Cell {
    /// In UTF-8; the second byte is part of it where there are two.
    pub folded: [u8; 2],
    pub counts: Countable,
    /// The class of what it folds to, for the [`Scan`](crate::text::Scan) that has the table.
    pub class: u8,
}

impl Cell {
    /// That of a character which folds to this one.
    fn of(folded: char) -> Self {
        let mut bytes = [0; 2];
        folded.encode_utf8(&mut bytes);
        Self {
            folded: bytes,
            counts: Countable::of(folded),
            class: 0,
        }
    }

    const OTHER: Self = Self {
        folded: [0; 2],
        counts: Countable::UNTOLD,
        class: 0,
    };
}

/// By code point; the last for all that take more bytes.
static CELLS: LazyLock<[Cell; TABLED + 1]> = LazyLock::new(|| {
    std::array::from_fn(|code| match char::from_u32(code as u32) {
        Some(c) if code < TABLED && c != '\n' => cell(c),
        _ => Cell::OTHER,
    })
});

fn cell(c: char) -> Cell {
    match info_of(c).folds {
        Folds::Same => Cell::of(c),
        Folds::To(Some(folded)) if folded.len_utf8() == c.len_utf8() => Cell::of(folded),
        _ => Cell::OTHER,
    }
}

/// The table, by what [`code_of`](crate::text::char_info::code_of) says of the first two bytes of a character.
pub fn cells() -> &'static [Cell; TABLED + 1] {
    &CELLS
}

/// What the character that begins with these bytes counts for, if it has three and folds to itself.
#[inline]
pub fn counts_of_three([first, second, third]: [u8; 3]) -> Option<Countable> {
    if first & 0xf0 != 0xe0 {
        return None;
    }
    let bits = |byte: u8, mask: u8| u32::from(byte & mask);
    let code = bits(first, 0x0f) << 12 | bits(second, 0x3f) << 6 | bits(third, 0x3f);
    let info = OF_MORE_BYTES.of(char::from_u32(code)?);
    (info.folds == Folds::Same).then_some(info.counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::char_info::code_of;
    use crate::text::fold::{Fold, fold_char};

    #[test]
    fn every_cell_says_what_folding_does() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let cell = cells()[code_of([bytes[0], bytes[1]])];
            let of_three = counts_of_three([bytes[0], bytes[1], bytes[2]]);
            let mut folded = String::new();
            fold_char(Fold::Arabic, c, |f| folded.push(f));
            let mut chars = folded.chars();
            let one = chars.next().filter(|_| chars.next().is_none());
            let is_same = c.len_utf8() == 3 && one == Some(c);
            assert_eq!(of_three, is_same.then(|| Countable::by_range(c)), "{c:?}");
            let is_told = c.len_utf8() <= 2 && folded.len() == c.len_utf8() && c != '\n';
            let Some(f) = one.filter(|_| is_told) else {
                assert!(cell.counts.is_any(Countable::OTHER), "{c:?}");
                continue;
            };
            assert_eq!(&cell.folded[..f.len_utf8()], folded.as_bytes(), "{c:?}");
            assert_eq!(cell.counts, Countable::of(f), "{c:?}");
        }
    }
}
