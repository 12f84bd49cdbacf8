//! Pieces of a file, and the documents that a piece holds.

use crate::base::problem::Problem;
use crate::io::formats::origin::Origin;
use crate::text::Document;

/// A piece of a file: a whole text file, a row, what stands between rows, a value of a column.
#[derive(Debug, Default)]
pub struct Piece {
    pub bytes: Vec<u8>,
    pub holds: Holds,
    /// The line of the content that it begins at, from 1; 0 where there are no lines.
    pub line: u64,
    /// Whether a member of a compressed file begins with it, where each record has one.
    pub begins_member: bool,
    /// The column that it stands in, in a file of columns.
    pub chunk: Chunk,
    /// The document that the bytes are the text of, where its other fields stand in other pieces.
    pub document: Option<Box<Document>>,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub enum Holds {
    /// Nothing to judge, such as an empty row or a comma.
    #[default]
    Nothing,
    /// A record, by its position from 0; `None` where the file is the document.
    Record(Option<u64>),
    /// Something that cannot be read; it passes through as it is.
    Bad(Box<Problem>),
}

/// A part of a file of columns: the values of one column for one group of rows. In the order of the
/// file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chunk {
    pub row_group: usize,
    /// The number of the column among all leaves of the schema.
    pub column: usize,
}

/// What a piece was found to hold.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Each document with the place of its text in the bytes of the piece.
    pub documents: Vec<(Document, Origin)>,
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
