//! Reads the texts of a Parquet file by row group and column. Each value is a piece.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::file::metadata::RowGroupMetaData;

use crate::base::problem::Problem;
use crate::io::formats::format::Reader;
use crate::io::formats::options::ReadContext;
use crate::io::formats::parquet::error::attempt;
use crate::io::formats::parquet::error::broken;
use crate::io::formats::parquet::schema::{ColumnNames, TextColumn};
use crate::io::formats::parquet::source::{Firsts, ParquetSource, Texts};
use crate::io::formats::piece::{Chunk, Holds, Piece};
use crate::text::Document;

/// Reads the texts of a Parquet file.
pub struct ParquetReader {
    source: ParquetSource,
    context: Arc<ReadContext>,
    bytes_read: Arc<AtomicU64>,
    texts: Vec<TextColumn>,
    other_fields: Vec<(FieldRole, usize)>,
    /// The chunks that were not read yet, each with the number of its text column (from 0).
    chunks: std::vec::IntoIter<(Chunk, usize)>,
    current: Option<CurrentChunk>,
    ready: VecDeque<Piece>,
}

/// What a column without texts holds for its record.
enum FieldRole {
    Id,
    Language,
    ParquetSource,
    Title,
    Field(String),
}

/// The chunk that is being read.
struct CurrentChunk {
    chunk: Chunk,
    /// The number of the text column, counted from 0.
    text: usize,
    values: Texts,
    /// The columns with the other fields of the records, in the order of the reader.
    other_fields: Vec<Firsts>,
    /// The number of the next record in the file, and of the first record after the chunk, counted from 0.
    record: u64,
    end: u64,
}

impl ParquetReader {
    /// Finds the columns of a file.
    ///
    /// # Errors
    /// When no column has the text.
    pub fn new(
        source: ParquetSource,
        context: Arc<ReadContext>,
        bytes_read: Arc<AtomicU64>,
    ) -> Result<Self, Problem> {
        let names = ColumnNames::new(source.metadata.file_metadata().schema_descr());
        let texts = names.texts(&context)?;
        let other_fields = other_fields(&names, &context);
        let chunks: Vec<_> = (0..source.metadata.num_row_groups())
            .flat_map(|row_group| {
                let columns = texts.iter().map(|text| text.column).enumerate();
                columns.map(move |(text, column)| (Chunk { row_group, column }, text))
            })
            .collect();
        Ok(Self {
            source,
            context,
            bytes_read,
            texts,
            other_fields,
            chunks: chunks.into_iter(),
            current: None,
            ready: VecDeque::new(),
        })
    }

    fn open(&self, chunk: Chunk, text: usize) -> io::Result<CurrentChunk> {
        let other_fields = self.other_fields.iter().map(|&(_, column)| {
            let chunk = Chunk { column, ..chunk };
            attempt(|| self.source.firsts(chunk))
        });
        let (before, from) = self.source.metadata.row_groups().split_at(chunk.row_group);
        let record = before.iter().map(rows).sum();
        Ok(CurrentChunk {
            chunk,
            text,
            values: attempt(|| self.source.texts(chunk))?,
            other_fields: other_fields.collect::<io::Result<_>>()?,
            record,
            end: record + rows(&from[0]),
        })
    }

    /// Reads the next batch of a chunk. Returns false at the end of the chunk.
    fn read(&mut self, current: &mut CurrentChunk) -> io::Result<bool> {
        let batch = attempt(|| current.values.batch())?;
        let other_fields = current.other_fields(batch.records)?;
        let text = &self.texts[current.text];
        let (mut row, mut nth) = (0, 0);
        for (n, slot) in batch.slots().enumerate() {
            (row, nth) = match slot.begins_record {
                true => (row + usize::from(n > 0), 0),
                false => (row, nth + 1),
            };
            let Some(value) = slot.value.map(|value| batch.values[value].data()) else {
                self.ready.push_back(nothing(current.chunk));
                continue;
            };
            let document = Document {
                field: self.label(text, nth),
                record: Some(current.record + row as u64),
                ..self.document(other_fields.iter().map(|values| values[row].clone()))
            };
            let piece = self.piece(current.chunk, value, document);
            self.ready.push_back(piece);
        }
        current.record += batch.records as u64;
        self.count(current.chunk, batch.records as u64);
        let is_over = batch.records == 0;
        match current.record > current.end || (is_over && current.record < current.end) {
            true => Err(uneven(&text.name)),
            false => Ok(!is_over),
        }
    }

