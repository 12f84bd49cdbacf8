//! Builds a Parquet file from chunks that are copied from a source file and chunks that were rewritten.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parquet::bloom_filter::Sbbf;
use parquet::column::page::{CompressedPage, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::metadata::page_index::{PageIndexBuilder, PageIndexProvider};
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaDataBuilder, ParquetMetaDataWriter,
    RowGroupMetaData,
};
use parquet::file::page_index::offset_index::OffsetIndexMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};

use crate::io::formats::parquet::error::attempt;
use crate::io::formats::parquet::error::broken;
use crate::io::formats::parquet::rewriter::Rewriter;
use crate::io::formats::parquet::source::MAGIC;
use crate::io::formats::parquet::source::ParquetSource;
use crate::io::formats::piece::Chunk;

/// A file that is built chunk by chunk, in the order of the source.
pub struct Assembly {
    source: Arc<ParquetSource>,
    out: SharedFile,
    /// The next chunk of the source.
    next: Chunk,
    /// The current row group: the byte offset of its start, the chunks written so far, and the numbers of the
    /// columns that were rewritten.
    start: usize,
    columns: Vec<(ColumnChunkMetaData, Option<Sbbf>)>,
    rewritten: Vec<usize>,
    row_groups: Vec<RowGroupMetaData>,
    indexes: PageIndexBuilder,
}

impl Assembly {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(source: Arc<ParquetSource>, file: File) -> io::Result<Self> {
        let out = SharedFile::new(file);
        out.lock().write_all(MAGIC)?;
        let groups = source.metadata.num_row_groups();
        let columns = source.metadata.file_metadata().schema_descr().num_columns();
        let mut indexes = PageIndexBuilder::new(groups, columns);
        indexes.allocate_column_indexes(groups, columns);
        indexes.allocate_offset_indexes(groups, columns);
        Ok(Self {
            source,
            out,
            next: Chunk::default(),
            start: MAGIC.len(),
            columns: Vec::new(),
            rewritten: Vec::new(),
            row_groups: Vec::new(),
            indexes,
        })
    }

    /// Copies all chunks before this one, and starts to rewrite this chunk. Nothing else may be written until
    /// it is [added](Self::add_rewritten).
    ///
    /// # Errors
    /// When the source cannot be read or the file cannot be written.
    pub fn rewrite(&mut self, chunk: Chunk) -> io::Result<Rewriter> {
        self.carry_to(chunk)?;
        Rewriter::new(&self.source, chunk, Box::new(self.out.clone()))
    }

    /// Adds the chunk that was rewritten.
    ///
    /// # Errors
    /// When it cannot be written to its end.
    pub fn add_rewritten(&mut self, rewriter: Rewriter) -> io::Result<()> {
        let written = rewriter.finish()?;
        self.rewritten.push(self.next.column);
        attempt(|| self.add(written))
    }

