//! Finds the files of a run, in a stable order: the files that the user named, and the files in the folders
//! that the user named.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::base::problem::Problem;
use crate::io::formats::{Format, Found, InputFile};

/// Finds the files of these paths, folder by folder and sorted by name within a folder. The path `-` is
/// standard input.
///
/// Hidden files and symbolic links inside folders are skipped. So are the files in `own`, which are files of
/// the program itself, such as a ledger.
pub fn walk(
    paths: &[PathBuf],
    format: Option<&'static Format>,
    own: &[PathBuf],
) -> impl Iterator<Item = Found> {
    let is_own = is_one_of(own);
    found(paths, format).filter(move |found| match found {
        Found::File(file) => !file.path.as_deref().is_some_and(&is_own),
        Found::Problem(_) => true,
    })
}

/// Whether a path of the command line means standard input.
pub fn is_stdin(path: impl AsRef<Path>) -> bool {
    path.as_ref().as_os_str() == "-"
}

/// Makes a function that checks whether a path leads to one of these files.
pub fn is_one_of(files: &[PathBuf]) -> impl Fn(&Path) -> bool + use<> {
    let files: Vec<_> = files
        .iter()
        .filter_map(|file| file.canonicalize().ok())
        .collect();
    move |path| {
        let is_named = |file: &PathBuf| path.file_name() == file.file_name();
        files.iter().any(is_named) && path.canonicalize().is_ok_and(|path| files.contains(&path))
    }
}

fn found(paths: &[PathBuf], format: Option<&'static Format>) -> impl Iterator<Item = Found> {
    paths
        .iter()
        .flat_map(move |path| -> Box<dyn Iterator<Item = Found>> {
            if is_stdin(path) {
                return Box::new(std::iter::once(Found::File(InputFile {
                    path: None,
                    shown: "-".into(),
                    inside: "stdin".into(),
                    format,
                    is_named: true,
                    rows: None,
                })));
            }
            match std::fs::metadata(path) {
                Err(error) => {
                    let shown = path.to_string_lossy();
                    Box::new(std::iter::once(Found::Problem(Problem::io(
                        shown, "open", &error,
                    ))))
                }
                Ok(metadata) if metadata.is_dir() => Box::new(folder(path, format)),
                Ok(_) => {
                    let name = path.file_name().unwrap_or_default();
                    let file = file(path, Path::new(name), format);
                    Box::new(std::iter::once(Found::File(InputFile {
                        is_named: true,
                        ..file
                    })))
                }
            }
        })
}

fn folder(root: &Path, format: Option<&'static Format>) -> impl Iterator<Item = Found> {
    let is_visible = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(is_visible)
        .filter_map(move |entry| match entry {
            Err(error) => {
                let shown = error.path().unwrap_or(root).to_string_lossy().into_owned();
                let error = error
                    .into_io_error()
                    .unwrap_or_else(|| std::io::Error::other("a loop of links"));
                Some(Found::Problem(Problem::io(shown, "read", &error)))
            }
            Ok(entry) if !entry.file_type().is_file() => None,
            Ok(entry) => {
                let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
                Some(Found::File(file(entry.path(), inside, format)))
            }
        })
}

/// An input file that a walk found. `inside` is its path below the folder of the walk, or its name.
pub fn file(path: &Path, inside: &Path, format: Option<&'static Format>) -> InputFile {
    let name = inside.file_name().unwrap_or_default().to_string_lossy();
    InputFile {
        format: format.or_else(|| Format::of_name(&name)),
        is_named: false,
        rows: None,
        shown: path.to_string_lossy().into_owned(),
        inside: inside.to_owned(),
        path: Some(path.to_owned()),
    }
}
