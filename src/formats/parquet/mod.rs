//! Parquet: a record a row; one or several columns hold text.

use std::fs::File;
use std::io::{self, BufRead};
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::ChunkReader;

use super::{Context, Input, Origin, Parsed, Parser, Piece, Reading, utf8};
use crate::document::Document;
use crate::problem::Problem;
use crate::report;

mod assembly;
mod reader;
mod rewriter;
mod schema;
mod source;
mod writer;

use reader::Columns;
use source::Source;
pub use writer::writer;

/// What a file begins and ends with; an encrypted one with the other.
const MAGIC: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";

/// Opens a file of columns.
pub fn open(input: Input, context: Arc<Context>) -> Result<Reading, Problem> {
    let unreadable = |error| Problem::io(&context.path, "read", &error);
    let file = openable(input.file, input.content, &context)?;
    let source = Source::open(file, PageIndexPolicy::Skip).map_err(unreadable)?;
    let columns = Columns::new(source, Arc::clone(&context), input.bytes_read)?;
    Ok((Box::new(columns), Arc::new(Value)))
}

/// The file, if it is one that can be read from its end.
fn openable(
    file: Option<File>,
    mut content: Box<dyn BufRead + Send>,
    context: &Context,
) -> Result<File, Problem> {
    let problem = |message| Problem::new(&context.path, message);
    let Some(file) = file else {
        return Err(
            problem("Parquet is read from its end, which standard input cannot do")
                .help("write it to a file and name that"),
        );
    };
    let first = file.get_bytes(0, MAGIC.len()).unwrap_or_default();
    if first == MAGIC {
        return Ok(file);
    }
    let is_inside = content
        .fill_buf()
        .is_ok_and(|content| content.starts_with(MAGIC));
    Err(match (is_inside, first == ENCRYPTED) {
        (true, _) => problem("the Parquet file is compressed as a whole")
            .help("decompress it first; Parquet compresses its columns itself"),
        (_, true) => {
            problem("the Parquet file is encrypted").help("decrypt it first; it was left as it was")
        }
        _ => problem("this is not a Parquet file: it does not begin with PAR1")
            .help("check the file, or say what it is with --format; it was left as it was"),
    })
}

/// An error of the format as an error of reading or writing.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::new(io::ErrorKind::InvalidData, other),
        },
        error => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}

/// Makes a document of a value and of what stands beside it in the record.
struct Value;

impl Parser for Value {
    fn parse(&self, piece: &Piece) -> Parsed {
        let Some(beside) = piece.document.as_deref() else {
            return Parsed::default();
        };
        match utf8(&piece.bytes, &report::name(beside)) {
            Err(problem) => problem.into(),
            Ok(text) => {
                let document = Document {
                    text: text.to_owned(),
                    ..beside.clone()
                };
                Parsed {
                    documents: vec![(document, Origin::Plain { start: 0 })],
                    problems: Vec::new(),
                }
            }
        }
    }
}