    /// A document with the other fields of a record, still without its text.
    fn document(&self, values: impl Iterator<Item = Option<String>>) -> Document {
        let mut document = Document {
            path: self.context.path.clone(),
            ..Document::default()
        };
        for ((role, _), value) in self.other_fields.iter().zip(values) {
            match (role, value) {
                (FieldRole::Id, value) => document.id = value,
                (FieldRole::Language, value) => document.language = value,
                (FieldRole::ParquetSource, value) => document.source = value,
                (FieldRole::Title, value) => document.title = value,
                (FieldRole::Field(name), Some(value)) => {
                    document.fields.insert(name.clone(), value);
                }
                (FieldRole::Field(_), None) => {}
            }
        }
        document
    }

    /// The name of the field in a document. Each element of a list has its own name, so that the ledger can
    /// distinguish them. Elements are counted from 0.
    fn label(&self, text: &TextColumn, nth: usize) -> Option<String> {
        match text.is_list {
            true => Some(format!("{}[{nth}]", text.name)),
            false => self.context.fields.label(&text.name),
        }
    }

    fn piece(&self, chunk: Chunk, value: &[u8], document: Document) -> Piece {
        if value.len() > self.context.max_record {
            let problem = self.context.too_large(document.display_name(), "the text");
            return Piece {
                holds: Holds::Bad(Box::new(problem)),
                ..nothing(chunk)
            };
        }
        Piece {
            bytes: value.to_owned(),
            holds: Holds::Record(document.record),
            document: Some(Box::new(document)),
            ..nothing(chunk)
        }
    }

    /// Adds records of a chunk to the bytes that were read: their share of the row group.
    fn count(&self, chunk: Chunk, records: u64) {
        let group = self.source.metadata.row_group(chunk.row_group);
        let bytes = group.compressed_size().max(0) as u128 * u128::from(records);
        let parts = rows(group) as u128 * self.texts.len() as u128;
        let bytes = bytes / parts.max(1);
        self.bytes_read.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Reader for ParquetReader {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Ok(Some(piece));
            }
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match self.chunks.next() {
                    Some((chunk, text)) => self.open(chunk, text)?,
                    None => return Ok(None),
                },
            };
            if self.read(&mut current)? {
                self.current = Some(current);
            }
        }
    }
}

impl CurrentChunk {
    /// The other fields of the next records, column by column.
    fn other_fields(&mut self, records: usize) -> io::Result<Vec<Vec<Option<String>>>> {
        let columns = self.other_fields.iter_mut().map(|column| {
            let values = attempt(|| column.next(records))?;
            match values.len() == records {
                true => Ok(values),
                false => Err(uneven(&column.name())),
            }
        });
        columns.collect()
    }
}

/// The columns with the other fields of records.
fn other_fields(names: &ColumnNames, context: &ReadContext) -> Vec<(FieldRole, usize)> {
    let fields = &context.fields;
    let one = |role: FieldRole, name: &String| Some((role, names.find(name)?));
    let id = one(FieldRole::Id, &fields.id);
    let language = fields.language.as_ref();
    let language = language.and_then(|name| one(FieldRole::Language, name));
    let source = one(FieldRole::ParquetSource, &fields.source);
    let title = one(FieldRole::Title, &fields.title);
    let wanted = fields.wanted.iter();
    let wanted = wanted.filter_map(|name| one(FieldRole::Field(name.clone()), name));
    let facts = [id, language, source, title];
    facts.into_iter().flatten().chain(wanted).collect()
}

/// A piece without a text, such as a null.
fn nothing(chunk: Chunk) -> Piece {
    Piece {
        chunk,
        ..Piece::default()
    }
}

fn rows(group: &RowGroupMetaData) -> u64 {
    group.num_rows() as u64
}

fn uneven(column: &str) -> io::Error {
    broken(&format!(
        "the column `{column}` has more or fewer values than there are records"
    ))
}
