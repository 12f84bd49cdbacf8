//! Shared by the tests of formats: reads bytes piece by piece.

use std::io;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::format::{Input, Parser, Reading};
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::Piece;

/// The pieces of content, and their parser. It checks that the pieces together are the content. The reader
/// gets the content five bytes at a time.
pub fn pieces(
    open: fn(Input, Arc<ReadContext>) -> Result<Reading, Problem>,
    bytes: &[u8],
    context: ReadContext,
) -> (Vec<Piece>, Arc<dyn Parser>) {
    let input = Input {
        content: Box::new(io::BufReader::with_capacity(
            5,
            io::Cursor::new(bytes.to_vec()),
        )),
        file: None,
        bytes_read: Arc::default(),
    };
    let (mut reader, parser) = open(input, Arc::new(context)).unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = reader.next().unwrap() {
        pieces.push(piece);
    }
    let all: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.bytes.clone())
        .collect();
    assert_eq!(all, bytes);
    (pieces, parser)
}
