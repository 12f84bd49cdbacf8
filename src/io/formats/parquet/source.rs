//! Reads a Parquet file: its metadata, and the values of its column chunks in batches.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::basic::SortOrder;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::Result;
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData,
};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;

use crate::io::formats::parquet::error::{attempt, broken};
use crate::io::formats::piece::Chunk;

/// The size of a batch: in bytes, and in records.
const BATCH_BYTES: i64 = 1 << 20;
const BATCH_RECORDS: i64 = 256;

/// The first and last bytes of a file that is not encrypted.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// A Parquet file that is read.
pub struct ParquetSource {
    pub file: Arc<File>,
    pub metadata: ParquetMetaData,
}

impl ParquetSource {
    /// Reads the metadata of a file.
    ///
    /// # Errors
    /// When it cannot be read, or does not fit the file.
    pub fn open(file: File, indexes: PageIndexPolicy) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let reader = ParquetMetaDataReader::new().with_page_index_policy(indexes);
        let metadata = attempt(|| reader.parse_and_finish(&file))?;
        let mut groups = metadata.row_groups().iter();
        match groups.all(|group| fits(group, length)) {
            true => Ok(Self {
                file: Arc::new(file),
                metadata,
            }),
            false => Err(broken(
                "its metadata names columns that are not in the file",
            )),
        }
    }

    /// The metadata of a chunk.
    pub fn chunk(&self, chunk: Chunk) -> &ColumnChunkMetaData {
        self.metadata
            .row_group(chunk.row_group)
            .column(chunk.column)
    }

    /// The pages of a chunk.
    pub fn pages(&self, chunk: Chunk) -> Result<SerializedPageReader<File>> {
        let rows = self.metadata.row_group(chunk.row_group).num_rows();
        let file = Arc::clone(&self.file);
        SerializedPageReader::new(file, self.chunk(chunk), rows as usize, None)
    }

    /// The texts of a chunk. Its column must be of byte arrays.
    pub fn texts(&self, chunk: Chunk) -> Result<Texts> {
        let metadata = self.chunk(chunk);
        let a_value = metadata.uncompressed_size() / metadata.num_values().max(1);
        let records = (BATCH_BYTES / a_value.max(1)).clamp(1, BATCH_RECORDS);
        let pages = Box::new(self.pages(chunk)?);
        Ok(Texts {
            column: metadata.column_descr_ptr(),
            reader: ColumnReaderImpl::new(metadata.column_descr_ptr(), pages),
            records: records as usize,
        })
    }

    /// The first value of each record of a chunk.
    pub fn firsts(&self, chunk: Chunk) -> Result<Firsts> {
        let column = self.chunk(chunk).column_descr_ptr();
        let pages = Box::new(self.pages(chunk)?);
        Ok(Firsts {
            reader: get_column_reader(Arc::clone(&column), pages),
            column,
        })
    }
}

/// Whether the columns of a row group are inside a file of this length, in bytes.
fn fits(group: &RowGroupMetaData, length: u64) -> bool {
    let is_inside = |chunk: &ColumnChunkMetaData| {
        let start = chunk
            .dictionary_page_offset()
            .unwrap_or_else(|| chunk.data_page_offset());
        let end = start.checked_add(chunk.compressed_size());
        // The first four bytes are the magic number. Some programs write 0 for "no dictionary".
        start >= 4
            && chunk.compressed_size() >= 0
            && chunk.data_page_offset() >= start
            && end.is_some_and(|end| end as u64 <= length)
            && chunk.file_path().is_none()
    };
    group.num_rows() >= 0
        && group.num_columns() == group.schema_descr().num_columns()
        && group.columns().iter().all(is_inside)
}

/// Reads a chunk of texts batch by batch.
pub struct Texts {
    column: ColumnDescPtr,
    reader: ColumnReaderImpl<ByteArrayType>,
    /// The number of records in a batch.
    records: usize,
}

impl Texts {
    /// The next texts; empty at the end of the chunk.
    pub fn batch(&mut self) -> Result<ValueBatch<ByteArray>> {
        read(&mut self.reader, &self.column, self.records)
    }
}

