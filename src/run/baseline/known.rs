//! The findings in a baseline. Their keys stay the same when lines move.

use std::collections::BTreeMap;

/// For each document, how often each finding is in the baseline.
pub type KnownFindings = BTreeMap<DocumentKey, BTreeMap<FindingKey, usize>>;

/// Identifies a document. It stays the same when files grow and rows move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentKey {
    /// The path, relative to the folder of the baseline.
    pub path: String,
    pub document: Option<String>,
    pub field: Option<String>,
}

/// Identifies a finding in a document. It stays the same when lines move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    pub rule: String,
    /// The hash of the folded text.
    pub text: u64,
}
