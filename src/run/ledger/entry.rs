//! The rows of a ledger, as they are written in its file.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// A row of the ledger: one edit of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    pub path: String,
    pub record: Option<u64>,
    pub id: Option<String>,
    /// The field of the record, if several hold text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub rule: String,
    /// The run that made the entry, named by its start time.
    #[serde(default)]
    pub run: String,
    /// Start of what is replaced, in bytes of the document's text before the run.
    pub start: usize,
    /// End of what is replaced, in bytes of the document's text before the run.
    pub end: usize,
    pub removed: String,
    pub inserted: String,
    /// Where the edit begins in the content of the file before the run, in bytes.
    pub at: u64,
    /// The removed bytes of the content, if they differ from the text, as in JSON strings with escapes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_removed: Option<String>,
    /// The inserted bytes of the content, if they differ from the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_inserted: Option<String>,
    /// On the last entry of a document: the [`text_hash`] of its text after the run. It shows whether the
    /// document is still as the run left it, although the rest of the file may have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_after: Option<String>,
    /// On the last entry of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// Ends the entries of a file. A file without a seal was not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// XXH3-128 of the file before the run, in hexadecimal. Empty if a part was put back after other parts
    /// had changed: then the whole file cannot come back.
    pub before: String,
    /// XXH3-128 of the file after the run, in hexadecimal.
    pub after: String,
    /// The file that was written, if it is not the file that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// A copy of the file as it was, as a path from the ledger's folder. It exists only if the entries alone
    /// cannot restore every byte: for compressed files and Parquet files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// The format that the file was read in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// The fields that held text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text_fields: Vec<String>,
    /// The field that held the ids of records, so that a document is found by its id when the file has changed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id_field: String,
    /// The encoding of the file after the run, if it is not UTF-8.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Whether the entries hold the bytes of the file itself, so that they bring it back.
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

impl LedgerEntry {
    /// The bytes of the content that were removed.
    pub fn removed_bytes(&self) -> &str {
        self.raw_removed.as_ref().unwrap_or(&self.removed)
    }

    /// The bytes of the content that were inserted.
    pub fn inserted_bytes(&self) -> &str {
        self.raw_inserted.as_ref().unwrap_or(&self.inserted)
    }
}

/// XXH3-128 of a text, in hexadecimal.
pub fn text_hash(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}
