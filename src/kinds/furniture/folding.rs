//! The words of a line, folded as words are compared: nearly all in one walk over their bytes, the
//! others one at a time.

use std::sync::LazyLock;

use super::chars::{Kinds, fold_letter, fold_word};
use crate::document::{TABLED, code_of};

/// What a character of one or two bytes does to the word that it stands in.
#[derive(Debug, Clone, Copy)]
#[repr(align(8))]
struct Cell {
    /// What it folds to, in UTF-8: as many bytes as it has itself, or none.
    folded: [u8; 2],
    length: u8,
    /// How many bytes it has itself.
    width: u8,
    /// Whether words begin and end with it: other signs count inside them only.
    is_of_word: bool,
    is_space: bool,
    /// Whether the table does not tell what it folds to.
    is_other: bool,
}

impl Cell {
    const OTHER: Self = Self {
        folded: [0; 2],
        length: 0,
        width: 0,
        is_of_word: false,
        is_space: false,
        is_other: true,
    };

    fn of(c: char) -> Self {
        let Some(folded) = fold_anywhere(c) else {
            return Self::OTHER;
        };
        let (mut bytes, width) = ([0; 2], c.len_utf8() as u8);
        let length = folded.map_or(0, |folded| folded.encode_utf8(&mut bytes).len());
        Self {
            folded: bytes,
            length: length as u8,
            width,
            is_of_word: Kinds::of(c).is_of_word(),
            is_space: Kinds::of(c).is_space(),
            is_other: false,
        }
    }
}

/// What a character folds to whatever the word; `None` where the word says it, or where that is more
/// than one character of as many bytes.
fn fold_anywhere(c: char) -> Option<Option<char>> {
    let mut lower = c.to_lowercase();
    let small = lower.next().filter(|_| lower.next().is_none())?;
    // A word with a letter that has a case is put in small letters, a sigma by its place.
    let is_told = small == c || Kinds::of(c).is_cased() && c != 'Σ';
    let folded = fold_letter(small);
    let is_as_long = folded.is_none_or(|folded| folded.len_utf8() == c.len_utf8());
    (is_told && is_as_long).then_some(folded)
}

/// By code point; the last for all that take more bytes.
static CELLS: LazyLock<[Cell; TABLED + 1]> = LazyLock::new(|| {
    std::array::from_fn(|code| match char::from_u32(code as u32) {
        Some(c) if code < TABLED => Cell::of(c),
        _ => Cell::OTHER,
    })
});

/// Bytes up to which words are folded in one walk.
const LONGEST: usize = 64;
/// Where they are folded: what a cell folds to is written as two bytes, whatever its length.
type Buffer = [u8; LONGEST + 1];

/// Tells each word of a line, folded, in UTF-8; signs without a letter or digit are no words.
pub fn each_word(line: &str, mut tell: impl FnMut(&[u8])) {
    let (cells, bytes) = (&*CELLS, line.as_bytes());
    let (mut folded, mut by_itself) = ([0; LONGEST + 1], String::new());
    let mut at = 0;
    while at < bytes.len() {
        let (end, word) = match walk(cells, bytes, at, &mut folded) {
            Some((end, length)) => (end, &folded[..length]),
            None => {
                let mut parts = line[at..].splitn(2, |c| Kinds::of(c).is_space());
                let word = fold_word(parts.next().unwrap_or_default(), &mut by_itself);
                let end = bytes.len() - parts.next().map_or(0, str::len);
                (end, word.as_bytes())
            }
        };
        if !word.is_empty() {
            tell(word);
        }
        at = end;
    }
}

/// Folds the word that begins at an offset. Gives the offset behind the space that follows, and the
/// length of the word, which is nothing before another space; `None` where the table does not tell
/// all of it.
fn walk(
    cells: &[Cell; TABLED + 1],
    bytes: &[u8],
    from: usize,
    folded: &mut Buffer,
) -> Option<(usize, usize)> {
    let (mut at, mut length, mut end, mut has_begun) = (from, 0, 0, false);
    while let Some(&first) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        let cell = &cells[code_of([first, second])];
        if cell.is_space {
            return Some((at + usize::from(cell.width), end));
        }
        if cell.is_other || length >= LONGEST {
            return None;
        }
        folded[length..length + 2].copy_from_slice(&cell.folded);
        has_begun |= cell.is_of_word;
        length += usize::from(cell.length) * usize::from(has_begun);
        end = if cell.is_of_word { length } else { end };
        at += usize::from(cell.width);
    }
    Some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words_of(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(line, |word| {
            words.push(String::from_utf8(word.to_vec()).unwrap())
        });
        words
    }

    /// The same by its definition.
    fn folded_one_by_one(line: &str) -> Vec<String> {
        let words = line.split(char::is_whitespace);
        let folded = words.map(|word| fold_word(word, &mut String::new()).to_owned());
        folded.filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn each_character_is_folded_as_in_a_word() {
        for c in (0..TABLED as u32 + 99).filter_map(char::from_u32) {
            for line in [format!("{c}"), format!("a{c}ب Z{c}"), format!("م{c}{c}-م")] {
                assert_eq!(words_of(&line), folded_one_by_one(&line), "{line:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_that_are_folded_one_by_one(
            line in "[a-cA-C\u{e9}\u{c9}\u{3a3}\u{3c3}\u{130}\u{1c5}\u{628}\u{622}\u{629}\u{640}\u{64b}\u{663}4\u{ab}\u{201c}\u{200f}\u{a0}\u{2003}\u{65b0}.:\n -]{0,99}"
        ) {
            prop_assert_eq!(words_of(&line), folded_one_by_one(&line));
        }

        #[test]
        fn long_words_are_words(length in 50usize..90, rest in "[ab\u{628} ]{0,9}") {
            let line = format!("{}{rest}", "\u{628}b".repeat(length / 3));
            prop_assert_eq!(words_of(&line), folded_one_by_one(&line));
        }
    }
}
