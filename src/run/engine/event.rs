//! The events of a run, in the order of the input.

use std::fs::Metadata;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::{Format, InputFile, Layers, Parsed, Parser, Piece};

/// A file that was opened for reading.
pub struct OpenFile {
    pub file: InputFile,
    /// The metadata at the time of opening; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
    pub parser: Arc<dyn Parser>,
}

/// An event of a run.
pub enum Event<V> {
    /// A file was opened.
    Begin(Arc<OpenFile>),
    /// A piece of the file, its parsed content, and the result of the check. The result is `None` if the
    /// piece holds no document.
    Piece(Piece, Parsed, Option<V>),
    /// The file was read to its end.
    End,
    /// The file could not be read to its end.
    Abandoned(Problem),
    /// An input could not be read at all.
    Problem(Problem),
    /// A file was skipped because its format is unknown.
    Skipped,
}
