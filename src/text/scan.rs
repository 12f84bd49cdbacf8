//! What a pass over a text may look for while it folds it: an automaton over folded characters. Where
//! each character is told by a table anyway, a step of it costs next to nothing.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::cells::{Cell, cells};
use crate::text::char_info::{TABLED, code_of};

/// An automaton over the characters of one and two bytes. The state before and after any other, and at
/// the beginning of a line, is the first.
#[derive(Debug)]
pub struct Scan {
    /// What folding makes of a character, with the class of that.
    pub(super) cells: Box<[Cell; TABLED + 1]>,
    /// By code point of a folded character, its class.
    classes: Box<[u8; TABLED]>,
    /// By state and class, where the row of the next state begins. That of a state in which something
    /// ends is told as if the table began again where it ends: so that the look beyond the end which
    /// finds nothing tells it, and no step needs to ask.
    next: Vec<u32>,
}

/// A place of a folded text at which something ends that a scan looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// Where the last character ends, in bytes of the folded text.
    pub at: usize,
    /// Where the row of the state begins.
    pub row: u32,
}

/// What a scan saw in a text, by line. Of a line that is crowded with what it looks for no places are
/// noted: so that notes take no more memory than the text does.
#[derive(Debug, Default)]
pub struct Sightings {
    all: Vec<Sighting>,
    /// By line, how many there are to its end; whether it is crowded.
    lines: Vec<(usize, bool)>,
    /// Where the line that we are in begins, in bytes of the folded text.
    start: usize,
    is_crowded: bool,
}

/// So many places are noted on every line, and one more for so many bytes.
const NOTED: usize = 4;
const BYTES_TO_ONE: usize = 16;

impl Sightings {
    /// Notes that something ends at a place; places must ascend.
    pub(super) fn note(&mut self, at: usize, row: u32) {
        let before = self.before(self.lines.len());
        if self.all.len() - before >= NOTED + (at - self.start) / BYTES_TO_ONE {
            self.all.truncate(before);
            self.is_crowded = true;
        }
        if !self.is_crowded {
            self.all.push(Sighting { at, row });
        }
    }

    /// Says that a line ends, before its line feed.
    pub(super) fn end_line(&mut self, at: usize) {
        let is_crowded = std::mem::take(&mut self.is_crowded);
        self.lines.push((self.all.len(), is_crowded));
        self.start = at + 1;
    }

    /// Takes over what was seen on lines that stood in a part of the folded text, and begin at another
    /// place of it now.
    pub(super) fn take_over(
        &mut self,
        before: &Self,
        lines: Range<usize>,
        was: Range<usize>,
        now: usize,
    ) {
        let first = before.before(lines.start);
        let seen = &before.all[first..before.before(lines.end)];
        let taken = self.all.len();
        self.all.extend(seen.iter().map(|seen| Sighting {
            at: seen.at - was.start + now,
            row: seen.row,
        }));
        let lines = before.lines[lines].iter();
        self.lines
            .extend(lines.map(|&(end, is_crowded)| (end - first + taken, is_crowded)));
        self.start = now + was.len();
    }

    fn before(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(0, |above| self.lines[above].0)
    }

    /// What was seen on a line; `None` where that was too much to be noted.
    pub fn on(&self, line: usize) -> Option<&[Sighting]> {
        let (end, is_crowded) = self.lines[line];
        (!is_crowded).then(|| &self.all[self.before(line)..end])
    }
}

/// Looks for nothing.
static NOTHING: LazyLock<Scan> = LazyLock::new(|| Scan::new(Box::new([0; TABLED]), vec![0]));

impl Scan {
    /// Of the classes of folded characters by code point, and by state and class where the row of the
    /// next state begins: where something ends in that state, so much beyond the end of the table.
    pub fn new(classes: Box<[u8; TABLED]>, next: Vec<u32>) -> Self {
        let mut cells = Box::new(*cells());
        for cell in cells.iter_mut() {
            cell.class = classes[code_of(cell.folded)];
        }
        Self {
            cells,
            classes,
            next,
        }
    }

    /// One that looks for nothing.
    pub fn nothing() -> &'static Self {
        &NOTHING
    }

    /// The row of the state after one and a character of a class; `None` where something ends in that
    /// one, which is to be asked first.
    #[inline(always)]
    pub(super) fn row_after_class(&self, row: u32, class: u8) -> Option<u32> {
        let next = row as usize + usize::from(class);
        self.next.get(next).copied()
    }

    /// The row of a state in which something ends, as it stands in the table.
    pub(super) fn ended(&self, row: u32) -> Option<u32> {
        row.checked_sub(self.next.len() as u32)
    }

    /// The row after one and a folded character, as it stands in the table; whether something ends there.
    pub fn row_after_char(&self, row: u32, folded: char) -> (u32, bool) {
        // After a character that it does not know it begins anew.
        let class = self.classes.get(folded as usize);
        let next = class
            .and_then(|&class| self.row_after_class(row, class))
            .unwrap_or(0);
        match self.ended(next) {
            Some(row) => (row, true),
            None => (next, false),
        }
    }
}
