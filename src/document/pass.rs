//! The pass over a text that folds it: most characters a table folds, the others one at a time.

use super::blocks::{BLOCK, Block};
use super::classes::code_of;
use super::count::{Count, Countable, Tally};
use super::fold::{Fold, Folded, fold_char};
use super::{OffsetMap, Scan, Sighting};

/// Where a line ends, before its line feed.
#[derive(Debug, Clone, Copy)]
pub struct End {
    pub original: usize,
    pub folded: usize,
}

/// Folds a text as rules see it unless they say otherwise; tells of each line where it ends and what
/// was counted of it. With what a scan saw meanwhile.
pub fn fold_lines(
    original: &str,
    scan: &Scan,
    line: impl FnMut(End, Count),
) -> (Folded, Vec<Sighting>) {
    let mut pass = Pass {
        original,
        scan,
        row: 0,
        knows_all: true,
        sightings: Vec::new(),
        text: Vec::with_capacity(original.len()),
        origin: OffsetMap::default(),
        count: Count::default(),
        stop: Countable::OTHER | Countable::SPACE,
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
    /// That of the line so far.
    count: Count,
    /// Facts of the characters that the table's way is not for.
    stop: u8,
    line: F,
}

impl<F: FnMut(End, Count)> Pass<'_, F> {
    fn fold(&mut self, block: &Block) {
        const { assert!(BLOCK <= Tally::MOST) };
        // What a cell folds to is written as two bytes, whatever its length.
        let mut text = [0; 2 * BLOCK];
        // What is at hand for each character stands in registers.
        let scan = self.scan;
        let (mut row, mut stop, mut tally) = (self.row, self.stop, self.count.tally());
        for (at, first_two) in block.chars() {
            let cell = &scan.cells[code_of(first_two)];
            if cell.counts.is_any(stop) {
                (self.row, self.stop) = (row, stop);
                self.add(&text, tally);
                self.fold_other(block.at + at);
                (row, stop, tally) = (self.row, self.stop, self.count.tally());
                continue;
            }
            let bytes = tally.bytes();
            row = match scan.step(row, cell.class) {
                Some(next) => next,
                None => self.sight(row, bytes, cell.class),
            };
            text[bytes..bytes + 2].copy_from_slice(&cell.folded);
            tally.add(&cell.counts);
            stop = Self::stop_after(cell.counts);
        }
        (self.row, self.stop) = (row, stop);
        self.add(&text, tally);
    }

    /// What the table does not tell, and after a space the next: a run of them counts as one. A space
    /// beside a line feed stays; lines trim it.
    #[inline(always)]
    fn stop_after(last: Countable) -> u8 {
        Countable::OTHER | last.facts(Countable::SPACE)
    }

    fn add(&mut self, text: &[u8], tally: Tally) {
        self.text.extend_from_slice(&text[..tally.bytes()]);
        self.count.add(tally);
    }

    /// Notes what ends in a state, so many bytes after what was added; the state after it and a
    /// character of a class.
    #[cold]
    #[inline(never)]
    fn sight(&mut self, row: u32, bytes: usize, class: u8) -> u32 {
        let row = self.seen(row, bytes);
        self.scan.step(row, class).expect("a row of the table")
    }

    /// Notes what ends in a state, if anything does; its row in the table.
    fn seen(&mut self, row: u32, bytes: usize) -> u32 {
        let Some(row) = self.scan.ended(row) else {
            return row;
        };
        let at = self.text.len() + bytes;
        self.sightings.push(Sighting { at, row });
        row
    }

    /// Has the scan see a folded character that is about to be added.
    fn see(&mut self, folded: char) {
        let row = self.seen(self.row, 0);
        self.row = match self.scan.class(folded) {
            Some(class) => self.scan.step(row, class).expect("a row of the table"),
            None => {
                if std::mem::take(&mut self.knows_all) {
                    let (at, row) = (self.text.len(), Scan::UNKNOWN);
                    self.sightings.push(Sighting { at, row });
                }
                0
            }
        };
    }

    /// Folds a character that the table does not tell, or the space after a space.
    #[cold]
    fn fold_other(&mut self, at: usize) {
        let c = self.original[at..].chars().next().unwrap_or_default();
        if c == '\n' {
            self.end_line(at);
            self.text.push(b'\n');
            self.stop = Countable::OTHER;
            return;
        }
        self.origin.push(self.text.len(), at);
        fold_char(Fold::Arabic, c, |folded| {
            let counts = Countable::of(folded);
            if !(folded == ' ' && counts.is_any(self.stop)) {
                self.see(folded);
                let text = &mut [0; 4];
                let text = folded.encode_utf8(text);
                self.text.extend_from_slice(text.as_bytes());
                self.count.add_one(folded);
                self.stop = Self::stop_after(counts);
            }
        });
        self.origin.push(self.text.len(), at + c.len_utf8());
    }

    fn end_line(&mut self, original: usize) {
        self.seen(self.row, 0);
        let folded = self.text.len();
        (self.line)(End { original, folded }, std::mem::take(&mut self.count));
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
