//! The state of a file: which runs of a ledger led to what it is now.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use crate::base::problem::Problem;
use crate::io::files::hash_of;
use crate::run::ledger::Seal;

/// What a restore did, in numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Files that were changed.
    pub files: usize,
    /// Entries of the ledger that were undone.
    pub entries: usize,
    /// Files that were already as they were before the run.
    pub untouched: usize,
    /// Files in which earlier runs are still in effect, because the file was changed between the runs.
    pub partly: usize,
}

/// How a file relates to the runs of a ledger.
pub(super) enum FileState {
    /// It is as the last of these runs left it, or as it was before them if there are none.
    Known {
        /// As it was before it was hashed.
        seen: Metadata,
        /// The runs that led to what it is, in order.
        runs: Vec<Seal>,
    },
    /// It was changed since.
    Changed,
}

impl FileState {
    /// The state of a file, from its hash. The runs are the latest one that left it as it is, and those
    /// that led there. A run that left something else in between, and was undone since, is left out.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(path: &Path, seals: &[Seal]) -> Result<Self, Problem> {
        let shown = path.to_string_lossy();
        let unreadable = |error: io::Error| {
            let problem = Problem::io(&shown, "read", &error);
            match error.kind() {
                io::ErrorKind::NotFound => problem.help(
                    "paths in a ledger are those of the run: restore in the folder where --fix ran; \
                     nothing was restored",
                ),
                _ => problem,
            }
        };
        let seen = fs::metadata(path).map_err(unreadable)?;
        let hash = hash_of(path).map_err(unreadable)?;
        let mut runs: Vec<Seal> = Vec::new();
        for seal in seals.iter().rev() {
            if seal.after == *runs.last().map_or(&hash, |next| &next.before) {
                runs.push(seal.clone());
            }
        }
        runs.reverse();
        let is_known = !runs.is_empty() || seals.iter().any(|seal| seal.before == hash);
        Ok(match is_known {
            true => Self::Known { seen, runs },
            false => Self::Changed,
        })
    }
}

/// A file, or a part of it, was changed since the run.
pub(super) fn changed(place: impl AsRef<str>, what: &str) -> Problem {
    Problem::new(place, format!("the {what} is no longer what the run left")).help(format!(
        "nothing was restored; put the {what} back as the run left it, or take what you need from \
         `removed` in the ledger",
    ))
}
