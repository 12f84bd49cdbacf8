//! The pass over a text that folds it, counts what rules ask about each line, and runs a [`CharDfa`]. It goes through
//! the text in blocks: characters that fold to as many bytes are looked up in tables, others are folded one by one.

use std::ops::Range;

use crate::text::byte_block::{AFTER, BLOCK, ByteBlock};
use crate::text::char_dfa::{CharDfa, DfaMatches};
use crate::text::char_info::counts_of_three;
use crate::text::code_point::code_of;
use crate::text::earlier::{EarlierAnalysis, UnchangedLines};
use crate::text::fold_char::Fold;
use crate::text::folded::{Folded, LineEnd};
use crate::text::line_stats::{CharCounts, LineStats, PackedCounts};
use crate::text::offset_map::OffsetMap;

/// Folds a text as rules see it unless they say otherwise. Calls `line` with the end and the counts of each line, and
/// returns the matches of the automaton; an earlier analysis must have used the same automaton.
pub fn fold_lines(
    original: &str,
    dfa: &CharDfa,
    earlier: &EarlierAnalysis,
    line: impl FnMut(LineEnd, LineStats),
) -> (Folded, DfaMatches) {
    let mut pass = FoldPass {
        original,
        dfa,
        row: 0,
        matches: DfaMatches::default(),
        text: Vec::with_capacity(original.len()),
        origin: OffsetMap::default(),
        stats: LineStats::default(),
        stop: CharCounts::OTHER,
        line,
    };
    let mut at = 0;
    for unchanged in earlier.unchanged(original) {
        pass.fold_part(at..unchanged.now.start);
        pass.reuse(earlier, &unchanged);
        at = unchanged.now.end;
    }
    pass.fold_part(at..original.len());
    pass.end()
}

struct FoldPass<'t, F> {
    original: &'t str,
    dfa: &'t CharDfa,
    /// The row of the automaton's state.
    row: u32,
    matches: DfaMatches,
    /// The folded text so far, in UTF-8.
    text: Vec<u8>,
    origin: OffsetMap,
    /// The counts of the current line so far.
    stats: LineStats,
    /// A character whose cell has one of these facts goes through [`Self::fold_slowly`].
    stop: u8,
    line: F,
}

