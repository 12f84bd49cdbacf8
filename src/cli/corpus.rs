//! The corpus of a command: its documents, and how they are read.

use std::path::PathBuf;

use crate::io::formats::{Format, Found, ReadOptions};
use crate::io::walk::{is_stdin, walk};
use crate::run::changes::Changes;

/// The documents of a command, and how they are read.
#[derive(Clone, Copy)]
pub struct Corpus<'s> {
    /// The files and folders that the user named.
    pub paths: &'s [PathBuf],
    /// The format of all files, if the user set one.
    pub format: Option<&'static Format>,
    /// How records are read.
    pub options: &'s ReadOptions,
    /// Files of the program itself, which are not documents.
    pub own: &'s [PathBuf],
    /// What changed in git, if only that is checked.
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
