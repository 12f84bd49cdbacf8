//! A deterministic finite automaton (DFA) over folded characters, which runs while a text is folded.
//!
//! The folding pass looks up every character in a table anyway. The table also has the character's class for the
//! automaton, so that a step costs a few instructions.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::code_point::{TABLED, code_of};
use crate::text::fold_cell::{FoldCell, fold_cells};

/// An automaton over characters of one and two bytes. It is in its first state at the beginning of a line and after
/// any other character.
#[derive(Debug)]
pub struct CharDfa {
    /// What each character folds to, with the class of the result.
    pub(super) cells: Box<[FoldCell; TABLED + 1]>,
    /// By code point of a folded character, its class.
    classes: Box<[u8; TABLED]>,
    /// By state and class, where the row of the next state begins. The row of a state in which a match ends is given
    /// as if a second copy of the table followed the first. The look-up with such a row finds nothing, and only then
    /// the match is noted: no step needs a test of its own.
    next: Vec<u32>,
}

/// A place of a folded text at which the automaton is in a state where a match ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DfaMatch {
    /// Where the last character ends, in bytes of the folded text.
    pub end: usize,
    /// Where the row of the state begins in the table.
    pub row: u32,
}

/// The matches in a text, by line. A line with very many matches is marked as crowded instead, so that the matches
/// never take more memory than the text.
#[derive(Debug, Default)]
pub struct DfaMatches {
    all: Vec<DfaMatch>,
    /// By line, how many matches there are up to its end, and whether it is crowded.
    lines: Vec<(usize, bool)>,
    /// Where the current line begins, in bytes of the folded text.
    start: usize,
    is_crowded: bool,
}

/// A line may have this many matches, and one more for each [`BYTES_PER_MATCH`] bytes.
const MATCHES_PER_LINE: usize = 4;
const BYTES_PER_MATCH: usize = 16;

impl DfaMatches {
    /// Adds a match that ends at this byte of the folded text. Ends must ascend.
    pub(super) fn add(&mut self, end: usize, row: u32) {
        let before = self.before(self.lines.len());
        if self.all.len() - before >= MATCHES_PER_LINE + (end - self.start) / BYTES_PER_MATCH {
            self.all.truncate(before);
            self.is_crowded = true;
        }
        if !self.is_crowded {
            self.all.push(DfaMatch { end, row });
        }
    }

    /// Ends the current line, at this byte of the folded text, before its line feed.
    pub(super) fn end_line(&mut self, at: usize) {
        let is_crowded = std::mem::take(&mut self.is_crowded);
        self.lines.push((self.all.len(), is_crowded));
        self.start = at + 1;
    }

    /// Copies the matches of lines of an earlier analysis. The lines were at `was` in the folded text, in bytes, and
    /// begin at `now` in the new one.
    pub(super) fn copy(
        &mut self,
        earlier: &Self,
        lines: Range<usize>,
        was: Range<usize>,
        now: usize,
    ) {
        let first = earlier.before(lines.start);
        let copied = &earlier.all[first..earlier.before(lines.end)];
        let start = self.all.len();
        self.all.extend(copied.iter().map(|found| DfaMatch {
            end: found.end - was.start + now,
            row: found.row,
        }));
        let lines = earlier.lines[lines].iter();
        self.lines
            .extend(lines.map(|&(end, is_crowded)| (end - first + start, is_crowded)));
        self.start = now + was.len();
    }

    fn before(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(0, |above| self.lines[above].0)
    }

    /// The matches on a line; `None` if the line is crowded.
    pub(super) fn on(&self, line: usize) -> Option<&[DfaMatch]> {
        let (end, is_crowded) = self.lines[line];
        (!is_crowded).then(|| &self.all[self.before(line)..end])
    }
}

static NOTHING: LazyLock<CharDfa> = LazyLock::new(|| CharDfa::new(Box::new([0; TABLED]), vec![0]));

impl CharDfa {
    /// An automaton with these classes of folded characters, by code point, and these transitions: by state and class,
    /// where the row of the next state begins. If a match ends in the next state, the length of the table is added.
    pub fn new(classes: Box<[u8; TABLED]>, next: Vec<u32>) -> Self {
        let mut cells = Box::new(*fold_cells());
        for cell in cells.iter_mut() {
            cell.class = classes[code_of(cell.folded)];
        }
        Self {
            cells,
            classes,
            next,
        }
    }

    /// An automaton without matches.
    pub fn nothing() -> &'static Self {
        &NOTHING
    }

    /// The row of the state after this one and a character of a class; `None` if a match ends in this state, which
    /// the caller must note first.
    #[inline(always)]
    pub(super) fn row_after_class(&self, row: u32, class: u8) -> Option<u32> {
        let next = row as usize + usize::from(class);
        self.next.get(next).copied()
    }

    /// If a match ends in a state, the row of that state in the table.
    pub(super) fn match_row(&self, row: u32) -> Option<u32> {
        row.checked_sub(self.next.len() as u32)
    }

    /// The row in the table after this one and a folded character, and whether a match ends there.
    pub fn row_after_char(&self, row: u32, folded: char) -> (u32, bool) {
        // A character of three bytes or more leads back to the first state.
        let class = self.classes.get(folded as usize);
        let next = class
            .and_then(|&class| self.row_after_class(row, class))
            .unwrap_or(0);
        match self.match_row(next) {
            Some(row) => (row, true),
            None => (next, false),
        }
    }
}
