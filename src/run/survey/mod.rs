//! Counts the lines of a corpus with bounded memory, and keeps the counts as a table.

mod buckets;
mod conclude;
mod count;
mod entry;
mod packed;
mod row;
mod sketch;
mod spool;
pub mod table;

use std::io;

use crate::rules::survey::Survey;
use crate::text::Document;

pub use count::Count;
pub use row::{Kind, Row};
pub use sketch::Sketch;

/// Makes a survey of documents in memory.
///
/// # Errors
/// When a temporary file, for what does not fit into memory, cannot be written.
pub fn survey_of<'d>(documents: impl IntoIterator<Item = &'d Document>) -> io::Result<Survey> {
    let mut count = Count::default();
    for document in documents {
        count.add(&Sketch::of(document))?;
    }
    count.conclude()
}
