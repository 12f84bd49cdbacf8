//! What happens in a run, in the order of the input.

use std::fs::Metadata;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::{Format, InputFile, Layers, Parsed, Parser, Piece};

/// A file of which reading began.
pub struct OpenFile {
    pub file: InputFile,
    /// As it was when opened; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
    pub parser: Arc<dyn Parser>,
}

/// What happens in a run, in the order of the input.
pub enum Event<V> {
    Begin(Arc<OpenFile>),
    /// A piece of the file, what was found to stand in it, and the verdict where that are documents.
    Piece(Piece, Parsed, Option<V>),
    /// The file was read to its end.
    End,
    /// The file could not be read to its end.
    Abandoned(Problem),
    /// An input could not be read at all.
    Problem(Problem),
    /// A file whose format nothing tells was passed over.
    Skipped,
}
