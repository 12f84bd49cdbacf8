//! Where fixed files go: a temporary file in the same folder that takes the place of the old one in
//! a single step, so that each file is at any moment old or new, never between.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use crate::fix::ledger::{Entry, Ledger, Seal};
use crate::walk::InputFile;

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
            Self::Folder(folder) => resolve(folder.join(&file.inside)),
            Self::File(path) => resolve(path.clone()),
        }
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
    source: PathBuf,
    target: PathBuf,
    in_place: bool,
    metadata: Metadata,
    temporary: Option<BufWriter<NamedTempFile>>,
    before: Xxh3,
    after: Xxh3,
    /// Bytes of the source that were seen.
    offset: u64,
    path: String,
    entries: Vec<Entry>,
}

impl Output {
    /// Begins a file, with the metadata it had when it was opened. Nothing is written before a piece
    /// differs, except for copies.
    ///
    /// # Errors
    /// When the source is gone or the target's folder cannot be written.
    pub fn begin(
        file: &InputFile,
        source: &Path,
        metadata: Metadata,
        target: &Target,
    ) -> io::Result<Self> {
        let in_place = *target == Target::InPlace;
        if in_place && metadata.permissions().readonly() {
            let message = "the file is read-only";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
        }
        let path = target.path(file, source)?;
        let mut output = Self {
            metadata,
            source: source.to_owned(),
            in_place,
            temporary: None,
            before: Xxh3::new(),
            after: Xxh3::new(),
            offset: 0,
            path: file.shown.clone(),
            entries: Vec::new(),
            target: path,
        };
        if !in_place {
            if let Some(folder) = output.target.parent() {
                fs::create_dir_all(folder)?;
            }
            output.temporary = Some(BufWriter::new(temporary_beside(&output.target)?));
        }
        Ok(output)
    }

    /// Adds a piece: as it was, or as a fix left it with the entries for the ledger.
    ///
    /// # Errors
    /// When the temporary file cannot be written; the source stays as it is.
    pub fn piece(&mut self, bytes: &[u8], fixed: Option<(Vec<u8>, Vec<Entry>)>) -> io::Result<()> {
        self.before.update(bytes);
        let fixed = match fixed {
            None => None,
            Some((fixed, entries)) => {
                if self.temporary.is_none() {
                    self.temporary = Some(self.copy_so_far()?);
                }
                self.entries.extend(entries.into_iter().map(|entry| Entry {
                    at: entry.at + self.offset,
                    ..entry
                }));
                Some(fixed)
            }
        };
        let written = fixed.as_deref().unwrap_or(bytes);
        self.after.update(written);
        self.offset += bytes.len() as u64;
        match &mut self.temporary {
            Some(temporary) => temporary.write_all(written),
            None => Ok(()),
        }
    }

    fn copy_so_far(&self) -> io::Result<BufWriter<NamedTempFile>> {
        let mut temporary = BufWriter::new(temporary_beside(&self.target)?);
        let mut seen = File::open(&self.source)?.take(self.offset);
        if io::copy(&mut seen, &mut temporary)? != self.offset {
            return Err(changed());
        }
        Ok(temporary)
    }

    /// Ends the file: the ledger first, then the file takes its place. A file in which nothing
    /// changed is not written.
    ///
    /// # Errors
    /// When anything cannot be written, or the source changed meanwhile; it then stays as it is.
    pub fn commit(self, ledger: Option<&mut Ledger>) -> io::Result<()> {
        let Some(temporary) = self.temporary else {
            return Ok(());
        };
        let temporary = temporary
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let now = fs::metadata(&self.source)?;
        if now.len() != self.metadata.len() || now.modified()? != self.metadata.modified()? {
            return Err(changed());
        }
        if let Some(ledger) = ledger {
            let output = (!self.in_place).then(|| self.target.to_string_lossy().into_owned());
            let seal = Seal {
                before: hex(&self.before),
                after: hex(&self.after),
                output: output.filter(|output| *output != self.path),
            };
            temporary.as_file().sync_all()?;
            ledger.add(self.entries, seal)?;
        }
        take_over(temporary.as_file(), &self.metadata)?;
        persist(temporary, &self.target)
    }
}

fn changed() -> io::Error {
    io::Error::other("the file was changed while it was being fixed")
}

/// A hash in hexadecimal.
pub fn hex(hash: &Xxh3) -> String {
    format!("{:032x}", hash.digest128())
}

/// A temporary file in the folder of a path; a rename from there cannot leave half a file.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    tempfile::Builder::new()
        .prefix(".corpus-lint-")
        .suffix(".tmp")
        .tempfile_in(folder)
}

/// Puts a temporary file in the place of an existing one, with that one's owner and permissions.
pub fn replace(temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    take_over(temporary.as_file(), &fs::metadata(path)?)?;
    persist(temporary, path)
}

/// Gives a file the permissions of another, and its owner where the user may.
fn take_over(file: &File, metadata: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let is_owned = fchown(file, Some(metadata.uid()), Some(metadata.gid())).is_ok();
        // A file must not run with the rights of another owner than it had.
        let mask = if is_owned { 0o7777 } else { 0o777 };
        file.set_permissions(fs::Permissions::from_mode(metadata.mode() & mask))
    }
    #[cfg(not(unix))]
    file.set_permissions(metadata.permissions())
}

fn persist(temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    temporary.as_file().sync_all()?;
    temporary
        .persist(path)
        .map(drop)
        .map_err(|error| error.error)
}
