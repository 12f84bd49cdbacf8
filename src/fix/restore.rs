//! Puts back what the runs of a ledger removed: all of it, byte for byte, or nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use super::ledger::{Entry, FOLDER, Seal};
use crate::problem::Problem;
use crate::sink;

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

/// One file's entries of one run.
#[derive(Debug)]
struct Group {
    entries: Vec<Entry>,
    seal: Seal,
}

/// Restores the files of a ledger.
///
/// # Errors
/// When the ledger cannot be read, or a file is no longer what the run left: then nothing at all is
/// changed, and every such file is named.
pub fn restore(ledger: &Path) -> Result<Restored, Vec<Problem>> {
    let files = read(ledger).map_err(|problem| vec![problem])?;
    let base = base_of(ledger);
    let mut restored = Restored::default();
    let (mut work, mut problems) = (Vec::new(), Vec::new());
    for (path, groups) in &files {
        let path = base.join(path);
        match standing(&path, groups) {
            Ok([]) => restored.untouched += 1,
            Ok(runs) => {
                let is_whole = runs[0].seal.before == groups[0].seal.before;
                restored.partly += usize::from(!is_whole);
                work.push((path, runs));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // All files are made anew before the first is replaced.
    let mut made = Vec::new();
    for (path, groups) in work {
        let problem =
            |error: io::Error| vec![Problem::io(path.to_string_lossy(), "restore", &error)];
        // A symbolic link stays; the file that it points to is replaced.
        let path = path.canonicalize().map_err(problem)?;
        let mut file: Option<NamedTempFile> = None;
        for group in groups.iter().rev() {
            let from = file.as_ref().map_or(path.as_path(), NamedTempFile::path);
            file = Some(undo(from, &path, group).map_err(problem)?);
            restored.entries += group.entries.len();
        }
        made.extend(file.map(|file| (file, path)));
    }
    for (file, path) in made {
        sink::replace(file, &path).map_err(|error| vec![Problem::io(path.to_string_lossy(), "restore", &error)
            .help("what stands above in the ledger was restored; run restore again once the cause is gone")])?;
        restored.files += 1;
    }
    Ok(restored)
}

/// Reads a ledger: for each file that was written, its runs in order.
fn read(ledger: &Path) -> Result<BTreeMap<PathBuf, Vec<Group>>, Problem> {
    let shown = ledger.to_string_lossy();
    let file =
        File::open(ledger).map_err(|error| Problem::io(&shown, "open the ledger", &error))?;
    let mut files: BTreeMap<PathBuf, Vec<Group>> = BTreeMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut bad = None;
    for (n, row) in BufReader::new(file).split(b'\n').enumerate() {
        let row = row.map_err(|error| Problem::io(&shown, "read the ledger", &error))?;
        let Ok(mut entry) = serde_json::from_slice::<Entry>(&row) else {
            // A crash cut it short; the file that it speaks of was not replaced.
            bad.get_or_insert(n + 1);
            entries.clear();
            continue;
        };
        if entries
            .last()
            .is_some_and(|last| last.path != entry.path || last.run != entry.run)
        {
            entries.clear();
        }
        let seal = entry.seal.take();
        entries.push(entry);
        if let Some(seal) = seal {
            let written = seal
                .output
                .clone()
                .unwrap_or_else(|| entries[0].path.clone());
            let entries = std::mem::take(&mut entries);
            files
                .entry(plain(&written))
                .or_default()
                .push(Group { entries, seal });
        }
    }
    match bad {
        Some(row) if files.is_empty() => Err(Problem::new(
            format!("{shown}:{row}"),
            "not a row of a ledger",
        )
        .help("is this the file that --ledger named, or one below .corpus-lint/?")),
        _ => Ok(files),
    }
}

/// A path without the steps that change nothing, so that `./a` and `a` are one file.
fn plain(path: &str) -> PathBuf {
    Path::new(path)
        .components()
        .filter(|step| *step != Component::CurDir)
        .collect()
}

/// Paths in a ledger are relative to the folder that holds its `.corpus-lint`, or else to the
/// working directory.
fn base_of(ledger: &Path) -> PathBuf {
    let folder = ledger
        .parent()
        .filter(|folder| folder.file_name().is_some_and(|name| name == FOLDER));
    folder
        .and_then(Path::parent)
        .unwrap_or(Path::new(""))
        .to_owned()
}

/// The runs of a file that are to be undone, from its hash: the latest that left it as it is, and
/// those before it that led there without a change in between.
fn standing<'g>(path: &Path, groups: &'g [Group]) -> Result<&'g [Group], Problem> {
    let shown = path.to_string_lossy();
    let hash = hash_of(path).map_err(|error| {
        let problem = Problem::io(&shown, "read", &error);
        match error.kind() {
            io::ErrorKind::NotFound => problem.help(
                "paths in a ledger are those of the run: restore in the folder where --fix ran; \
                 nothing was restored",
            ),
            _ => problem,
        }
    })?;
    let Some(last) = groups.iter().rposition(|group| group.seal.after == hash) else {
        return match groups.iter().any(|group| group.seal.before == hash) {
            true => Ok(&[]),
            false => Err(Problem::new(&shown, "the file is no longer what the run left").help(
                "nothing was restored; put the file back as the run left it, or take what you need \
                 from `removed` in the ledger",
            )),
        };
    };
    let chain = groups[..=last]
        .windows(2)
        .rposition(|pair| pair[0].seal.after != pair[1].seal.before);
    Ok(&groups[chain.map_or(0, |at| at + 1)..=last])
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut hash = Xxh3::new();
    let mut file = BufReader::new(File::open(path)?);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(sink::hex(&hash));
        }
        hash.update(bytes);
        let n = bytes.len();
        file.consume(n);
    }
}

/// Undoes one run on one file: reads what the run left, and makes what was there before, beside the
/// file that it will replace.
fn undo(from: &Path, beside: &Path, group: &Group) -> io::Result<NamedTempFile> {
    let mut new = BufReader::new(File::open(from)?);
    let mut old = BufWriter::new(Hashing {
        inner: sink::temporary_beside(beside)?,
        hash: Xxh3::new(),
    });
    let mut at = 0;
    for entry in &group.entries {
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
    let old = old.into_inner().map_err(io::IntoInnerError::into_error)?;
    if sink::hex(&old.hash) != group.seal.before {
        return Err(disagrees());
    }
    Ok(old.inner)
}

fn disagrees() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the ledger and the file do not agree",
    )
}

/// Hashes what is written through it.
struct Hashing<W> {
    inner: W,
    hash: Xxh3,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
