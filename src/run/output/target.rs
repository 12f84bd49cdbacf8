//! Where a run writes its files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::io::files::folder_of;
use crate::io::formats::InputFile;

/// Where the files of a run are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteTarget {
    /// Over the files that were read.
    InPlace,
    /// Into a folder, under the path below the folder named as input.
    Folder(PathBuf),
    /// Into one file.
    File(PathBuf),
}

impl WriteTarget {
    /// Where a file goes.
    ///
    /// # Errors
    /// When the path cannot be written to, or the file to replace no longer exists.
    pub fn path(&self, file: &InputFile, source: &Path) -> io::Result<PathBuf> {
        match self {
            // A symbolic link stays; the file that it points to is replaced.
            Self::InPlace => fs::canonicalize(source),
            Self::Folder(folder) => below(folder, &file.inside),
            Self::File(path) => apart(path.clone(), source),
        }
    }
}

/// Where a copy in a folder goes. A link at that path is replaced, not followed: it may lead to the
/// file that is copied.
fn below(folder: &Path, inside: &Path) -> io::Result<PathBuf> {
    let path = folder.join(inside);
    let (root, parent) = (folder.canonicalize(), folder_of(&path).canonicalize());
    if let (Ok(root), Ok(parent)) = (root, parent)
        && !parent.starts_with(&root)
    {
        return Err(io::Error::other("a link leads out of the output folder"));
    }
    match fs::symlink_metadata(&path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_symlink() => Err(no_file()),
        _ => Ok(path),
    }
}

/// Where a copy goes: never over the file that is copied, whatever links lead there.
fn apart(path: PathBuf, source: &Path) -> io::Result<PathBuf> {
    let path = resolve(path)?;
    let is_source = |path: PathBuf| source.canonicalize().is_ok_and(|source| path == source);
    match path.canonicalize().is_ok_and(is_source) {
        true => Err(io::Error::other("this is the file itself, by a link")),
        false => Ok(path),
    }
}

/// The file that a path of the user leads to, if any. Only a file may be replaced.
fn resolve(path: PathBuf) -> io::Result<PathBuf> {
    let path = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
        Err(error) => return Err(error),
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(&path)?,
        Ok(_) => path,
    };
    match fs::metadata(&path)?.is_file() {
        true => Ok(path),
        false => Err(no_file()),
    }
}

fn no_file() -> io::Error {
    io::Error::other("this path exists and is not a file")
}
