//! The pass over a text that folds it: most characters a table folds, the others one at a time.

use super::OffsetMap;
use super::blocks::{BLOCK, Block};
use super::cells::cells;
use super::classes::code_of;
use super::fold::{Fold, Folded, fold_char};
use super::traits::Traits;

/// Where a line ends, before its line feed.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub original: usize,
    pub folded: usize,
}

/// Folds a text as rules see it unless they say otherwise; tells of each line where it ends and the
/// traits of its folded characters.
pub fn fold_lines(original: &str, line: impl FnMut(End, &[Traits])) -> Folded {
    let mut pass = Pass {
        original,
        text: Vec::with_capacity(original.len()),
        origin: OffsetMap::default(),
        traits: Vec::new(),
        after_space: true,
        line,
    };
    Block::all(original).for_each(|block| pass.fold(&block));
    pass.end()
}

struct Pass<'t, F> {
    original: &'t str,
    /// What is folded, in UTF-8.
    text: Vec<u8>,
    origin: OffsetMap,
    /// Those of the line so far.
    traits: Vec<Traits>,
    after_space: bool,
    line: F,
}

impl<F: FnMut(End, &[Traits])> Pass<'_, F> {
    fn fold(&mut self, block: &Block) {
        let cells = cells();
        // What a cell folds to is written as two bytes, whatever its length.
        let (mut text, mut traits) = ([0; BLOCK + 1], [Traits::SPACE; BLOCK]);
        let (mut bytes, mut chars, mut after_space) = (0, 0, self.after_space);
        for (at, first_two) in block.chars() {
            let cell = cells[code_of(first_two)];
            // A run of spaces counts as one; a space beside a line feed stays, lines trim it.
            if cell.is_other | (cell.is_space & after_space) {
                self.add(&text[..bytes], &traits[..chars], after_space);
                self.fold_other(block.at + at);
                (bytes, chars, after_space) = (0, 0, self.after_space);
                continue;
            }
            text[bytes..bytes + 2].copy_from_slice(&cell.folded);
            traits[chars] = cell.traits;
            bytes += usize::from(cell.length);
            chars += 1;
            after_space = cell.is_space;
        }
        self.add(&text[..bytes], &traits[..chars], after_space);
    }

    fn add(&mut self, text: &[u8], traits: &[Traits], after_space: bool) {
        self.text.extend_from_slice(text);
        self.traits.extend_from_slice(traits);
        self.after_space = after_space;
    }

    /// Folds a character that the table does not tell, or the space after a space.
    #[cold]
    fn fold_other(&mut self, at: usize) {
        let c = self.original[at..].chars().next().unwrap_or_default();
        if c == '\n' {
            self.end_line(at);
            self.add(b"\n", &[], false);
            return;
        }
        self.origin.push(self.text.len(), at);
        fold_char(Fold::Arabic, c, |folded| {
            let is_space = folded == ' ';
            if !(is_space && self.after_space) {
                let bytes = &mut [0; 4];
                let text = folded.encode_utf8(bytes);
                self.add(text.as_bytes(), &[Traits::of(folded)], is_space);
            }
        });
        self.origin.push(self.text.len(), at + c.len_utf8());
    }

    fn end_line(&mut self, original: usize) {
        let folded = self.text.len();
        (self.line)(End { original, folded }, &self.traits);
        self.traits.clear();
    }

    fn end(mut self) -> Folded {
        let end = self.original.len();
        self.origin.push(self.text.len(), end);
        if !(self.original.is_empty() || self.original.ends_with('\n')) {
            self.end_line(end);
        }
        let text = simdutf8::basic::from_utf8(&self.text).expect("folding writes UTF-8");
        Folded::of(text.to_owned(), self.origin)
    }
}
