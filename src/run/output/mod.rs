//! Where fixed files go: a temporary file in the same folder that takes the place of the old one in
//! a single step, so that each file is at any moment old or new, never between.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::io::files;
use crate::io::formats;
use crate::io::formats::InputFile;
use crate::io::formats::{Format, Layers, Options, Piece, Way, Writer};
use crate::run::engine::Begun;
use crate::run::ledger::{Entry, Rows, Seal};

mod commit;

use crate::io::files::{folder_of, temporary_beside};
pub use commit::{Committed, Committer};

/// Where a run writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Over the files that were read.
    InPlace,
    /// Into a folder, under the path below the folder named as input.
    Folder(PathBuf),
    /// Into one file.
    File(PathBuf),
}

impl Target {
    /// Where a file goes.
    ///
    /// # Errors
    /// When a file that is to be replaced is gone.
    pub fn path(&self, file: &InputFile, source: &Path) -> io::Result<PathBuf> {
        match self {
            // A symbolic link stays; the file that it points to is replaced.
            Self::InPlace => fs::canonicalize(source),
            Self::Folder(folder) => below(folder, &file.inside),
            Self::File(path) => apart(path.clone(), source),
        }
    }
}

/// Where a copy in a folder goes. A link that stands there is replaced, not followed: it may lead to
/// what is being copied.
fn below(folder: &Path, inside: &Path) -> io::Result<PathBuf> {
    let path = folder.join(inside);
    let (root, parent) = (folder.canonicalize(), folder_of(&path).canonicalize());
    if let (Ok(root), Ok(parent)) = (root, parent)
        && !parent.starts_with(&root)
    {
        return Err(io::Error::other("a link leads out of the output folder"));
    }
    match fs::symlink_metadata(&path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_symlink() => Err(io::Error::other(
            "something that is not a file stands there",
        )),
        _ => Ok(path),
    }
}

/// Where a copy goes: never over what it is a copy of, whatever links lead there.
fn apart(path: PathBuf, source: &Path) -> io::Result<PathBuf> {
    let path = resolve(path)?;
    let is_source = |path: PathBuf| source.canonicalize().is_ok_and(|source| path == source);
    match path.canonicalize().is_ok_and(is_source) {
        true => Err(io::Error::other("this is the file itself, by a link")),
        false => Ok(path),
    }
}

/// What a path of the user's leads to, if something stands there; only a file may be replaced.
fn resolve(path: PathBuf) -> io::Result<PathBuf> {
    let path = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
        Err(error) => return Err(error),
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(&path)?,
        Ok(_) => path,
    };
    match fs::metadata(&path)?.is_file() {
        true => Ok(path),
        false => Err(io::Error::other(
            "something that is not a file stands there",
        )),
    }
}

/// One file on its way out.
pub struct Output {
    file: InputFile,
    source: PathBuf,
    target: PathBuf,
    in_place: bool,
    metadata: Metadata,
    format: &'static Format,
    /// The layers it was read in, and those it is written in.
    read_in: Layers,
    layers: Layers,
    temporary: Option<(NamedTempFile, Box<dyn Writer>)>,
    /// Pieces of the source that were seen, and their bytes.
    pieces: usize,
    offset: u64,
    /// The run, as the ledger names it.
    run: String,
    rows: Rows,
}

impl Output {
    /// Begins a file. Nothing is written before a piece differs, except for copies.
    ///
    /// # Errors
    /// When the source is gone or the target's folder cannot be written.
    fn begin(
        begun: &Begun,
        source: &Path,
        metadata: Metadata,
        target: &Target,
        run: &str,
    ) -> io::Result<Self> {
        let in_place = *target == Target::InPlace;
        if in_place && !metadata.is_file() {
            return Err(io::Error::other("it is no regular file"));
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
            rows: Rows::default(),
            target: path,
        };
        if !in_place {
            output.temporary = Some(output.new_file()?);
        }
        Ok(output)
    }

    /// Writes the file in UTF-8 from its beginning, as a rule has it, whatever it was in.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn to_utf8(&mut self, rule: &str) -> io::Result<()> {
        self.layers.encoding = None;
        self.temporary = Some(self.new_file()?);
        // An entry without bytes, so that the ledger knows of the file.
        self.rows.push(Entry {
            path: self.file.shown.clone(),
            rule: rule.to_owned(),
            run: self.run.clone(),
            ..Entry::default()
        })
    }

    fn new_file(&self) -> io::Result<(NamedTempFile, Box<dyn Writer>)> {
        let temporary = temporary_beside(&self.target)?;
        let writer = self.format.writer(Way {
            out: temporary.as_file().try_clone()?,
            layers: self.layers,
            source: self.source.clone(),
        })?;
        Ok((temporary, writer))
    }

    /// Adds a piece: as it was, or as a fix left it with the entries for the ledger.
    ///
    /// # Errors
    /// When the temporary file cannot be written; the source stays as it is.
    pub fn piece(
        &mut self,
        piece: &Piece,
        fixed: Option<(Vec<u8>, Vec<Entry>)>,
        options: &Options,
    ) -> io::Result<()> {
        let fixed = match fixed {
            None => None,
            Some((bytes, entries)) => {
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
            Some((_, writer)) => writer.write(piece, fixed.as_deref()),
            None => Ok(()),
        }
    }

    /// Begins the new file with the pieces that were seen before the first that differs.
    fn copy_so_far(&self, options: &Options) -> io::Result<(NamedTempFile, Box<dyn Writer>)> {
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

    /// Ends the file: it may take its place, unless nothing changed in it.
    ///
    /// # Errors
    /// When it cannot be written to its end.
    pub fn finish(self) -> io::Result<Option<Finished>> {
        let Some((temporary, writer)) = self.temporary else {
            return Ok(None);
        };
        writer.finish()?;
        Ok(Some(Finished {
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
            history: None,
        }))
    }
}

/// A file that is written and waits to take its place.
pub struct Finished {
    temporary: NamedTempFile,
    source: PathBuf,
    target: PathBuf,
    in_place: bool,
    /// Whether the entries are enough to put the file back.
    is_bytes: bool,
    /// The source as it was when reading began.
    metadata: Metadata,
    format: &'static Format,
    /// What it is written in.
    layers: Layers,
    /// The source as the user named it.
    path: String,
    rows: Rows,
    /// What the entries lead back to, where that is not the source.
    pub history: Option<History>,
}

/// What still separates a file from what it was before an earlier run.
pub struct History {
    /// Of that run.
    pub seal: Seal,
    /// What of it is still gone.
    pub rows: Rows,
}
