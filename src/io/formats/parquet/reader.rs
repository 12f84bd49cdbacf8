//! Reads the texts of a Parquet file: row group by row group, column by column, a piece a value.

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
    beside: Vec<(FieldRole, usize)>,
    /// Chunks that are still to be read, each with the number of its text column.
    chunks: std::vec::IntoIter<(Chunk, usize)>,
    at_hand: Option<CurrentChunk>,
    ready: VecDeque<Piece>,
}

/// What a column beside the texts says of a record.
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
    /// The number of the text column.
    text: usize,
    values: Texts,
    /// The columns beside it, in their order.
    beside: Vec<Firsts>,
    /// The number in the file of the record that comes next, and of the first behind the chunk.
    record: u64,
    end: u64,
}

impl ParquetReader {
    /// Finds the columns of a file.
    ///
    /// # Errors
    /// When none of them holds the text.
    pub fn new(
        source: ParquetSource,
        context: Arc<ReadContext>,
        bytes_read: Arc<AtomicU64>,
    ) -> Result<Self, Problem> {
        let names = ColumnNames::new(source.metadata.file_metadata().schema_descr());
        let texts = names.texts(&context)?;
        let beside = beside(&names, &context);
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
            beside,
            chunks: chunks.into_iter(),
            at_hand: None,
            ready: VecDeque::new(),
        })
    }

    fn open(&self, chunk: Chunk, text: usize) -> io::Result<CurrentChunk> {
        let beside = self.beside.iter().map(|&(_, column)| {
            let chunk = Chunk { column, ..chunk };
            attempt(|| self.source.firsts(chunk))
        });
        let (before, from) = self.source.metadata.row_groups().split_at(chunk.row_group);
        let record = before.iter().map(rows).sum();
        Ok(CurrentChunk {
            chunk,
            text,
            values: attempt(|| self.source.texts(chunk))?,
            beside: beside.collect::<io::Result<_>>()?,
            record,
            end: record + rows(&from[0]),
        })
    }

    /// Reads on in a chunk; whether it went on.
    fn read(&mut self, at_hand: &mut CurrentChunk) -> io::Result<bool> {
        let batch = attempt(|| at_hand.values.batch())?;
        let beside = at_hand.beside(batch.records)?;
        let text = &self.texts[at_hand.text];
        let (mut row, mut nth) = (0, 0);
        for (n, slot) in batch.slots().enumerate() {
            (row, nth) = match slot.begins_record {
                true => (row + usize::from(n > 0), 0),
                false => (row, nth + 1),
            };
            let Some(value) = slot.value.map(|value| batch.values[value].data()) else {
                self.ready.push_back(nothing(at_hand.chunk));
                continue;
            };
            let document = Document {
                field: self.label(text, nth),
                record: Some(at_hand.record + row as u64),
                ..self.document(beside.iter().map(|values| values[row].clone()))
            };
            let piece = self.piece(at_hand.chunk, value, document);
            self.ready.push_back(piece);
        }
        at_hand.record += batch.records as u64;
        self.count(at_hand.chunk, batch.records as u64);
        let is_over = batch.records == 0;
        match at_hand.record > at_hand.end || (is_over && at_hand.record < at_hand.end) {
            true => Err(uneven(&text.name)),
            false => Ok(!is_over),
        }
    }

    /// What stands beside a text.
    fn document(&self, values: impl Iterator<Item = Option<String>>) -> Document {
        let mut document = Document {
            path: self.context.path.clone(),
            ..Document::default()
        };
        for ((role, _), value) in self.beside.iter().zip(values) {
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

    /// How a document names its field. Each element of a list has a name of its own, so that the
    /// ledger tells them apart.
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

    /// Counts records of a chunk as bytes of the file: their part of the row group.
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
            let mut at_hand = match self.at_hand.take() {
                Some(at_hand) => at_hand,
                None => match self.chunks.next() {
                    Some((chunk, text)) => self.open(chunk, text)?,
                    None => return Ok(None),
                },
            };
            if self.read(&mut at_hand)? {
                self.at_hand = Some(at_hand);
            }
        }
    }
}

impl CurrentChunk {
    /// What stands beside the texts of the next records, column by column.
    fn beside(&mut self, records: usize) -> io::Result<Vec<Vec<Option<String>>>> {
        let columns = self.beside.iter_mut().map(|column| {
            let values = attempt(|| column.next(records))?;
            match values.len() == records {
                true => Ok(values),
                false => Err(uneven(&column.name())),
            }
        });
        columns.collect()
    }
}

/// The columns that say something of a record.
fn beside(names: &ColumnNames, context: &ReadContext) -> Vec<(FieldRole, usize)> {
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
