//! The pass over a text that folds it, in blocks: characters that fold to as many bytes are told by tables,
//! the others are folded one at a time.

use std::ops::Range;

use crate::text::blocks::{AFTER, BLOCK, Block};
use crate::text::cells::counts_of_three;
use crate::text::char_info::code_of;
use crate::text::fold::{Fold, Folded};
use crate::text::incremental::KeptLines;
use crate::text::line_stats::{Countable, LineCount, PackedCount};
use crate::text::{Before, OffsetMap, Scan, Sightings};

/// Where a line ends, before its line feed.
#[derive(Debug, Default, Clone, Copy)]
pub struct End {
    pub original: usize,
    pub folded: usize,
}

/// Folds a text as rules see it unless they say otherwise; tells of each line where it ends and what
/// was counted of it. With what a scan saw meanwhile: the same scan as before.
pub fn fold_lines(
    original: &str,
    scan: &Scan,
    before: &Before,
    line: impl FnMut(End, LineCount),
) -> (Folded, Sightings) {
    let mut pass = Pass {
        original,
        scan,
        row: 0,
        sightings: Sightings::default(),
        text: Vec::with_capacity(original.len()),
        origin: OffsetMap::default(),
        count: LineCount::default(),
        stop: Countable::OTHER,
        line,
    };
    let mut at = 0;
    for kept in before.kept(original) {
        pass.fold_part(at..kept.now.start);
        pass.take_over(before, &kept);
        at = kept.now.end;
    }
    pass.fold_part(at..original.len());
    pass.end()
}

struct Pass<'t, F> {
    original: &'t str,
    scan: &'t Scan,
    /// The state of the scan.
    row: u32,
    sightings: Sightings,
    /// What is folded, in UTF-8.
    text: Vec<u8>,
    origin: OffsetMap,
    /// That of the line so far.
    count: LineCount,
    /// A character whose cell has one of these facts goes through [`Self::fold_untold`].
    stop: u8,
    line: F,
}