impl<F: FnMut(LineEnd, LineStats)> FoldPass<'_, F> {
    fn fold_part(&mut self, part: Range<usize>) {
        ByteBlock::all(self.original, part).for_each(|block| self.fold(&block));
    }

    /// Copies the results for unchanged lines. Must be called at the beginning of a line.
    fn reuse(&mut self, earlier: &EarlierAnalysis, unchanged: &UnchangedLines) {
        let was = earlier.start(unchanged.lines.start);
        let now = LineEnd {
            original: unchanged.now.start,
            folded: self.text.len(),
        };
        let part = was.folded..earlier.start(unchanged.lines.end).folded;
        let Folded { text, origin } = &earlier.folded;
        self.text.extend_from_slice(&text.as_bytes()[part.clone()]);
        for (at, source) in origin.steps(part.clone()) {
            let source = source - was.original + now.original;
            self.origin.push(at - was.folded + now.folded, source);
        }
        let lines = unchanged.lines.clone();
        self.matches.copy(&earlier.matches, lines, part, now.folded);
        for &(end, stats) in &earlier.lines[unchanged.lines.clone()] {
            let end = LineEnd {
                original: end.original - was.original + now.original,
                folded: end.folded - was.folded + now.folded,
            };
            (self.line)(end, stats);
        }
    }

    fn fold(&mut self, block: &ByteBlock) {
        const { assert!(BLOCK + AFTER <= PackedCounts::MOST_BYTES) };
        // A character in the tables folds to as many bytes as it has. Each write is of two bytes.
        let mut text = [0; 2 * BLOCK];
        // Local variables, so that the state is in registers.
        let dfa = self.dfa;
        let (mut row, mut stop, mut packed) = (self.row, self.stop, self.stats.packed());
        for (at, first_two) in block.chars() {
            let cell = &dfa.cells[code_of(first_two)];
            if cell.counts.is_any(stop) {
                (self.row, self.stop) = (row, stop);
                packed = self.fold_slowly(block, at, &mut text, packed);
                (row, stop) = (self.row, self.stop);
                continue;
            }
            let bytes = packed.bytes();
            row = match dfa.row_after_class(row, cell.class) {
                Some(next) => next,
                None => self.row_after_match(row, bytes, cell.class),
            };
            text[bytes..bytes + 2].copy_from_slice(&cell.folded);
            packed.add(&cell.counts);
            stop = Self::stop_after(cell.counts);
        }
        (self.row, self.stop) = (row, stop);
        self.add(&text, packed);
    }

    /// Folds a character of a block that has no cell, or a space after a space. `text` and `packed` hold what was
    /// folded of the block and not added yet; returns what is not added afterwards.
    #[cold]
    #[inline(never)]
    fn fold_slowly(
        &mut self,
        block: &ByteBlock,
        at: usize,
        text: &mut [u8; 2 * BLOCK],
        mut packed: PackedCounts,
    ) -> PackedCounts {
        let three = block.first_three(at);
        let Some(counts) = counts_of_three(three) else {
            self.add(text, packed);
            self.fold_other(block.at + at);
            return self.stats.packed();
        };
        let bytes = packed.bytes();
        self.add_match(self.row, bytes);
        text[bytes..bytes + 3].copy_from_slice(&three);
        packed.add(&counts);
        // A character of three bytes leads back to the first state.
        (self.row, self.stop) = (0, Self::stop_after(counts));
        self.stats.has_untabled = true;
        packed
    }

    fn add(&mut self, text: &[u8], packed: PackedCounts) {
        self.text.extend_from_slice(&text[..packed.bytes()]);
        self.stats.add(packed);
    }

    /// The facts that stop the fast loop: a character without a cell, and after a space another space, since a run
    /// of spaces becomes one. A space next to a line feed stays; lines are trimmed later.
    #[inline(always)]
    fn stop_after(last: CharCounts) -> u8 {
        CharCounts::OTHER | last.facts(CharCounts::SPACE)
    }

    /// Adds the match that ends in a state, this many bytes after the text added so far; returns the row after that
    /// state and a character of a class.
    #[cold]
    #[inline(never)]
    fn row_after_match(&mut self, row: u32, bytes: usize, class: u8) -> u32 {
        let row = self.add_match(row, bytes);
        self.dfa
            .row_after_class(row, class)
            .expect("a row of the table")
    }

    /// Adds the match that ends in a state, if any; returns the row of the state in the table.
    fn add_match(&mut self, row: u32, bytes: usize) -> u32 {
        let Some(row) = self.dfa.match_row(row) else {
            return row;
        };
        self.matches.add(self.text.len() + bytes, row);
        row
    }

    /// Moves the automaton on by a folded character that was added.
    fn step(&mut self, folded: char) {
        let is_match;
        (self.row, is_match) = self.dfa.row_after_char(self.row, folded);
        if is_match {
            self.matches.add(self.text.len(), self.row);
        }
    }

    /// Folds a character that is in no table, or a space after a space.
    fn fold_other(&mut self, at: usize) {
        let c = self.original[at..].chars().next().unwrap_or_default();
        if c == '\n' {
            self.end_line(at);
            self.text.push(b'\n');
            self.stop = CharCounts::OTHER;
            return;
        }
        self.origin.push(self.text.len(), at);
        self.row = self.add_match(self.row, 0);
        Fold::Arabic.each(c, |folded| {
            let counts = CharCounts::of(folded);
            if !(folded == ' ' && counts.is_any(self.stop)) {
                let text = &mut [0; 4];
                let text = folded.encode_utf8(text);
                self.text.extend_from_slice(text.as_bytes());
                self.step(folded);
                self.stats.add_char(folded, &counts);
                self.stop = Self::stop_after(counts);
            }
        });
        self.origin.push(self.text.len(), at + c.len_utf8());
    }

    fn end_line(&mut self, original: usize) {
        self.add_match(self.row, 0);
        let folded = self.text.len();
        (self.line)(
            LineEnd { original, folded },
            std::mem::take(&mut self.stats),
        );
        self.matches.end_line(folded);
        self.row = 0;
    }

    fn end(mut self) -> (Folded, DfaMatches) {
        let end = self.original.len();
        self.origin.push(self.text.len(), end);
        if !(self.original.is_empty() || self.original.ends_with('\n')) {
            self.end_line(end);
        }
        let text = simdutf8::basic::from_utf8(&self.text).expect("folding writes UTF-8");
        let folded = Folded {
            text: text.to_owned(),
            origin: self.origin,
        };
        (folded, self.matches)
    }
}
