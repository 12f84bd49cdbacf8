//! The corpus of a command: its documents, and how they are read.

use std::path::PathBuf;

use crate::io::formats::Found;
use crate::io::formats::{Format, Options};
use crate::io::walk::{is_stdin, walk};
use crate::run::changes::Changes;

/// The documents of a run, as they are read.
#[derive(Clone, Copy)]
pub struct Corpus<'s> {
    pub paths: &'s [PathBuf],
    pub format: Option<&'static Format>,
    pub options: &'s Options,
    /// Files of the program itself, which are passed over.
    pub own: &'s [PathBuf],
    /// What changed, where only that is judged.
    pub changes: Option<&'s Changes>,
}

impl<'s> Corpus<'s> {
    /// The files, in order.
    pub fn files(&self) -> Box<dyn Iterator<Item = Found> + 's> {
        match self.changes {
            Some(changes) => Box::new(changes.files()),
            None => Box::new(walk(self.paths, self.format, self.own)),
        }
    }

    /// Whether it can be read more than once.
    pub fn can_be_read_again(&self) -> bool {
        !self.paths.iter().any(is_stdin)
    }
}
