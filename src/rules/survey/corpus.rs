//! The statistics of a corpus: the lines that occur in several documents.

use rustc_hash::FxHashMap;

use crate::rules::survey::example::Examples;

/// The lines that occur in several documents.
#[derive(Debug, Default)]
pub struct Survey {
    /// By the hash of a line and its source.
    pub(crate) seen: FxHashMap<i64, LineCounts>,
    /// How many documents each source has.
    pub(crate) sources: FxHashMap<i64, u32>,
    /// The names of the documents that findings may name, by their keys.
    pub(crate) names: FxHashMap<i64, Box<str>>,
    /// Lines in fewer documents than this are left out: 2, or more if the memory for lines was not enough.
    pub least: u32,
}

/// In how many documents of a source a line occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Documents that contain the line, or have it as their title.
    pub documents: u32,
    /// Documents whose title it is.
    pub titles: u32,
    /// Documents whose first paragraph it is.
    pub leads: u32,
    /// Some of them. Documents whose title or first paragraph it is come first.
    pub(crate) examples: Examples,
}