/// The values of some records, as a column stores them.
pub struct ValueBatch<T> {
    pub records: usize,
    /// The definition level of each slot; empty if the column is required.
    pub definitions: Vec<i16>,
    /// The repetition level of each slot, which is 0 if it begins a record; empty if nothing repeats.
    pub repetitions: Vec<i16>,
    /// The values of the slots that hold one.
    pub values: Vec<T>,
    slots: usize,
    full: i16,
}

/// A slot of a batch.
pub struct Slot {
    pub begins_record: bool,
    /// The number of its value in the batch, counted from 0; `None` for a null or an empty list.
    pub value: Option<usize>,
}

impl<T> ValueBatch<T> {
    fn is_of_whole_records(&self) -> bool {
        let begun = self.slots().filter(|slot| slot.begins_record).count();
        begun == self.records && self.slots().next().is_none_or(|slot| slot.begins_record)
    }

    /// The slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        let mut values = 0..;
        (0..self.slots).map(move |at| {
            let is_value = self
                .definitions
                .get(at)
                .is_none_or(|&level| level == self.full);
            Slot {
                begins_record: self.repetitions.get(at).is_none_or(|&level| level == 0),
                value: is_value.then(|| values.next()).flatten(),
            }
        })
    }
}

fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    column: &ColumnDescPtr,
    records: usize,
) -> Result<ValueBatch<T::T>> {
    let mut batch = ValueBatch {
        records: 0,
        definitions: Vec::new(),
        repetitions: Vec::new(),
        values: Vec::new(),
        slots: 0,
        full: column.max_def_level(),
    };
    (batch.records, _, batch.slots) = reader.read_records(
        records,
        Some(&mut batch.definitions),
        Some(&mut batch.repetitions),
        &mut batch.values,
    )?;
    match batch.is_of_whole_records() {
        true => Ok(batch),
        false => Err(broken("its levels do not fit its records").into()),
    }
}

/// Reads the first values of records as text.
pub struct Firsts {
    column: ColumnDescPtr,
    reader: ColumnReader,
}

impl Firsts {
    /// The path of the column, for messages.
    pub fn name(&self) -> String {
        self.column.path().string()
    }

    /// The first value of each of the next records. At the end there may be fewer than `records`.
    pub fn next(&mut self, records: usize) -> Result<Vec<Option<String>>> {
        let column = &self.column;
        let is_unsigned = column.sort_order() == SortOrder::UNSIGNED;
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => first(reader, column, records, show),
            ColumnReader::Int32ColumnReader(reader) => first(reader, column, records, |value| {
                let unsigned = u32::from_ne_bytes(value.to_ne_bytes());
                if is_unsigned {
                    show(&unsigned)
                } else {
                    show(value)
                }
            }),
            ColumnReader::Int64ColumnReader(reader) => first(reader, column, records, |value| {
                let unsigned = u64::from_ne_bytes(value.to_ne_bytes());
                if is_unsigned {
                    show(&unsigned)
                } else {
                    show(value)
                }
            }),
            ColumnReader::Int96ColumnReader(reader) => first(reader, column, records, |_| None),
            ColumnReader::FloatColumnReader(reader) => first(reader, column, records, show),
            ColumnReader::DoubleColumnReader(reader) => first(reader, column, records, show),
            ColumnReader::ByteArrayColumnReader(reader) => {
                first(reader, column, records, |value| text(value.data()))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                first(reader, column, records, |value| text(value.data()))
            }
        }
    }
}

fn show(value: &impl ToString) -> Option<String> {
    Some(value.to_string())
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn first<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    column: &ColumnDescPtr,
    records: usize,
    show: impl Fn(&T::T) -> Option<String>,
) -> Result<Vec<Option<String>>> {
    let batch = read(reader, column, records)?;
    let mut firsts = Vec::with_capacity(batch.records);
    for slot in batch.slots().filter(|slot| slot.begins_record) {
        firsts.push(slot.value.and_then(|value| show(&batch.values[value])));
    }
    Ok(firsts)
}
