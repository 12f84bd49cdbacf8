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

mod buckets;
mod conclude;
mod count;
mod entry;
mod packed;
mod row;
mod sketch;
mod spool;
pub mod table;
mod view;

use std::io;

use rustc_hash::FxHashMap;

use crate::document::Document;

pub use count::Count;
pub use row::{Example, Examples, Kind, Row};
pub use sketch::{Sketch, VERSION};
pub(crate) use view::Known;
pub use view::View;

/// The lines that stand in several documents.
#[derive(Debug, Default)]
pub struct Survey {
    /// By the hash of a line and its source.
    seen: FxHashMap<i64, Seen>,
    /// How many documents each source has.
    sources: FxHashMap<i64, u32>,
    /// The names of the documents that findings may name, by their keys.
    names: FxHashMap<i64, Box<str>>,
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
    examples: Examples,
}

impl Survey {
    /// Surveys documents that are at hand.
    ///
    /// # Errors
    /// When what does not fit into memory cannot be written to a temporary file.
    pub fn of<'d>(documents: impl IntoIterator<Item = &'d Document>) -> io::Result<Self> {
        let mut count = Count::default();
        for document in documents {
            count.add(&Sketch::of(document))?;
        }
        count.conclude()
    }

    /// What it says of the source that a document is from.
    pub fn view(&self, document: &Document) -> View<'_> {
        View::new(self, document)
    }
}
