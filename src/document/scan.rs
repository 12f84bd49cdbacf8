//! What a pass over a text may look for while it folds it: an automaton over folded characters. Where
//! each character is told by a table anyway, a step of it costs next to nothing.

use std::sync::LazyLock;

use super::cells::{Cell, cells};
use super::classes::{TABLED, code_of};

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

/// A place of a folded text at which something ends that a scan looks for, or stands a character that
/// it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// Where the last character ends, in bytes of the folded text.
    pub at: usize,
    /// Where the row of the state begins; [`Scan::UNKNOWN`] for a character that is not known.
    pub row: u32,
}

/// Looks for nothing.
static NOTHING: LazyLock<Scan> = LazyLock::new(|| Scan::new(Box::new([0; TABLED]), vec![0]));

impl Scan {
    /// The row of a sighting of a character that the automaton does not know: the first of its line.
    pub const UNKNOWN: u32 = u32::MAX;

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
    pub(super) fn step(&self, row: u32, class: u8) -> Option<u32> {
        let next = row as usize + usize::from(class);
        self.next.get(next).copied()
    }

    /// The row of a state in which something ends, as it stands in the table.
    pub(super) fn ended(&self, row: u32) -> Option<u32> {
        row.checked_sub(self.next.len() as u32)
    }

    /// The class of a folded character, where it is known.
    pub(super) fn class(&self, folded: char) -> Option<u8> {
        self.classes.get(folded as usize).copied()
    }
}
