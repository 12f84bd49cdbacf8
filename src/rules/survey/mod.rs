//! Corpus-wide evidence: in how many documents of one source a line stands, and as what.
//!
//! A corpus is read twice. First a [`Sketch`] of each document goes into a [`Count`], which gives
//! the [`Row`]s of the corpus; what stands in several documents becomes the [`Survey`]. Then each
//! document is judged with its [`View`] of it. Lines are counted by hash, exactly, and a line counts
//! once a document.
//!
//! Rows of one key add up. So a [`table`] of all rows keeps a survey for later, tables of parts of a
//! corpus merge, and whatever can add can count: the rows of each document, grouped by their keys,
//! are the rows of the corpus.

pub(crate) mod example;
pub(crate) mod keys;
mod view;

use rustc_hash::FxHashMap;

use crate::text::Document;

pub use example::{Example, Examples};
pub use keys::VERSION;
pub(crate) use view::Known;
pub use view::View;

/// The lines that stand in several documents.
#[derive(Debug, Default)]
pub struct Survey {
    /// By the hash of a line and its source.
    pub(crate) seen: FxHashMap<i64, Seen>,
    /// How many documents each source has.
    pub(crate) sources: FxHashMap<i64, u32>,
    /// The names of the documents that findings may name, by their keys.
    pub(crate) names: FxHashMap<i64, Box<str>>,
    /// Lines in fewer documents than this are not known: 2, or more where the memory for lines
    /// did not suffice.
    pub least: u32,
}

/// A line that stands in several documents of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Documents that hold the line, or have it as their title.
    pub documents: u32,
    /// Documents of which it is the title.
    pub titles: u32,
    /// Documents of which it is the first paragraph.
    pub leads: u32,
    /// Some of them: those of which it is the title or the first paragraph go first.
    pub(crate) examples: Examples,
}

impl Survey {
    /// What it says of the source that a document is from.
    pub fn view(&self, document: &Document) -> View<'_> {
        View::new(self, document)
    }
}