    /// Copies the remaining chunks, and ends the file.
    ///
    /// # Errors
    /// When the source cannot be read or the file cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        let groups = self.source.metadata.num_row_groups();
        self.carry_to(Chunk {
            row_group: groups,
            column: 0,
        })?;
        let file = self.out.lock().inner().try_clone()?;
        attempt(|| self.write_footer())?;
        // The writer of the footer does not report whether its last bytes were written.
        match ParquetSource::open(file, PageIndexPolicy::Skip) {
            Ok(written) if written.metadata.num_row_groups() == groups => Ok(()),
            _ => Err(io::Error::other(
                "the new file cannot be read; is the disk full?",
            )),
        }
    }

    fn write_footer(self) -> Result<()> {
        let file = self.source.metadata.file_metadata().clone();
        let indexes: Arc<dyn PageIndexProvider> = Arc::new(self.indexes.build());
        let metadata = ParquetMetaDataBuilder::new(file)
            .set_row_groups(self.row_groups)
            .set_page_index(Some(indexes))
            .build();
        ParquetMetaDataWriter::new_with_tracked(self.out.into_inner(), &metadata)
            .with_preserve_page_index_locations(false)
            .finish()
    }

    fn carry_to(&mut self, chunk: Chunk) -> io::Result<()> {
        while self.next < chunk {
            attempt(|| self.carry())?;
        }
        Ok(())
    }

    /// Copies the next chunk: its bytes, and its metadata.
    fn carry(&mut self) -> Result<()> {
        let Chunk { row_group, column } = self.next;
        let source = Arc::clone(&self.source);
        let metadata = source.chunk(self.next);
        let (from, length) = metadata.byte_range();
        let to = self.out.lock().bytes_written() as i64;
        let mut bytes = io::Read::take(source.file.get_read(from)?, length);
        if io::copy(&mut bytes, &mut *self.out.lock())? != length {
            return Err(broken("it became shorter while it was read").into());
        }
        let moved = |offset: i64| offset - from as i64 + to;
        let indexes = source.metadata.page_index_for_row_group(row_group);
        let offsets = indexes.offset_index(column).cloned();
        self.add(ColumnCloseResult {
            bytes_written: length,
            rows_written: source.metadata.row_group(row_group).num_rows() as u64,
            metadata: at_another_place(metadata, moved)?,
            bloom_filter: Sbbf::read_from_column_chunk(metadata, &*source.file)?,
            column_index: indexes.column_index(column).cloned(),
            offset_index: offsets.map(|offsets| OffsetIndexMetaData {
                page_locations: {
                    let mut locations = offsets.page_locations;
                    for location in &mut locations {
                        location.offset = moved(location.offset);
                    }
                    locations
                },
                ..offsets
            }),
        })
    }

    /// Adds a chunk that was written. The last chunk of a row group ends the row group.
    fn add(&mut self, written: ColumnCloseResult) -> Result<()> {
        let Chunk { row_group, column } = self.next;
        if let Some(index) = written.column_index {
            self.indexes.put_column_index(index, row_group, column);
        }
        if let Some(index) = written.offset_index {
            self.indexes.put_offset_index(index, row_group, column);
        }
        self.columns.push((written.metadata, written.bloom_filter));
        self.next.column += 1;
        match self.columns.len() == self.source.metadata.row_group(row_group).num_columns() {
            true => self.end_row_group(),
            false => Ok(()),
        }
    }

    fn end_row_group(&mut self) -> Result<()> {
        let columns = std::mem::take(&mut self.columns).into_iter();
        let columns = columns
            .map(|(metadata, bloom)| with_bloom(metadata, bloom, &mut self.out.lock()))
            .collect::<Result<Vec<_>>>()?;
        let rewritten = std::mem::take(&mut self.rewritten);
        let old = self.source.metadata.row_group(self.next.row_group);
        // Changed texts may sort in another order. So the file is no longer known to be sorted by them.
        let sorting = old.sorting_columns().map(|sorting| {
            let is_as_it_was = |index: i32| !rewritten.contains(&(index as usize));
            let kept = sorting.iter().take_while(|by| is_as_it_was(by.column_idx));
            kept.cloned().collect::<Vec<_>>()
        });
        let size = columns.iter().map(ColumnChunkMetaData::uncompressed_size);
        let row_group = old
            .clone()
            .into_builder()
            .set_total_byte_size(size.sum())
            .set_file_offset(self.start as i64)
            .set_sorting_columns(sorting.filter(|sorting| !sorting.is_empty()))
            .set_column_metadata(columns)
            .build()?;
        self.row_groups.push(row_group);
        self.start = self.out.lock().bytes_written();
        self.next = Chunk {
            row_group: self.next.row_group + 1,
            column: 0,
        };
        Ok(())
    }
}

/// The metadata of a chunk after its bytes moved to another place.
fn at_another_place(
    old: &ColumnChunkMetaData,
    moved: impl Fn(i64) -> i64,
) -> Result<ColumnChunkMetaData> {
    let mut new = ColumnChunkMetaData::builder(old.column_descr_ptr())
        .set_compression_codec(old.compression_codec())
        .set_encodings_mask(*old.encodings_mask())
        .set_total_compressed_size(old.compressed_size())
        .set_total_uncompressed_size(old.uncompressed_size())
        .set_num_values(old.num_values())
        .set_data_page_offset(moved(old.data_page_offset()))
        .set_index_page_offset(old.index_page_offset().map(&moved))
        .set_dictionary_page_offset(old.dictionary_page_offset().map(&moved))
        .set_unencoded_byte_array_data_bytes(old.unencoded_byte_array_data_bytes())
        .set_repetition_level_histogram(old.repetition_level_histogram().cloned())
        .set_definition_level_histogram(old.definition_level_histogram().cloned());
    if let Some(statistics) = old.statistics() {
        new = new.set_statistics(statistics.clone());
    }
    if let Some(statistics) = old.geo_statistics() {
        new = new.set_geo_statistics(Box::new(statistics.clone()));
    }
    if let Some(statistics) = old.page_encoding_stats() {
        new = new.set_page_encoding_stats(statistics.clone());
    }
    new.build()
}

/// Writes the Bloom filter of a chunk, and notes its place in the metadata.
fn with_bloom(
    metadata: ColumnChunkMetaData,
    bloom: Option<Sbbf>,
    out: &mut TrackedWrite<File>,
) -> Result<ColumnChunkMetaData> {
    let Some(bloom) = bloom else {
        return Ok(metadata);
    };
    let start = out.bytes_written();
    bloom.write(&mut *out)?;
    let length = out.bytes_written() - start;
    metadata
        .into_builder()
        .set_bloom_filter_offset(Some(start as i64))
        .set_bloom_filter_length(i32::try_from(length).ok())
        .build()
}

/// A file to which the assembly and the writer of a chunk write in turn.
#[derive(Clone)]
struct SharedFile(Arc<Mutex<TrackedWrite<File>>>);

impl SharedFile {
    fn new(file: File) -> Self {
        Self(Arc::new(Mutex::new(TrackedWrite::new(file))))
    }

    fn lock(&self) -> MutexGuard<'_, TrackedWrite<File>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn into_inner(self) -> TrackedWrite<File> {
        let inner = Arc::into_inner(self.0).expect("the writers of chunks are gone");
        inner.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for SharedFile {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec> {
        SerializedPageWriter::new(&mut *self.lock()).write_page(page)
    }

    fn close(&mut self) -> Result<()> {
        Ok(())
    }
}
