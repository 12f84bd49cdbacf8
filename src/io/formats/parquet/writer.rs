//! Writes a Parquet file with the fixed texts. Only chunks in which a text changed are rewritten. All other
//! chunks are copied.

use std::fs::File;
use std::io::{self, Seek};
use std::sync::Arc;

use parquet::file::metadata::PageIndexPolicy;

use crate::io::formats::format::{Writer, WriterSetup};
use crate::io::formats::parquet::assembly::Assembly;
use crate::io::formats::parquet::rewriter::Rewriter;
use crate::io::formats::parquet::source::ParquetSource;
use crate::io::formats::piece::{Chunk, Piece};

struct ParquetWriter {
    source: Arc<ParquetSource>,
    out: File,
    /// The new file, once a text changed.
    assembly: Option<Assembly>,
    /// The current chunk.
    chunk: Chunk,
    /// The number of its pieces so far.
    passed: usize,
    /// Its writer, once one of its pieces changed.
    rewriter: Option<Rewriter>,
}

/// Makes a writer that writes the texts of pieces. The rest of the file is like the source.
pub fn writer(setup: WriterSetup) -> io::Result<Box<dyn Writer>> {
    let source = ParquetSource::open(File::open(&setup.source)?, PageIndexPolicy::Optional)?;
    Ok(Box::new(ParquetWriter {
        source: Arc::new(source),
        out: setup.out,
        assembly: None,
        chunk: Chunk::default(),
        passed: 0,
        rewriter: None,
    }))
}

impl ParquetWriter {
    fn assembly(&mut self) -> io::Result<&mut Assembly> {
        if self.assembly.is_none() {
            let source = Arc::clone(&self.source);
            self.assembly = Some(Assembly::new(source, self.out.try_clone()?)?);
        }
        Ok(self.assembly.as_mut().expect("made above"))
    }

    /// Starts to rewrite the current chunk, with its pieces so far.
    fn rewrite(&mut self) -> io::Result<Rewriter> {
        let chunk = self.chunk;
        let mut rewriter = self.assembly()?.rewrite(chunk)?;
        for _ in 0..self.passed {
            rewriter.pass(None)?;
        }
        Ok(rewriter)
    }

    fn end_chunk(&mut self) -> io::Result<()> {
        self.passed = 0;
        match self.rewriter.take() {
            Some(rewriter) => self.assembly()?.add_rewritten(rewriter),
            None => Ok(()),
        }
    }
}

impl Writer for ParquetWriter {
    fn write(&mut self, piece: &Piece, fixed: Option<&[u8]>) -> io::Result<()> {
        if piece.chunk != self.chunk {
            self.end_chunk()?;
            self.chunk = piece.chunk;
        }
        if fixed.is_some() && self.rewriter.is_none() {
            self.rewriter = Some(self.rewrite()?);
        }
        if let Some(rewriter) = &mut self.rewriter {
            rewriter.pass(fixed)?;
        }
        self.passed += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.end_chunk()?;
        if let Some(assembly) = self.assembly {
            return assembly.finish();
        }
        let mut source = &*self.source.file;
        source.rewind()?;
        io::copy(&mut source, &mut self.out).map(drop)
    }
}
