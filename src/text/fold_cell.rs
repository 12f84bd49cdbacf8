//! A table of what folding makes of each character of one or two bytes, and what the result adds to the counts of
//! its line: one look-up per character of the folding pass.

use std::sync::LazyLock;

use crate::text::char_info::{CharInfo, FoldsTo};
use crate::text::code_point::TABLED;
use crate::text::line_stats::CharCounts;

/// What a character folds to, if that is one character of as many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(16))]
pub struct FoldCell {
    /// The folded character in UTF-8; the second byte only counts if it has two.
    pub folded: [u8; 2],
    /// What the folded character adds to the counts of its line.
    pub counts: CharCounts,
    /// The class of the folded character, in a table that belongs to a [`CharDfa`](crate::text::CharDfa).
    pub class: u8,
}

impl FoldCell {
    /// For a character that folds to this one.
    fn of(folded: char) -> Self {
        let mut bytes = [0; 2];
        folded.encode_utf8(&mut bytes);
        Self {
            folded: bytes,
            counts: CharCounts::of(folded),
            class: 0,
        }
    }

    /// For a character that has no cell.
    const OTHER: Self = Self {
        folded: [0; 2],
        counts: CharCounts::UNKNOWN,
        class: 0,
    };
}

/// By code point; the last entry is for all characters of more bytes.
static CELLS: LazyLock<[FoldCell; TABLED + 1]> = LazyLock::new(|| {
    std::array::from_fn(|code| match char::from_u32(code as u32) {
        Some(c) if code < TABLED && c != '\n' => cell(c),
        _ => FoldCell::OTHER,
    })
});

fn cell(c: char) -> FoldCell {
    match CharInfo::of(c).folds {
        FoldsTo::Itself => FoldCell::of(c),
        FoldsTo::AtMostOne(Some(folded)) if folded.len_utf8() == c.len_utf8() => {
            FoldCell::of(folded)
        }
        _ => FoldCell::OTHER,
    }
}

/// The table, indexed by [`code_of`](crate::text::code_of) the first two bytes of a character.
pub fn fold_cells() -> &'static [FoldCell; TABLED + 1] {
    &CELLS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::char_info::counts_of_three;
    use crate::text::code_point::code_of;
    use crate::text::fold_char::{Fold, fold_char};

    #[test]
    fn every_cell_agrees_with_folding() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let cell = fold_cells()[code_of([bytes[0], bytes[1]])];
            let of_three = counts_of_three([bytes[0], bytes[1], bytes[2]]);
            let mut folded = String::new();
            fold_char(Fold::Arabic, c, |f| folded.push(f));
            let mut chars = folded.chars();
            let one = chars.next().filter(|_| chars.next().is_none());
            let is_same = c.len_utf8() == 3 && one == Some(c);
            assert_eq!(of_three, is_same.then(|| CharCounts::by_range(c)), "{c:?}");
            let has_cell = c.len_utf8() <= 2 && folded.len() == c.len_utf8() && c != '\n';
            let Some(f) = one.filter(|_| has_cell) else {
                assert!(cell.counts.is_any(CharCounts::OTHER), "{c:?}");
                continue;
            };
            assert_eq!(&cell.folded[..f.len_utf8()], folded.as_bytes(), "{c:?}");
            assert_eq!(cell.counts, CharCounts::of(f), "{c:?}");
        }
    }
}
