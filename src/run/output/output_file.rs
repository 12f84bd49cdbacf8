//! A file that is being written: to a temporary file in the same folder, which replaces the old file in
//! one step, so that each file is at any moment either old or new.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::io::files;
use crate::io::files::{folder_of, temporary_beside};
use crate::io::formats;
use crate::io::formats::{Format, InputFile, Layers, Piece, ReadOptions, Writer, WriterSetup};
use crate::run::engine::OpenFile;
use crate::run::ledger::{EntryRows, LedgerEntry, Seal};
use crate::run::output::target::WriteTarget;
use crate::run::rewrite::RewrittenPiece;

/// A file that is being written.
pub struct OutputFile {
    file: InputFile,
    source: PathBuf,
    target: PathBuf,
    in_place: bool,
    metadata: Metadata,
    format: &'static Format,
    /// The layers that it was read in.
    read_in: Layers,
    /// The layers that it is written in.
    layers: Layers,
    temporary: Option<(NamedTempFile, Box<dyn Writer>)>,
    /// The number of pieces of the source that were read.
    pieces: usize,
    /// The size of these pieces, in bytes.
    offset: u64,
    /// The run, as the ledger names it.
    run: String,
    rows: EntryRows,
}

impl OutputFile {
    /// Begins a file. Unless it is a copy, nothing is written before the first piece that differs.
    ///
    /// # Errors
    /// When the source is gone or the target's folder cannot be written.
    pub(super) fn begin(
        begun: &OpenFile,
        source: &Path,
        metadata: Metadata,
        target: &WriteTarget,
        run: &str,
    ) -> io::Result<Self> {
        let in_place = *target == WriteTarget::InPlace;
        if in_place && !metadata.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        if in_place && metadata.permissions().readonly() {
            let message = "the file is read-only";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        let path = target.path(&begun.file, source)?;
        if !in_place {
            fs::create_dir_all(folder_of(&path))?;
        }
        let mut output = Self {
            metadata,
            source: source.to_owned(),
            in_place,
            format: begun.format,
            read_in: begun.layers,
            layers: begun.layers,
            temporary: None,
            pieces: 0,
            offset: 0,
            run: run.to_owned(),
            file: begun.file.clone(),
            rows: EntryRows::default(),
            target: path,
        };
        if !in_place {
            output.temporary = Some(output.new_file()?);
        }
        Ok(output)
    }

    /// Writes the file in UTF-8 from its beginning, whatever its encoding was, because this rule requires it.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn to_utf8(&mut self, rule: &str) -> io::Result<()> {
        self.layers.encoding = None;
        self.temporary = Some(self.new_file()?);
        // An entry without bytes, so that the ledger has a row of the file.
        self.rows.push(LedgerEntry {
            path: self.file.shown.clone(),
            rule: rule.to_owned(),
            run: self.run.clone(),
            ..LedgerEntry::default()
        })
    }

    fn new_file(&self) -> io::Result<(NamedTempFile, Box<dyn Writer>)> {
        let temporary = temporary_beside(&self.target)?;
        let writer = self.format.writer(WriterSetup {
            out: temporary.as_file().try_clone()?,
            layers: self.layers,
            source: self.source.clone(),
        })?;
        Ok((temporary, writer))
    }

    /// Adds a piece: unchanged, or rewritten together with its entries for the ledger.
    ///
    /// # Errors
    /// When the temporary file cannot be written; the source stays as it is.
    pub fn piece(
        &mut self,
        piece: &Piece,
        rewritten: Option<RewrittenPiece>,
        options: &ReadOptions,
    ) -> io::Result<()> {
        let rewritten = match rewritten {
            None => None,
            Some(RewrittenPiece { bytes, entries }) => {
                if self.temporary.is_none() {
                    self.temporary = Some(self.copy_so_far(options)?);
                }
                for mut entry in entries {
                    entry.at += self.offset;
                    entry.run.clone_from(&self.run);
                    self.rows.push(entry)?;
                }
                Some(bytes)
            }
        };
        self.pieces += 1;
        self.offset += piece.bytes.len() as u64;
        match &mut self.temporary {
            Some((_, writer)) => writer.write(piece, rewritten.as_deref()),
            None => Ok(()),
        }
    }

    /// Begins the new file with the pieces that were read before the first one that differs.
    fn copy_so_far(&self, options: &ReadOptions) -> io::Result<(NamedTempFile, Box<dyn Writer>)> {
        let (temporary, mut writer) = self.new_file()?;
        if self.pieces > 0 {
            let opened = formats::open(&self.file, options)
                .map_err(io::Error::other)?
                .ok_or_else(files::changed)?;
            let mut reader = opened.reader;
            for _ in 0..self.pieces {
                let piece = reader.next()?.ok_or_else(files::changed)?;
                writer.write(&piece, None)?;
            }
        }
        Ok((temporary, writer))
    }

    /// Ends the file. Returns `None` if nothing changed in it.
    ///
    /// # Errors
    /// When it cannot be written to its end.
    pub fn finish(self) -> io::Result<Option<FinishedFile>> {
        let Some((temporary, writer)) = self.temporary else {
            return Ok(None);
        };
        writer.finish()?;
        Ok(Some(FinishedFile {
            temporary,
            in_place: self.in_place,
            is_bytes: self.format.is_its_bytes && self.read_in.are_none(),
            metadata: self.metadata,
            format: self.format,
            layers: self.layers,
            path: self.file.shown,
            source: self.source,
            target: self.target,
            rows: self.rows,
            remaining: None,
        }))
    }
}

/// A file that is written and waits to take its place.
pub struct FinishedFile {
    pub(super) temporary: NamedTempFile,
    pub(super) source: PathBuf,
    pub(super) target: PathBuf,
    pub(super) in_place: bool,
    /// Whether the entries are enough to put the file back.
    pub(super) is_bytes: bool,
    /// The source as it was when reading began.
    pub(super) metadata: Metadata,
    pub(super) format: &'static Format,
    /// The layers that it is written in.
    pub(super) layers: Layers,
    /// The source as the user named it.
    pub(super) path: String,
    pub(super) rows: EntryRows,
    /// What the entries lead back to, if that is not the source.
    pub remaining: Option<RemainingRun>,
}

/// The part of an earlier run that is still in effect in a file after a part was put back.
pub struct RemainingRun {
    /// The seal of that run.
    pub seal: Seal,
    /// Its entries that are still in effect.
    pub rows: EntryRows,
}
