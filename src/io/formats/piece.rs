//! Pieces of a file, and the documents in them.

use crate::base::problem::Problem;
use crate::io::formats::origin::Origin;
use crate::text::Document;

/// A piece of a file: a whole text file, a row, the bytes between rows, or a value of a column.
#[derive(Debug, Default)]
pub struct Piece {
    pub bytes: Vec<u8>,
    pub holds: Holds,
    /// The line of the content where the piece begins, counted from 1; 0 if the format has no lines.
    pub line: u64,
    /// Whether a member of the compressed file begins with this piece, in formats that write each record as
    /// a member.
    pub begins_member: bool,
    /// The column chunk of the piece, in a Parquet file.
    pub chunk: Chunk,
    /// The document whose text the bytes are, if its other fields are in other places of the file.
    pub document: Option<Box<Document>>,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub enum Holds {
    /// Nothing to check, such as an empty row or a comma.
    #[default]
    Nothing,
    /// A record, with its number counted from 0; `None` if the file is the document.
    Record(Option<u64>),
    /// Something that cannot be read. It passes through unchanged.
    Bad(Box<Problem>),
}

/// A chunk of a Parquet file: the values of one column in one row group. Chunks sort in the order of the
/// file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chunk {
    /// The number of the row group, counted from 0.
    pub row_group: usize,
    /// The number of the column among all leaves of the schema, counted from 0.
    pub column: usize,
}

/// The parsed content of a piece.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Each document with the place of its text in the bytes of the piece.
    pub documents: Vec<(Document, Origin)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl From<Problem> for Parsed {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }
}
