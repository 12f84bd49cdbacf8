//! Writes the table of a survey.

use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::io::files::write_in_one_step;
use crate::io::formats::parquet::error::attempt;
use crate::run::survey::row::Row;
use crate::run::survey::table::columns::{KIND, NAME, NUMBERS, SCHEMA};
use crate::run::survey::table::stamp::Stamp;

/// The number of rows in a row group. They are kept in memory and take about 80 bytes each.
const GROUP: usize = 1 << 18;

/// Writes a table row by row. The same rows always give the same bytes.
pub struct Writer<W: io::Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Vec<Row>,
}

/// Writes a table in one step: at any moment the file is the old one or the new one.
///
/// # Errors
/// When it cannot be written, and the errors of `fill`. An old file then stays.
pub fn write<E: From<io::Error>>(
    path: &Path,
    stamp: &Stamp,
    fill: impl FnOnce(&mut dyn FnMut(Row) -> io::Result<()>) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    write_in_one_step(path, |out| {
        let mut writer = Writer::new(out, stamp)?;
        fill(&mut |row| writer.push(row))?;
        Ok(writer.finish()?)
    })
}

impl<W: io::Write + Send> Writer<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, stamp: &Stamp) -> io::Result<Self> {
        let file = attempt(|| {
            let schema = Arc::new(parse_message_type(SCHEMA)?);
            SerializedFileWriter::new(out, schema, Arc::new(properties(stamp)?))
        })?;
        Ok(Self {
            file,
            rows: Vec::new(),
        })
    }

    /// Adds a row. Rows must come in the order of their keys, each key once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn push(&mut self, row: Row) -> io::Result<()> {
        self.rows.push(row);
        match self.rows.len() == GROUP {
            true => self.end_group(),
            false => Ok(()),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written to its end.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.end_group()?;
        }
        attempt(|| self.file.into_inner())?.flush()
    }

    fn end_group(&mut self) -> io::Result<()> {
        attempt(|| {
            let mut group = self.file.next_row_group()?;
            let rows = &self.rows;
            write_column::<ByteArrayType>(&mut group, rows, |row| Some(row.kind.name().into()))?;
            for (_, number) in NUMBERS {
                write_column::<Int64Type>(&mut group, rows, number)?;
            }
            let name = |row: &Row| row.name.as_deref().map(ByteArray::from);
            write_column::<ByteArrayType>(&mut group, rows, name)?;
            group.close()?;
            Ok(())
        })?;
        self.rows.clear();
        Ok(())
    }
}

/// Writes the next column of a row group.
fn write_column<D: DataType>(
    group: &mut SerializedRowGroupWriter<impl io::Write + Send>,
    rows: &[Row],
    value: impl Fn(&Row) -> Option<D::T>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else {
        return Ok(());
    };
    let levels: Vec<i16> = rows.iter().map(|row| value(row).is_some().into()).collect();
    let values: Vec<D::T> = rows.iter().filter_map(value).collect();
    column
        .typed::<D>()
        .write_batch(&values, Some(&levels), None)?;
    column.close()
}

fn properties(stamp: &Stamp) -> Result<WriterProperties> {
    let metadata = stamp.metadata().into_iter();
    let by = |column_idx| SortingColumn {
        column_idx,
        descending: false,
        nulls_first: false,
    };
    let column = |name: &str| ColumnPath::from(name);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(
            metadata
                .map(|(key, value)| KeyValue::new(key.to_owned(), value))
                .collect(),
        ))
        .set_sorting_columns(Some(vec![by(0), by(1)]))
        // Hashes do not repeat, but the differences between sorted hashes are smaller than the hashes.
        .set_column_encoding(column("h"), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column(KIND), true);
    let examples = NUMBERS.iter().map(|(name, _)| *name);
    let examples = examples.filter(|name| name.starts_with("example_"));
    for hashed in examples.chain(["h", NAME]) {
        properties = properties.set_column_dictionary_enabled(column(hashed), false);
    }
    Ok(properties.build())
}
