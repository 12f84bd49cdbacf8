//! Rewrites a chunk of texts: reads its values again from the source, and replaces those that a fix changed.

use std::io;
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::bloom_filter::{BITSET_MIN_LENGTH, Sbbf};
use parquet::column::page::{PageReader, PageWriter};
use parquet::column::writer::{ColumnCloseResult, ColumnWriterImpl};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};

use crate::io::formats::parquet::error::attempt;
use crate::io::formats::parquet::error::broken;
use crate::io::formats::parquet::source::{ParquetSource, Slot, Texts, ValueBatch};
use crate::io::formats::piece::Chunk;

/// Rewrites a chunk of texts.
pub struct Rewriter {
    source: Texts,
    /// The current batch of texts, and the slots in it that were not passed yet.
    batch: ValueBatch<ByteArray>,
    slots: std::vec::IntoIter<Slot>,
    column: ColumnWriterImpl<'static, ByteArrayType>,
    bloom: Option<Sbbf>,
}

impl Rewriter {
    /// Begins a chunk with the compression, encoding, page format, statistics and indexes of the chunk in the
    /// source.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn new(source: &ParquetSource, chunk: Chunk, out: Box<dyn PageWriter>) -> io::Result<Self> {
        attempt(|| Self::begin(source, chunk, out))
    }

    fn begin(source: &ParquetSource, chunk: Chunk, out: Box<dyn PageWriter>) -> Result<Self> {
        let metadata = source.chunk(chunk);
        let properties = Arc::new(properties(source, chunk)?);
        let bloom = Sbbf::read_from_column_chunk(metadata, &*source.file)?;
        let empty = |old: Sbbf| Sbbf::new_with_num_of_bytes(old.num_blocks() * BITSET_MIN_LENGTH);
        let mut texts = source.texts(chunk)?;
        let batch = texts.batch()?;
        Ok(Self {
            source: texts,
            slots: batch.slots().collect::<Vec<_>>().into_iter(),
            batch,
            column: ColumnWriterImpl::new(metadata.column_descr_ptr(), properties, out),
            bloom: bloom.map(empty),
        })
    }

    /// Passes the next value: unchanged, or with the bytes in `fixed`.
    ///
    /// # Errors
    /// When it cannot be written, or the source has no more values.
    pub fn pass(&mut self, fixed: Option<&[u8]>) -> io::Result<()> {
        if self.slots.len() == 0 {
            attempt(|| self.turn())?;
        }
        let slot = self.slots.next().ok_or_else(gone)?;
        if let Some(fixed) = fixed {
            let value = slot.value.ok_or_else(gone)?;
            self.batch.values[value] = ByteArray::from(fixed.to_owned());
        }
        Ok(())
    }

    /// Writes the current batch and reads the next one.
    fn turn(&mut self) -> Result<()> {
        let batch = &self.batch;
        if batch.records > 0 {
            let (definitions, repetitions) = (&batch.definitions, &batch.repetitions);
            self.column
                .write_batch(&batch.values, some(definitions), some(repetitions))?;
        }
        if let Some(bloom) = &mut self.bloom {
            batch.values.iter().for_each(|value| bloom.insert(value));
        }
        self.batch = self.source.batch()?;
        self.slots = self.batch.slots().collect::<Vec<_>>().into_iter();
        Ok(())
    }

    /// Writes the rest and ends the chunk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<ColumnCloseResult> {
        while self.batch.records > 0 {
            attempt(|| self.turn())?;
        }
        let written = attempt(|| self.column.close())?;
        Ok(ColumnCloseResult {
            bloom_filter: self.bloom,
            ..written
        })
    }
}

fn some(levels: &[i16]) -> Option<&[i16]> {
    (!levels.is_empty()).then_some(levels)
}

fn gone() -> io::Error {
    broken("it no longer holds the texts that were read from it")
}

/// How a chunk of the source was written.
fn properties(source: &ParquetSource, chunk: Chunk) -> Result<WriterProperties> {
    let metadata = source.chunk(chunk);
    let mut pages = source.pages(chunk)?;
    let has_dictionary = pages.peek_next_page()?.is_some_and(|page| page.is_dict);
    if has_dictionary {
        pages.skip_next_page()?;
    }
    // Only pages of version 2 have their number of rows.
    let is_second = pages
        .peek_next_page()?
        .is_some_and(|page| page.num_rows.is_some());
    let version = match is_second {
        true => WriterVersion::PARQUET_2_0,
        false => WriterVersion::PARQUET_1_0,
    };
    Ok(WriterProperties::builder()
        .set_writer_version(version)
        .set_compression(metadata.compression())
        .set_dictionary_enabled(has_dictionary)
        .set_encoding(encoding(metadata))
        .set_statistics_enabled(statistics(metadata))
        .set_offset_index_disabled(metadata.offset_index_offset().is_none())
        .build())
}

/// The encoding of values that are not in a dictionary.
fn encoding(metadata: &ColumnChunkMetaData) -> Encoding {
    let is_delta = |encoding: &Encoding| {
        matches!(
            encoding,
            Encoding::DELTA_BYTE_ARRAY | Encoding::DELTA_LENGTH_BYTE_ARRAY
        )
    };
    metadata
        .encodings()
        .find(is_delta)
        .unwrap_or(Encoding::PLAIN)
}

fn statistics(metadata: &ColumnChunkMetaData) -> EnabledStatistics {
    match (metadata.column_index_offset(), metadata.statistics()) {
        (Some(_), _) => EnabledStatistics::Page,
        (None, Some(_)) => EnabledStatistics::Chunk,
        (None, None) => EnabledStatistics::None,
    }
}
