//! Parquet: each row is a record. One or more columns hold text.

use std::fs::File;
use std::io::BufRead;
use std::sync::Arc;

use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::ChunkReader;

use crate::base::problem::Problem;
use crate::io::formats::format::{Input, Parser, Reading};
use crate::io::formats::options::ReadContext;
use crate::io::formats::origin::Origin;
use crate::io::formats::piece::{Parsed, Piece};
use crate::io::formats::utf8::utf8;
use crate::text::Document;

mod assembly;
pub(crate) mod error;
mod reader;
mod rewriter;
mod schema;
pub(crate) mod source;
mod writer;

use reader::ParquetReader;
use source::{MAGIC, ParquetSource};
pub use writer::writer;

/// The first bytes of an encrypted file.
const ENCRYPTED: &[u8] = b"PARE";

/// Opens a Parquet file.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    let unreadable = |error| Problem::io(&context.path, "read", &error);
    let file = openable(input.file, input.content, &context)?;
    let source = ParquetSource::open(file, PageIndexPolicy::Skip).map_err(unreadable)?;
    let columns = ParquetReader::new(source, Arc::clone(&context), input.bytes_read)?;
    Ok((Box::new(columns), Arc::new(Value)))
}

/// The file, if it is a Parquet file that can be read.
fn openable(
    file: Option<File>,
    mut content: Box<dyn BufRead + Send>,
    context: &ReadContext,
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
            .help("check the file, or name its format with --format; it was left as it was"),
    })
}

/// Makes a document from a text value. The piece holds the other fields of the record.
struct Value;

impl Parser for Value {
    fn parse(&self, piece: &Piece) -> Parsed {
        let Some(template) = piece.document.as_deref() else {
            return Parsed::default();
        };
        match utf8(&piece.bytes, &template.display_name()) {
            Err(problem) => problem.into(),
            Ok(text) => {
                let document = Document {
                    text: text.to_owned(),
                    ..template.clone()
                };
                Parsed {
                    documents: vec![(document, Origin::Plain { start: 0 })],
                    problems: Vec::new(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::io::formats::options::Fields;

    const SCHEMA: &str = "message news {
        required int64 id;
        optional group texts (list) {
            repeated group list {
                optional binary element (string);
            }
        }
    }";

    fn file(has_dictionary: bool) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(parquet::basic::Compression::SNAPPY)
            .set_dictionary_enabled(has_dictionary)
            .build();
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut group = file.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            match column.untyped() {
                ColumnWriter::Int64ColumnWriter(ids) => ids.write_batch(&[1, 2, 3], None, None),
                ColumnWriter::ByteArrayColumnWriter(texts) => {
                    let values = ["one", "two", "two"].map(ByteArray::from);
                    texts.write_batch(&values, Some(&[3, 3, 2, 0, 3]), Some(&[0, 1, 1, 0, 0]))
                }
                _ => unreachable!(),
            }
            .unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        file.close().unwrap();
        bytes
    }

    /// Reads a file to its end or to an error. Returns the number of texts in it.
    fn read(bytes: &[u8]) -> Result<usize, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let input = Input {
            content: Box::new(std::io::Cursor::new(bytes.to_vec())),
            file: Some(file),
            bytes_read: Arc::default(),
        };
        let context = ReadContext {
            path: "x.parquet".into(),
            fields: Arc::new(Fields {
                texts: vec!["texts".into()],
                id: "id".into(),
                ..Fields::default()
            }),
            max_record: 1 << 20,
            ..ReadContext::default()
        };
        let (mut reader, parser) =
            open(input, Arc::new(context)).map_err(|error| error.to_string())?;
        let mut texts = 0;
        while let Some(piece) = reader.next().map_err(|error| error.to_string())? {
            texts += parser.parse(&piece).documents.len();
        }
        Ok(texts)
    }

    #[test]
    fn damage_anywhere_is_an_error_and_no_panic() {
        for whole in [file(false), file(true)] {
            assert_eq!(read(&whole), Ok(3));
            for at in 0..whole.len() {
                for damage in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                    let mut bytes = whole.clone();
                    bytes[at] = if damage == 0x01 {
                        bytes[at] ^ damage
                    } else {
                        damage
                    };
                    let _ = read(&bytes);
                }
                assert!(read(&whole[..at]).is_err());
            }
        }
    }
}
