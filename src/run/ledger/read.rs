//! Reads a ledger: the entries of one file and one run at a time.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use crate::base::problem::Problem;
use crate::run::ledger::entry::{LedgerEntry, Seal};
use crate::run::ledger::folder::{FOLDER, base_of, is_compressed, plain_path};

/// The entries of one file in one run. Large groups are kept on disk.
pub struct Group {
    /// The file that was written, as the ledger names it.
    pub written: String,
    pub seal: Seal,
    /// The number of entries.
    pub length: usize,
    rows: SpooledTempFile,
}

impl Group {
    /// The entries, in the order of the file.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn entries(&mut self) -> io::Result<impl Iterator<Item = io::Result<LedgerEntry>> + '_> {
        self.rows.rewind()?;
        let rows = BufReader::new(&mut self.rows).split(b'\n');
        Ok(rows.map(|row| Ok(serde_json::from_slice(&row?)?)))
    }
}

/// Passes each group of a ledger to `take`, in order. Rows that a killed run left without a seal are
/// skipped, because their file was not replaced.
///
/// # Errors
/// When the ledger cannot be read, or the file is not a ledger; and the errors of `take`.
pub fn each_group(
    ledger: &Path,
    mut take: impl FnMut(Group) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let shown = ledger.to_string_lossy();
    let unreadable = |error: io::Error| Problem::io(&shown, "read the ledger", &error);
    let mut input = open(ledger).map_err(|error| Problem::io(&shown, "open the ledger", &error))?;
    let (mut bad, mut groups) = (None, 0);
    let mut open: Option<OpenGroup> = None;
    let mut row = Vec::new();
    for n in 1.. {
        row.clear();
        match input.read_until(b'\n', &mut row) {
            Ok(0) => break,
            Ok(_) => {}
            // The end of a compressed ledger may be incomplete, like that of a plain one.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(unreadable(error)),
        }
        let Ok(mut entry) = serde_json::from_slice::<LedgerEntry>(&row) else {
            bad.get_or_insert(n);
            open = None;
            continue;
        };
        if open.as_ref().is_some_and(|open| !open.goes_on_with(&entry)) {
            open = None;
        }
        let group = open.get_or_insert_with(|| OpenGroup::new(&entry));
        group.add(&entry, &row).map_err(unreadable)?;
        if let Some(seal) = entry.seal.take() {
            groups += 1;
            take(open.take().expect("filled above").closed(seal))?;
        }
    }
    match bad {
        Some(row) if groups == 0 => Err(Problem::new(
            format!("{shown}:{row}"),
            "not a row of a ledger",
        )
        .help("is this the file that --ledger named, or one below .corpus-lint/?")),
        _ => Ok(()),
    }
}

/// For each file that was written, the seals of its runs in order.
///
/// # Errors
/// When the ledger cannot be read.
pub fn seals(ledger: &Path) -> Result<BTreeMap<PathBuf, Vec<Seal>>, Problem> {
    let mut seals: BTreeMap<PathBuf, Vec<Seal>> = BTreeMap::new();
    each_group(ledger, |group| {
        seals
            .entry(plain_path(&group.written))
            .or_default()
            .push(group.seal);
        Ok(())
    })?;
    Ok(seals)
}

/// The folders of the files in a ledger.
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

/// The newest ledger in the [`FOLDER`] of the working directory that has rows of any file. A run that was
/// killed early may leave a ledger without rows.
pub fn newest() -> Option<PathBuf> {
    let ledgers = fs::read_dir(FOLDER).ok()?.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        (name.starts_with("ledger-") && name.contains(".jsonl")).then_some(path)
    });
    let mut ledgers: Vec<_> = ledgers.filter(|path| path.is_file()).collect();
    ledgers.sort();
    let has_files = |path: &&PathBuf| seals(path).is_ok_and(|seals| !seals.is_empty());
    let newest = ledgers.iter().rev().find(has_files).or(ledgers.last());
    newest.cloned()
}

/// Makes sure that the file at a path is a ledger, or empty, before anything is added to it.
///
/// # Errors
/// When its first row is not a row of a ledger, or it cannot be read.
pub fn check_is_ledger(path: &Path) -> io::Result<()> {
    let mut row = Vec::new();
    match open(path)?.read_until(b'\n', &mut row) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        _ => {}
    }
    // Half a row may be all that a killed run wrote.
    match row.is_empty() || !row.ends_with(b"\n") && row.starts_with(b"{\"path\":") {
        true => Ok(()),
        false => serde_json::from_slice::<LedgerEntry>(&row)
            .map(drop)
            .map_err(|_| {
                io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    "this path is another file, not a ledger",
                )
            }),
    }
}

/// The rows of a ledger.
fn open(ledger: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(ledger)?;
    // A run that removed nothing leaves a ledger that the user named without any bytes.
    let is_empty = file.metadata()?.len() == 0;
    Ok(match is_compressed(ledger) && !is_empty {
        true => Box::new(BufReader::new(zstd::Decoder::new(file)?)),
        false => Box::new(BufReader::new(file)),
    })
}

/// A group whose seal has not come yet.
struct OpenGroup {
    path: String,
    run: String,
    length: usize,
    rows: SpooledTempFile,
}

impl OpenGroup {
    fn new(first: &LedgerEntry) -> Self {
        Self {
            path: first.path.clone(),
            run: first.run.clone(),
            length: 0,
            rows: SpooledTempFile::new(1 << 20),
        }
    }

    fn goes_on_with(&self, entry: &LedgerEntry) -> bool {
        (&self.path, &self.run) == (&entry.path, &entry.run)
    }

    fn add(&mut self, entry: &LedgerEntry, row: &[u8]) -> io::Result<()> {
        debug_assert!(self.goes_on_with(entry));
        self.length += 1;
        self.rows.write_all(row)?;
        match row.ends_with(b"\n") {
            true => Ok(()),
            false => self.rows.write_all(b"\n"),
        }
    }

    fn closed(self, seal: Seal) -> Group {
        Group {
            written: seal.output.clone().unwrap_or(self.path),
            seal,
            length: self.length,
            rows: self.rows,
        }
    }
}
