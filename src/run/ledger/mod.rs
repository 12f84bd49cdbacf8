//! The ledger: a row for each removal, with what is needed to put it back; and the way back.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::io::files::folder_of;

pub mod partly;
mod read;
pub mod restore;
mod write;

pub use write::{Ledger, Rows, make_folder};

/// The folder for ledgers that the user gave no name; it keeps itself out of git.
pub const FOLDER: &str = ".corpus-lint";

/// The ending of a ledger that is compressed.
const COMPRESSED: &str = "zst";

/// One removal or insertion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub path: String,
    pub record: Option<u64>,
    pub id: Option<String>,
    /// The field of the record, where several hold text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub rule: String,
    /// The run that made the entry, by the time at which it began.
    #[serde(default)]
    pub run: String,
    /// In bytes of the document's text as it was before the run.
    pub start: usize,
    pub end: usize,
    pub removed: String,
    pub inserted: String,
    /// Where the removal begins in the content of the file as it was, in bytes.
    pub at: u64,
    /// The bytes of the content where they differ from the text, as in JSON strings with escapes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_removed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_inserted: Option<String>,
    /// On the last entry of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// Closes the entries of a file: a file without a seal was not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// XXH3-128 of the file before and after the run, in hexadecimal.
    pub before: String,
    pub after: String,
    /// The file that was written, where it is not the file that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The file as it was, from the ledger's folder, where entries alone cannot bring it back to the
    /// byte: compressed files, and files of columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// How the file was read: its format, and the fields that held text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub format: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text_fields: Vec<String>,
    /// The encoding that the file is in after the run, where that is not UTF-8.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Whether the entries are the bytes that the file has lost, so that they bring it back.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub is_bytes: bool,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_yes(is: &bool) -> bool {
    *is
}

impl Entry {
    /// The bytes of the content that were taken out.
    pub fn removed_bytes(&self) -> &str {
        self.raw_removed.as_ref().unwrap_or(&self.removed)
    }

    /// The bytes of the content that were put in.
    pub fn inserted_bytes(&self) -> &str {
        self.raw_inserted.as_ref().unwrap_or(&self.inserted)
    }
}

/// The newest ledger in the [`FOLDER`] of the working directory that tells of any file: a run that
/// was killed at once leaves one that does not.
pub fn newest() -> Option<PathBuf> {
    let ledgers = fs::read_dir(FOLDER).ok()?.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        (name.starts_with("ledger-") && name.contains(".jsonl")).then_some(path)
    });
    let mut ledgers: Vec<_> = ledgers.filter(|path| path.is_file()).collect();
    ledgers.sort();
    let has_files = |path: &&PathBuf| restore::seals(path).is_ok_and(|seals| !seals.is_empty());
    let newest = ledgers.iter().rev().find(has_files).or(ledgers.last());
    newest.cloned()
}

/// Paths in a ledger are relative to the folder that holds its `.corpus-lint`, or else to the
/// working directory.
fn base_of(ledger: &Path) -> PathBuf {
    let folder = folder_of(ledger);
    match folder.file_name().is_some_and(|name| name == FOLDER) {
        true => folder.parent().unwrap_or(Path::new("")).to_owned(),
        false => PathBuf::new(),
    }
}
