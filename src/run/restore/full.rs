//! Full restore: whole files come back byte for byte, or nothing does.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::base::problem::Problem;
use crate::io::files;
use crate::io::files::{folder_of, hash_of, temporary_beside};
use crate::run::ledger::{Group, Seal, base_of, each_group, plain_path, seals};
use crate::run::restore::state::{FileState, Restored, changed};

/// Which runs of a file are undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoneRuns {
    /// All runs in the ledger.
    All,
    /// Only the latest one.
    Latest,
}

/// Restores the files of a ledger that are wanted, byte for byte.
///
/// # Errors
/// When the ledger cannot be read, or a file is no longer what the run left: then nothing at all is
/// changed, and every such file is named.
pub fn restore_files(
    ledger: &Path,
    wanted: impl Fn(&Path) -> bool,
    which: UndoneRuns,
) -> Result<Restored, Vec<Problem>> {
    let seals = seals(ledger).map_err(|problem| vec![problem])?;
    let base = base_of(ledger);
    let mut restored = Restored::default();
    let (mut work, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, seals) in seals.into_iter().filter(|(path, _)| wanted(path)) {
        let file = base.join(&path);
        match FileState::of(&file, &seals) {
            Ok(FileState::Known { runs, .. }) if runs.is_empty() => restored.untouched += 1,
            Ok(FileState::Known { seen, runs }) => match which.of(runs) {
                runs if runs.is_empty() => problems.push(only_by_document(&file)),
                runs => {
                    let is_whole = runs[0].before == seals[0].before;
                    restored.partly += usize::from(!is_whole);
                    work.insert(path, UndoneFile::new(file, seen, runs));
                }
            },
            Ok(FileState::Changed) => problems.push(changed(file.to_string_lossy(), "file")),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // All files are made before the first one is replaced.
    let mut made = Vec::new();
    each_group(ledger, |group| {
        let path = plain_path(&group.written);
        let Some(undoing) = work.get_mut(&path) else {
            return Ok(());
        };
        let shown = undoing.path.to_string_lossy().into_owned();
        restored.entries += undoing.take(group);
        if undoing.is_complete() {
            let undoing = work.remove(&path).expect("found above");
            let done = undoing.make(folder_of(ledger));
            made.push(done.map_err(|error| Problem::io(shown, "restore", &error))?);
        }
        Ok(())
    })
    .map_err(|problem| vec![problem])?;
    for (file, path, seen) in made {
        files::replace(file, &path, &seen).map_err(|error| vec![Problem::io(path.to_string_lossy(), "restore", &error)
            .help("what stands above in the ledger was restored; run restore again once the cause is gone")])?;
        restored.files += 1;
    }
    Ok(restored)
}

impl UndoneRuns {
    /// Those of the runs that led to a file which are undone. Nothing before a change by something else can be.
    fn of(self, mut runs: Vec<Seal>) -> Vec<Seal> {
        let after_change = runs.iter().rposition(|run| run.before.is_empty());
        runs.drain(..after_change.map_or(0, |at| at + 1));
        match self {
            Self::All => runs,
            Self::Latest => runs.split_off(runs.len().saturating_sub(1)),
        }
    }
}

/// A file that changed before a part of it was put back.
fn only_by_document(file: &Path) -> Problem {
    Problem::new(
        file.to_string_lossy(),
        "other documents of the file have changed since the run, so the whole file cannot be put back",
    )
    .help("nothing was restored; --document puts back the documents that have not changed")
}

/// A file whose runs are being undone.
struct UndoneFile {
    path: PathBuf,
    /// The file as it was before it was hashed.
    seen: Metadata,
    /// The runs to undo, in order.
    runs: Vec<Seal>,
    groups: Vec<Group>,
}

impl UndoneFile {
    fn new(path: PathBuf, seen: Metadata, runs: Vec<Seal>) -> Self {
        Self {
            path,
            seen,
            runs,
            groups: Vec::new(),
        }
    }

    /// Takes a group if it is the next of the runs; returns the number of its entries.
    fn take(&mut self, group: Group) -> usize {
        match self.runs.get(self.groups.len()) {
            Some(seal) if *seal == group.seal => {
                let length = group.length;
                self.groups.push(group);
                length
            }
            _ => 0,
        }
    }

    fn is_complete(&self) -> bool {
        self.groups.len() == self.runs.len()
    }

    /// Makes the file as it was before the first of the runs, next to the file that it will replace.
    fn make(self, folder: &Path) -> io::Result<(TempPath, PathBuf, Metadata)> {
        // A symbolic link stays; the file that it points to is replaced.
        let path = self.path.canonicalize()?;
        let mut file: Option<NamedTempFile> = None;
        for mut group in self.groups.into_iter().rev() {
            let from = file.as_ref().map_or(path.as_path(), NamedTempFile::path);
            let made = match &group.seal.original {
                Some(original) => copy(&folder.join(original), &path)?,
                None if group.seal.is_bytes => undo(from, &path, &mut group)?,
                None => copy(&read_from(&mut group)?, &path)?,
            };
            if hash_of(made.path())? != group.seal.before {
                return Err(disagrees());
            }
            file = Some(made);
        }
        let file = file.ok_or_else(disagrees)?;
        file.as_file().sync_all()?;
        Ok((file.into_temp_path(), path, self.seen))
    }
}

/// The file that a copy was made from.
fn read_from(group: &mut Group) -> io::Result<PathBuf> {
    let first = group.entries()?.next().ok_or_else(disagrees)??;
    Ok(PathBuf::from(first.path))
}

/// A copy of a file, next to the one that it will replace.
fn copy(from: &Path, beside: &Path) -> io::Result<NamedTempFile> {
    let mut copy = temporary_beside(beside)?;
    let mut from = File::open(from).map_err(|error| {
        let kept = from.to_string_lossy();
        io::Error::new(
            error.kind(),
            format!("{error}: {kept}, which holds the file as it was"),
        )
    })?;
    io::copy(&mut from, copy.as_file_mut())?;
    Ok(copy)
}

/// Undoes one run on one file by its entries.
fn undo(from: &Path, beside: &Path, group: &mut Group) -> io::Result<NamedTempFile> {
    let mut new = BufReader::new(File::open(from)?);
    let mut old = BufWriter::new(temporary_beside(beside)?);
    let mut at = 0;
    for entry in group.entries()? {
        let entry = entry?;
        let kept = entry.at.checked_sub(at).ok_or_else(disagrees)?;
        if io::copy(&mut Read::by_ref(&mut new).take(kept), &mut old)? != kept {
            return Err(disagrees());
        }
        let mut put = vec![0; entry.inserted_bytes().len()];
        new.read_exact(&mut put)?;
        if put != entry.inserted_bytes().as_bytes() {
            return Err(disagrees());
        }
        old.write_all(entry.removed_bytes().as_bytes())?;
        at = entry.at + entry.removed_bytes().len() as u64;
    }
    io::copy(&mut new, &mut old)?;
    old.into_inner().map_err(io::IntoInnerError::into_error)
}

fn disagrees() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the ledger and the file do not agree",
    )
}
