//! Finds, reads and parses the user's packs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::problem::Problem;
use crate::cli::error::Error;
use crate::rules::{Pack, RuleErrors};

/// Reads packs from files, and from the TOML files of folders. A pack may extend those before it.
///
/// # Errors
/// A file that cannot be read; every error in the files.
pub fn load<'p>(
    paths: &[PathBuf],
    before: impl IntoIterator<Item = &'p Pack>,
) -> Result<Vec<Pack>, Error> {
    parse(&read(paths)?, before)
}

/// A rule file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileText {
    /// The name as the user wrote it.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// Reads the files of packs.
///
/// # Errors
/// The first file that cannot be read.
pub fn read(paths: &[PathBuf]) -> Result<Vec<FileText>, Problem> {
    let files = pack_files(paths)?.into_iter().map(|path| {
        let name = path.to_string_lossy().into_owned();
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(FileText { name, text }),
            Err(error) => Err(Problem::io(name, "read the rules", &error)),
        }
    });
    files.collect()
}

/// Parses packs; each may extend those before it.
///
/// # Errors
/// Every error in the files.
pub fn parse<'p>(
    files: &[FileText],
    before: impl IntoIterator<Item = &'p Pack>,
) -> Result<Vec<Pack>, Error> {
    let before: Vec<&Pack> = before.into_iter().collect();
    let mut packs: Vec<Pack> = Vec::new();
    let mut errors = Vec::new();
    for FileText { name, text } in files {
        let known: Vec<&Pack> = before.iter().copied().chain(&packs).collect();
        match Pack::parse(name, text, &known) {
            Ok(pack) => packs.push(pack),
            Err(RuleErrors(more)) => errors.extend(more),
        }
    }
    match errors.is_empty() {
        true => Ok(packs),
        false => Err(RuleErrors(errors).into()),
    }
}

/// The rule files among these paths: files as they are, and the TOML files of folders, sorted by name.
///
/// # Errors
/// A folder cannot be read or contains no rule file.
pub fn pack_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let shown = path.to_string_lossy();
        let entries =
            std::fs::read_dir(path).map_err(|error| Problem::io(&shown, "read", &error))?;
        let before = files.len();
        files.extend(
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|ending| ending == "toml")),
        );
        files[before..].sort();
        if files.len() == before {
            return Err(
                Problem::new(shown, "this folder contains no rule file (*.toml)")
                    .help("name a TOML file, or a folder of TOML files"),
            );
        }
    }
    Ok(files)
}

/// The shipped packs and the user's packs. A pack with the name of a shipped one replaces it, so that
/// users can try a changed copy.
pub fn beside_shipped(mut shipped: Vec<Pack>, own: Vec<Pack>) -> Vec<Pack> {
    shipped.retain(|pack| !own.iter().any(|own| own.name == pack.name));
    shipped.extend(own);
    shipped
}
