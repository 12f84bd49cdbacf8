//! Finds the files of a run: those named, and the documents in the folders named, in a stable order.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::formats::Format;
use crate::problem::Problem;
use crate::sanitise;

/// A file of documents.
#[derive(Clone)]
pub struct InputFile {
    /// `None` for standard input.
    pub path: Option<PathBuf>,
    /// The path as the user sees it.
    pub shown: String,
    /// Where it goes below an output folder.
    pub inside: PathBuf,
    /// The format that the user or the ending of the name tells.
    pub format: Option<&'static Format>,
    /// Whether the user named it; other files are passed over where nothing tells their format.
    pub is_named: bool,
}

/// What a walk comes upon.
pub enum Found {
    File(InputFile),
    Problem(Problem),
}

/// The files of the paths given, folder by folder and by name within a folder. Hidden files and
/// symbolic links inside folders are passed over; `-` is standard input.
///
/// A ledger that lies in a folder is passed over.
pub fn walk(
    paths: &[PathBuf],
    format: Option<&'static Format>,
    ledger: Option<&Path>,
) -> impl Iterator<Item = Found> {
    let ledger = ledger.and_then(|ledger| ledger.canonicalize().ok());
    let is_ledger = move |found: &Found| match (found, &ledger) {
        (
            Found::File(InputFile {
                path: Some(path), ..
            }),
            Some(ledger),
        ) => {
            path.file_name() == ledger.file_name()
                && path.canonicalize().is_ok_and(|path| path == *ledger)
        }
        _ => false,
    };
    found(paths, format).filter(move |found| !is_ledger(found))
}

fn found(paths: &[PathBuf], format: Option<&'static Format>) -> impl Iterator<Item = Found> {
    paths
        .iter()
        .flat_map(move |path| -> Box<dyn Iterator<Item = Found>> {
            if path.as_os_str() == "-" {
                return Box::new(std::iter::once(Found::File(InputFile {
                    path: None,
                    shown: "-".into(),
                    inside: "stdin".into(),
                    format,
                    is_named: true,
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

fn file(path: &Path, inside: &Path, format: Option<&'static Format>) -> InputFile {
    let name = inside.file_name().unwrap_or_default().to_string_lossy();
    InputFile {
        format: format.or_else(|| Format::of_name(&name)),
        is_named: false,
        shown: path.to_string_lossy().into_owned(),
        inside: inside.to_owned(),
        path: Some(path.to_owned()),
    }
}

impl InputFile {
    /// The file's own name.
    pub fn file_name(&self) -> String {
        self.inside
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// The path, safe for a terminal.
    pub fn safe_name(&self) -> String {
        sanitise::line(&self.shown)
    }
}
