//! The words of a line, folded as words are compared: nearly all in one walk over their bytes, the
//! others one at a time.

use std::sync::LazyLock;

use crate::rules::detectors::page::chars::{Kinds, fold_letter, fold_word};
use crate::text::{TABLED, code_of};

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

/// Where the words of a line are folded, kept for the next line.
#[derive(Debug, Default)]
pub struct Folding {
    /// The words one after another, in UTF-8, with room for more behind them.
    text: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Folding {
    /// The words of a line, folded; signs without a letter or digit are no words.
    pub fn words(&mut self, line: &str) -> impl Iterator<Item = &str> {
        let (cells, mut at, mut length) = (&*CELLS, 0, 0);
        self.ends.clear();
        while at < line.len() {
            self.make_room(length + line.len() - at);
            let (end, word) = walk(cells, line.as_bytes(), at, &mut self.text[length..])
                .unwrap_or_else(|| self.fold_other(line, at, length));
            if word > 0 {
                length += word;
                self.ends.push(length);
            }
            at = end;
        }
        let text = simdutf8::basic::from_utf8(&self.text[..length]).expect("folding writes UTF-8");
        let mut start = 0;
        self.ends
            .iter()
            .map(move |&end| &text[std::mem::replace(&mut start, end)..end])
    }

    /// What a cell folds to is written as two bytes, whatever its length.
    fn make_room(&mut self, length: usize) {
        if self.text.len() < length + 2 {
            self.text.resize(length + 2, 0);
        }
    }

    /// Folds the word that begins at an offset by itself, to this place. Gives the same as [`walk`].
    #[cold]
    fn fold_other(&mut self, line: &str, at: usize, to: usize) -> (usize, usize) {
        let mut parts = line[at..].splitn(2, |c| Kinds::of(c).is_space());
        let (mut folded, word) = (String::new(), parts.next().unwrap_or_default());
        let word = fold_word(word, &mut folded).as_bytes();
        self.make_room(to + word.len());
        self.text[to..to + word.len()].copy_from_slice(word);
        let rest = parts.next().map_or(0, str::len);
        (line.len() - rest, word.len())
    }
}

/// Folds the word that begins at an offset. Gives the offset behind the space that follows, and the
/// length of the word, which is nothing before another space; `None` where the table does not tell
/// all of it.
fn walk(
    cells: &[Cell; TABLED + 1],
    bytes: &[u8],
    from: usize,
    folded: &mut [u8],
) -> Option<(usize, usize)> {
    let (mut at, mut length, mut end, mut has_begun) = (from, 0, 0, false);
    while let Some(&first) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        let cell = &cells[code_of([first, second])];
        if cell.is_space {
            return Some((at + usize::from(cell.width), end));
        }
        if cell.is_other {
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
        let mut folding = Folding::default();
        folding.words("\u{130} another line").for_each(drop);
        folding.words(line).map(str::to_owned).collect()
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
        fn words_may_be_long(rest in "[ab\u{628} ]{0,9}", length in 1usize..90) {
            let line = format!("{}{rest}", "\u{628}\u{e9}\u{130}b".repeat(length));
            prop_assert_eq!(words_of(&line), folded_one_by_one(&line));
        }
    }
}
