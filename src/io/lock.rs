//! Prevents two runs from fixing the same files at the same time.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Locks on folders, until this value is dropped. The folders themselves are locked, so no lock file is left
/// behind, and the locks of a killed run end with it.
#[derive(Debug, Default)]
pub struct Locks {
    _held: Vec<File>,
}

impl Locks {
    /// Locks folders for this run alone. If another run has locked a folder, it calls `wait` with the folder
    /// and then waits.
    ///
    /// It also takes shared locks on the parent folders, so that a run on `news/` and a run on `news/2026/`
    /// exclude each other. On a system without such locks it takes none.
    pub fn take<'p>(
        folders: impl IntoIterator<Item = &'p Path>,
        mut wait: impl FnMut(&Path),
    ) -> Self {
        let mut wanted: BTreeMap<PathBuf, bool> = BTreeMap::new();
        for folder in folders {
            let Ok(folder) = folder.canonicalize() else {
                continue;
            };
            for above in folder.ancestors().skip(1) {
                wanted.entry(above.to_owned()).or_insert(false);
            }
            wanted.insert(folder, true);
        }
        // All runs lock in the same order, so two runs cannot wait for each other.
        let held = wanted.iter().filter_map(|(folder, is_alone)| {
            let file = File::open(folder).ok()?;
            let tried = match is_alone {
                true => file.try_lock(),
                false => file.try_lock_shared(),
            };
            match tried {
                Ok(()) => Some(file),
                Err(TryLockError::Error(_)) => None,
                Err(TryLockError::WouldBlock) => {
                    wait(folder);
                    let locked = match is_alone {
                        true => file.lock(),
                        false => file.lock_shared(),
                    };
                    locked.is_ok().then_some(file)
                }
            }
        });
        Self {
            _held: held.collect(),
        }
    }
}
