//! Where ledgers are kept, and which files they name.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::io::files::folder_of;

/// The folder for ledgers that the user did not name. It has a `.gitignore` that keeps it out of git.
pub const FOLDER: &str = ".corpus-lint";

/// The ending of a compressed ledger.
pub(super) const COMPRESSED: &str = "zst";

/// Whether a ledger is compressed, by its name.
pub(super) fn is_compressed(ledger: &Path) -> bool {
    ledger
        .extension()
        .is_some_and(|ending| ending == COMPRESSED)
}

/// Creates the [`FOLDER`].
///
/// # Errors
/// When it cannot be written.
pub fn make_folder() -> io::Result<()> {
    fs::create_dir_all(FOLDER)?;
    fs::write(Path::new(FOLDER).join(".gitignore"), "*\n")
}

/// The folder that the paths in a ledger start from: the one that holds its `.corpus-lint`, or else
/// the working directory.
pub fn base_of(ledger: &Path) -> PathBuf {
    let folder = folder_of(ledger);
    match folder.file_name().is_some_and(|name| name == FOLDER) {
        true => folder.parent().unwrap_or(Path::new("")).to_owned(),
        false => PathBuf::new(),
    }
}

/// A path without the components that change nothing, so that `./a` and `a` are one file.
pub fn plain_path(path: impl AsRef<Path>) -> PathBuf {
    path.as_ref()
        .components()
        .filter(|step| *step != Component::CurDir)
        .collect()
}
