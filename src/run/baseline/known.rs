//! The findings that a baseline knows, by document and by what stays the same while lines move.

use std::collections::BTreeMap;

/// How often each finding is known, by document.
pub type KnownFindings = BTreeMap<DocumentKey, BTreeMap<FindingKey, usize>>;

/// A document, by what stays while files grow and rows move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentKey {
    /// From the folder of the baseline on.
    pub path: String,
    pub document: Option<String>,
    pub field: Option<String>,
}

/// A finding in a document, by what stays while lines move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    pub rule: String,
    /// The hash of the folded text.
    pub text: u64,
}
