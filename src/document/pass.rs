//! The pass over a text that folds it: most characters a table folds, the others one at a time.

use super::blocks::{BLOCK, Block};
use super::classes::code_of;
use super::fold::{Fold, Folded, fold_char};
use super::traits::Traits;
use super::{OffsetMap, Scan, Sighting};

/// Where a line ends, before its line feed.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub original: usize,
    pub folded: usize,
}

/// Folds a text as rules see it unless they say otherwise; tells of each line where it ends and the
/// traits of its folded characters. With what a scan saw meanwhile.
pub fn fold_lines(
    original: &str,
    scan: &Scan,
    line: impl FnMut(End, &[Traits]),
) -> (Folded, Vec<Sighting>) {
    let mut pass = Pass {
        original,
        scan,
        row: 0,
        knows_all: true,
        sightings: Vec::new(),
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
    scan: &'t Scan,
    /// The state of the scan.
    row: u32,
    /// Whether it knows all characters of the line so far.
    knows_all: bool,
    sightings: Vec<Sighting>,
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
        // What a cell folds to is written as two bytes, whatever its length.
        let (mut text, mut traits) = ([0; BLOCK + 1], [Traits::SPACE; BLOCK]);
        let (mut bytes, mut chars) = (0, 0);
        // What is at hand for each character stands in registers.
        let scan = self.scan;
        let (mut row, mut after_space) = (self.row, self.after_space);
        for (at, first_two) in block.chars() {
            let cell = scan.cells[code_of(first_two)];
            // A run of spaces counts as one; a space beside a line feed stays, lines trim it.
            if cell.is_other | (cell.is_space & after_space) {
                (self.row, self.after_space) = (row, after_space);
                self.add(&text[..bytes], &traits[..chars]);
                self.fold_other(block.at + at);
                (bytes, chars, row, after_space) = (0, 0, self.row, self.after_space);
                continue;
            }
            text[bytes..bytes + 2].copy_from_slice(&cell.folded);
            traits[chars] = cell.traits;
            bytes += usize::from(cell.length);
            chars += 1;
            after_space = cell.is_space;
            let is_sought;
            (row, is_sought) = scan.step(row, cell.class);
            if is_sought {
                self.sight(bytes, row);
            }
        }
        (self.row, self.after_space) = (row, after_space);
        self.add(&text[..bytes], &traits[..chars]);
    }

    /// Notes that something ends which the scan looks for, so many bytes after what was added.
    fn sight(&mut self, bytes: usize, row: u32) {
        let at = self.text.len() + bytes;
        self.sightings.push(Sighting { at, row });
    }

    /// Has the scan see a folded character that was added.
    fn scan(&mut self, folded: char) {
        match self.scan.class(folded) {
            Some(class) => {
                let (row, is_sought) = self.scan.step(self.row, class);
                self.row = row;
                if is_sought {
                    self.sight(0, row);
                }
            }
            None if std::mem::take(&mut self.knows_all) => {
                self.row = 0;
                self.sight(0, Scan::UNKNOWN);
            }
            None => self.row = 0,
        }
    }

    fn add(&mut self, text: &[u8], traits: &[Traits]) {
        self.text.extend_from_slice(text);
        self.traits.extend_from_slice(traits);
    }

    /// Folds a character that the table does not tell, or the space after a space.
    #[cold]
    fn fold_other(&mut self, at: usize) {
        let c = self.original[at..].chars().next().unwrap_or_default();
        if c == '\n' {
            self.end_line(at);
            self.add(b"\n", &[]);
            self.after_space = false;
            return;
        }
        self.origin.push(self.text.len(), at);
        fold_char(Fold::Arabic, c, |folded| {
            let is_space = folded == ' ';
            if !(is_space && self.after_space) {
                let bytes = &mut [0; 4];
                let text = folded.encode_utf8(bytes);
                self.add(text.as_bytes(), &[Traits::of(folded)]);
                self.after_space = is_space;
                self.scan(folded);
            }
        });
        self.origin.push(self.text.len(), at + c.len_utf8());
    }

    fn end_line(&mut self, original: usize) {
        let folded = self.text.len();
        (self.line)(End { original, folded }, &self.traits);
        self.traits.clear();
        (self.row, self.knows_all) = (0, true);
    }

    fn end(mut self) -> (Folded, Vec<Sighting>) {
        let end = self.original.len();
        self.origin.push(self.text.len(), end);
        if !(self.original.is_empty() || self.original.ends_with('\n')) {
            self.end_line(end);
        }
        let text = simdutf8::basic::from_utf8(&self.text).expect("folding writes UTF-8");
        (Folded::of(text.to_owned(), self.origin), self.sightings)
    }
}
