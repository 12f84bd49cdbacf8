//! Puts back what the runs of a ledger removed: whole files, byte for byte, or nothing.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::base::problem::Problem;
use crate::io::files;
use crate::io::files::{folder_of, hash_of, temporary_beside};
use crate::run::ledger::read::{Group, each_group};
use crate::run::ledger::{Seal, base_of};

/// What a restore did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Restored {
    pub files: usize,
    pub entries: usize,
    /// Files that were already as they were before the run.
    pub untouched: usize,
    /// Files of which earlier runs stay, because the file was changed between the runs.
    pub partly: usize,
}

/// Restores the files of a ledger that are wanted.
///
/// # Errors
/// When the ledger cannot be read, or a file is no longer what the run left: then nothing at all is
/// changed, and every such file is named.
pub fn restore(ledger: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Restored, Vec<Problem>> {
    let seals = seals(ledger).map_err(|problem| vec![problem])?;
    let base = base_of(ledger);
    let mut restored = Restored::default();
    let (mut work, mut problems) = (BTreeMap::new(), Vec::new());
    for (path, seals) in seals.into_iter().filter(|(path, _)| wanted(path)) {
        match standing(&base.join(&path), &seals) {
            Ok(standing) if standing.runs.is_empty() => restored.untouched += 1,
            Ok(standing) => {
                let is_whole = standing.runs[0].before == seals[0].before;
                restored.partly += usize::from(!is_whole);
                let undoing = Undoing::new(base.join(&path), standing.seen, standing.runs);
                work.insert(path, undoing);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // All files are made anew before the first is replaced.
    let mut made = Vec::new();
    each_group(ledger, |group| {
        let path = plain(&group.written);
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

/// For each file that was written, the seals of its runs in order.
pub(super) fn seals(ledger: &Path) -> Result<BTreeMap<PathBuf, Vec<Seal>>, Problem> {
    let mut seals: BTreeMap<PathBuf, Vec<Seal>> = BTreeMap::new();
    each_group(ledger, |group| {
        seals
            .entry(plain(&group.written))
            .or_default()
            .push(group.seal);
        Ok(())
    })?;
    Ok(seals)
}

/// A path without the steps that change nothing, so that `./a` and `a` are one file.
pub fn plain(path: impl AsRef<Path>) -> PathBuf {
    path.as_ref()
        .components()
        .filter(|step| *step != Component::CurDir)
        .collect()
}

/// How a file stands to the runs of a ledger.
pub(super) struct Standing {
    /// As it was before it was hashed.
    pub seen: Metadata,
    /// The runs that led to what it is, in order; none where it is as it was before them.
    pub runs: Vec<Seal>,
}

/// The runs of a file that are to be undone, from its hash: the latest that left it as it is, and
/// those that led there. A run that left something else in between, and was undone since, is none.
pub(super) fn standing(path: &Path, seals: &[Seal]) -> Result<Standing, Problem> {
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
    if runs.is_empty() && !seals.iter().any(|seal| seal.before == hash) {
        return Err(
            Problem::new(&shown, "the file is no longer what the run left").help(
                "nothing was restored; put the file back as the run left it, or take what you need \
                 from `removed` in the ledger",
            ),
        );
    }
    Ok(Standing { seen, runs })
}

/// A file whose runs are being undone.
struct Undoing {
    path: PathBuf,
    /// The file as it was before it was hashed.
    seen: Metadata,
    /// The runs, in order, that are to be undone.
    runs: Vec<Seal>,
    groups: Vec<Group>,
}

impl Undoing {
    fn new(path: PathBuf, seen: Metadata, runs: Vec<Seal>) -> Self {
        Self {
            path,
            seen,
            runs,
            groups: Vec::new(),
        }
    }

    /// Takes a group if it is the next of the runs; gives the number of its entries.
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

    /// Makes the file as it was before the first of the runs, beside the file that it will replace.
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

/// A copy of a file, beside the one that it will replace.
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

/// The folders of the files that a ledger speaks of.
///
/// # Errors
/// When the ledger cannot be read.
pub fn folders(ledger: &Path) -> Result<Vec<PathBuf>, Problem> {
    let base = base_of(ledger);
    let mut folders: Vec<_> = seals(ledger)?
        .into_keys()
        .filter_map(|path| Some(fs::canonicalize(base.join(path)).ok()?.parent()?.to_owned()))
        .collect();
    folders.dedup();
    Ok(folders)
}
