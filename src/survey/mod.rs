//! Corpus-wide evidence: in how many documents of one source a line stands, and as what.
//!
//! A corpus is read twice. First a [`Sketch`] of each document goes into a [`Count`]; what stands in
//! several documents becomes the [`Survey`]. Then each document is judged with its [`View`] of it.
//! Lines are counted by hash, exactly, and a line counts once a document.

mod count;
mod sketch;
mod spool;
mod view;

use std::io;

use rustc_hash::FxHashMap;

use crate::document::Document;

pub use count::Count;
pub use sketch::Sketch;
pub(crate) use view::Known;
pub use view::View;

/// The lines that stand in several documents.
#[derive(Debug, Default)]
pub struct Survey {
    /// By the hash of a line and its source.
    seen: FxHashMap<u64, Seen>,
    /// How many documents each source has.
    sources: FxHashMap<u64, u32>,
    /// The names of the documents that findings may name, by number.
    names: FxHashMap<u32, Box<str>>,
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
    /// The numbers of some of them: those of which it is the title or the first paragraph go first.
    examples: [Option<u32>; 3],
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
