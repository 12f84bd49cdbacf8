//! Keeps two runs from fixing the same files at once.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Locks on folders, held until dropped. The folders themselves are locked: no file is left behind,
/// and a run that is killed holds none.
#[derive(Debug, Default)]
pub struct Locks {
    _held: Vec<File>,
}

impl Locks {
    /// Locks folders for this run alone, waiting for others that hold them; `wait` is told of each
    /// that is waited for.
    ///
    /// The folders above are locked too, but shared: so a run on `news/` and one on `news/2026/`
    /// see one another. Where a system knows no such locks, none are taken.
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
        // One order for all runs: no two can wait for each other.
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
