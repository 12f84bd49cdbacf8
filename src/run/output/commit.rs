//! Puts finished files in place, in groups: first their bytes are on the disk, then the ledger, then they
//! get their names. A group waits for the disk once, not once per file.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::io::files::{check_unchanged, folder_of, hash_of, sweep, sync_folder, take_over};
use crate::io::formats::{Fields, ReadOptions};
use crate::run::engine::OpenFile;
use crate::run::ledger::{EntryRows, Ledger, Seal};
use crate::run::output::output_file::{FinishedFile, OutputFile};
use crate::run::output::target::WriteTarget;

/// A group is put in place once it has this many files.
const GROUP_FILES: usize = 64;
/// A group is put in place once it has this many bytes.
const GROUP_BYTES: u64 = 64 << 20;

/// What the caller gave with a file, the name of the file, and whether it was put in place.
pub type Committed<T> = (T, String, io::Result<()>);

/// Puts files in place.
pub struct Committer<T> {
    pub ledger: Option<Ledger>,
    fields: Arc<Fields>,
    waiting: Vec<(T, FinishedFile)>,
    bytes: u64,
    /// Folders that were cleared of temporary files of killed runs. Once only: later ones are of this run.
    swept: HashSet<PathBuf>,
}

impl<T: Send> Committer<T> {
    /// A committer of files that are read in this way.
    pub fn new(ledger: Option<Ledger>, options: &ReadOptions) -> Self {
        Self {
            ledger,
            fields: Arc::clone(&options.fields),
            waiting: Vec::new(),
            bytes: 0,
            swept: HashSet::new(),
        }
    }

    /// Begins a file, with the metadata it had when it was opened.
    ///
    /// # Errors
    /// When the source is gone or the target's folder cannot be written.
    pub fn begin(
        &mut self,
        begun: &OpenFile,
        source: &Path,
        metadata: Metadata,
        target: &WriteTarget,
    ) -> io::Result<OutputFile> {
        let folder = folder_of(&target.path(&begun.file, source)?).to_owned();
        if self.swept.insert(folder.clone()) {
            sweep(&folder);
        }
        OutputFile::begin(begun, source, metadata, target, self.run())
    }

    /// The run, as the ledger names it.
    pub fn run(&self) -> &str {
        self.ledger.as_ref().map_or("", Ledger::run)
    }

    /// Adds a file, with a value to return with its outcome. Returns the outcomes of a group if that is now
    /// full.
    pub fn add(&mut self, of: T, file: FinishedFile) -> Vec<Committed<T>> {
        self.bytes += file.temporary.as_file().metadata().map_or(0, |m| m.len());
        self.waiting.push((of, file));
        match self.waiting.len() >= GROUP_FILES || self.bytes >= GROUP_BYTES {
            true => self.flush(),
            false => Vec::new(),
        }
    }

    /// Puts all waiting files in place.
    pub fn flush(&mut self) -> Vec<Committed<T>> {
        self.bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        let (has_ledger, fields) = (self.ledger.is_some(), &self.fields);
        let mut outcomes = Vec::with_capacity(waiting.len());
        let sealed: Vec<_> = waiting
            .into_par_iter()
            .map(|(of, file)| {
                let seal = settle(&file, has_ledger, fields);
                (of, file, seal)
            })
            .collect();
        let mut ready = Vec::new();
        for (of, mut file, seal) in sealed {
            match seal.and_then(|seal| self.keep(&mut file, seal)) {
                Ok(entered) => ready.push((of, file, entered)),
                Err(error) => outcomes.push((of, file.path, Err(error))),
            }
        }
        let mut entered = Vec::new();
        let ready: Vec<_> = ready
            .into_iter()
            .map(|(of, file, rows)| {
                entered.extend(rows);
                (of, file)
            })
            .collect();
        if let Err(error) = self.enter(entered) {
            // Without its entries no file of the group may be replaced.
            let failed = |(of, file): (T, FinishedFile)| (of, file.path, Err(again(&error)));
            outcomes.extend(ready.into_iter().map(failed));
            return outcomes;
        }
        let mut folders: Vec<PathBuf> = Vec::new();
        for (of, file) in ready {
            let folder = folder_of(&file.target).to_owned();
            // Waiting for the disk may have taken long.
            let placed = check_unchanged(&file.source, &file.metadata).and_then(|()| {
                let placed = file.temporary.persist(&file.target);
                placed.map(drop).map_err(|error| error.error)
            });
            outcomes.push((of, file.path, placed));
            if folders.last() != Some(&folder) {
                folders.push(folder);
            }
        }
        folders.sort();
        folders.dedup();
        folders.par_iter().for_each(|folder| sync_folder(folder));
        outcomes
    }

    /// Writes the rows of a group to the ledger, and waits until they are on the disk.
    fn enter(&mut self, group: Vec<(EntryRows, Seal)>) -> io::Result<()> {
        let Some(ledger) = self.ledger.as_mut() else {
            return Ok(());
        };
        let added = group
            .into_iter()
            .try_for_each(|(rows, seal)| ledger.add(rows, seal));
        added
            .and_then(|()| ledger.sync())
            .inspect_err(|_| ledger.abandon())
    }

    /// Keeps a copy of a file that entries alone do not bring back; returns the rows and the seal for the
    /// ledger.
    fn keep(
        &mut self,
        file: &mut FinishedFile,
        seal: Option<Seal>,
    ) -> io::Result<Option<(EntryRows, Seal)>> {
        let (Some(ledger), Some(mut seal)) = (self.ledger.as_mut(), seal) else {
            return Ok(None);
        };
        let rows = match file.remaining.take() {
            Some(remaining) => {
                seal = Seal {
                    after: seal.after,
                    ..remaining.seal
                };
                remaining.rows
            }
            None => {
                if file.in_place && !file.is_bytes {
                    seal.original = Some(ledger.keep(&file.source.canonicalize()?)?);
                }
                std::mem::take(&mut file.rows)
            }
        };
        Ok(Some((rows, seal)))
    }
}

/// Makes a temporary file ready to replace its target, and returns its seal for the ledger.
fn settle(file: &FinishedFile, has_ledger: bool, fields: &Fields) -> io::Result<Option<Seal>> {
    let seal = match has_ledger {
        false => None,
        true => {
            let output = (!file.in_place).then(|| file.target.to_string_lossy().into_owned());
            Some(Seal {
                before: hash_of(&file.source)?,
                after: hash_of(file.temporary.path())?,
                output: output.filter(|output| *output != file.path),
                original: None,
                format: file.format.name.to_owned(),
                text_fields: fields.texts.clone(),
                id_field: fields.id.clone(),
                encoding: file
                    .layers
                    .encoding
                    .map_or_else(String::new, |encoding| encoding.name().to_owned()),
                is_bytes: file.is_bytes,
            })
        }
    };
    check_unchanged(&file.source, &file.metadata)?;
    take_over(file.temporary.as_file(), &file.metadata, &file.source)?;
    file.temporary.as_file().sync_all()?;
    Ok(seal)
}

fn again(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the ledger: {error}"))
}
