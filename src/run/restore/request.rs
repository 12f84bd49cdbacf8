//! What a user asks to put back.

use std::path::{Path, PathBuf};

use crate::run::ledger::{LedgerEntry, plain_path};

/// What is to be put back; an entry must meet all that is given.
#[derive(Debug, Clone, Default)]
pub struct RestoreRequest {
    /// The files, as the ledger names them; all if there are none.
    pub files: Vec<PathBuf>,
    /// The ids of rules; all if there are none.
    pub rules: Vec<String>,
    /// Documents by id, or as `path[record]` as in reports; all if there are none.
    pub documents: Vec<String>,
}

impl RestoreRequest {
    /// Whether whole files are put back.
    pub(super) fn is_whole(&self) -> bool {
        self.rules.is_empty() && self.documents.is_empty()
    }

    /// Whether a file, named as in the ledger, is requested.
    pub(super) fn has_file(&self, path: &Path) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| plain_path(file) == path)
    }

    /// Whether an entry is requested.
    pub(super) fn has(&self, entry: &LedgerEntry) -> bool {
        let name = || match entry.record {
            Some(record) => format!("{}[{record}]", entry.path),
            None => entry.path.clone(),
        };
        let is_named =
            |document: &String| Some(document) == entry.id.as_ref() || *document == name();
        (self.rules.is_empty() || self.rules.contains(&entry.rule))
            && (self.documents.is_empty() || self.documents.iter().any(is_named))
    }
}