impl<F: FnMut(End, LineCount)> Pass<'_, F> {
    fn fold_part(&mut self, part: Range<usize>) {
        Block::all(self.original, part).for_each(|block| self.fold(&block));
    }

    /// Takes over what was read of lines, where one begins: nothing is left of the one before.
    fn take_over(&mut self, before: &Before, kept: &KeptLines) {
        let was = before.start(kept.lines.start);
        let now = End {
            original: kept.now.start,
            folded: self.text.len(),
        };
        let part = was.folded..before.start(kept.lines.end).folded;
        let (folded, origin) = before.folded.parts();
        self.text
            .extend_from_slice(&folded.as_bytes()[part.clone()]);
        for (at, source) in origin.steps(part.clone()) {
            let source = source - was.original + now.original;
            self.origin.push(at - was.folded + now.folded, source);
        }
        let lines = kept.lines.clone();
        self.sightings
            .take_over(&before.sightings, lines, part, now.folded);
        for &(end, count) in &before.lines[kept.lines.clone()] {
            let end = End {
                original: end.original - was.original + now.original,
                folded: end.folded - was.folded + now.folded,
            };
            (self.line)(end, count);
        }
    }

    fn fold(&mut self, block: &Block) {
        const { assert!(BLOCK + AFTER <= PackedCount::MOST_BYTES) };
        // Characters fold to as many bytes as they have, or go another way; two are written at least.
        let mut text = [0; 2 * BLOCK];
        // What each character changes stands in registers.
        let scan = self.scan;
        let (mut row, mut stop, mut packed) = (self.row, self.stop, self.count.packed());
        for (at, first_two) in block.chars() {
            let cell = &scan.cells[code_of(first_two)];
            if cell.counts.is_any(stop) {
                (self.row, self.stop) = (row, stop);
                packed = self.fold_untold(block, at, &mut text, packed);
                (row, stop) = (self.row, self.stop);
                continue;
            }
            let bytes = packed.bytes();
            row = match scan.row_after_class(row, cell.class) {
                Some(next) => next,
                None => self.row_past_end(row, bytes, cell.class),
            };
            text[bytes..bytes + 2].copy_from_slice(&cell.folded);
            packed.add(&cell.counts);
            stop = Self::stop_after(cell.counts);
        }
        (self.row, self.stop) = (row, stop);
        self.add(&text, packed);
    }

    /// Folds the character at a place of a block that no cell tells, or the space after a space, behind
    /// what was folded of the block and not added yet; what is not added then.
    #[cold]
    #[inline(never)]
    fn fold_untold(
        &mut self,
        block: &Block,
        at: usize,
        text: &mut [u8; 2 * BLOCK],
        mut packed: PackedCount,
    ) -> PackedCount {
        let three = block.first_three(at);
        let Some(counts) = counts_of_three(three) else {
            self.add(text, packed);
            self.fold_other(block.at + at);
            return self.count.packed();
        };
        let bytes = packed.bytes();
        self.note_end(self.row, bytes);
        text[bytes..bytes + 3].copy_from_slice(&three);
        packed.add(&counts);
        // After a character that it does not know a scan begins anew.
        (self.row, self.stop) = (0, Self::stop_after(counts));
        self.count.has_untabled = true;
        packed
    }

    fn add(&mut self, text: &[u8], packed: PackedCount) {
        self.text.extend_from_slice(&text[..packed.bytes()]);
        self.count.add(packed);
    }

    /// What the table does not tell, and after a space the next: a run of them counts as one. A space
    /// beside a line feed stays; lines trim it.
    #[inline(always)]
    fn stop_after(last: Countable) -> u8 {
        Countable::OTHER | last.facts(Countable::SPACE)
    }

    /// Notes what ends in a state, so many bytes after what was added; the state after it and a
    /// character of a class.
    #[cold]
    #[inline(never)]
    fn row_past_end(&mut self, row: u32, bytes: usize, class: u8) -> u32 {
        let row = self.note_end(row, bytes);
        self.scan
            .row_after_class(row, class)
            .expect("a row of the table")
    }

    /// Notes what ends in a state, if anything does; its row in the table.
    fn note_end(&mut self, row: u32, bytes: usize) -> u32 {
        let Some(row) = self.scan.ended(row) else {
            return row;
        };
        self.sightings.note(self.text.len() + bytes, row);
        row
    }

    /// Has the scan go on with a folded character that was added.
    fn scan_char(&mut self, folded: char) {
        let is_end;
        (self.row, is_end) = self.scan.row_after_char(self.row, folded);
        if is_end {
            self.sightings.note(self.text.len(), self.row);
        }
    }

    /// Folds a character that the table does not tell, or the space after a space.
    fn fold_other(&mut self, at: usize) {
        let c = self.original[at..].chars().next().unwrap_or_default();
        if c == '\n' {
            self.end_line(at);
            self.text.push(b'\n');
            self.stop = Countable::OTHER;
            return;
        }
        self.origin.push(self.text.len(), at);
        self.row = self.note_end(self.row, 0);
        Fold::Arabic.each(c, |folded| {
            let counts = Countable::of(folded);
            if !(folded == ' ' && counts.is_any(self.stop)) {
                let text = &mut [0; 4];
                let text = folded.encode_utf8(text);
                self.text.extend_from_slice(text.as_bytes());
                self.scan_char(folded);
                self.count.add_one(folded);
                self.stop = Self::stop_after(counts);
            }
        });
        self.origin.push(self.text.len(), at + c.len_utf8());
    }

    fn end_line(&mut self, original: usize) {
        self.note_end(self.row, 0);
        let folded = self.text.len();
        (self.line)(End { original, folded }, std::mem::take(&mut self.count));
        self.sightings.end_line(folded);
        self.row = 0;
    }

    fn end(mut self) -> (Folded, Sightings) {
        let end = self.original.len();
        self.origin.push(self.text.len(), end);
        if !(self.original.is_empty() || self.original.ends_with('\n')) {
            self.end_line(end);
        }
        let text = simdutf8::basic::from_utf8(&self.text).expect("folding writes UTF-8");
        (Folded::of(text.to_owned(), self.origin), self.sightings)
    }
}
