//! Writes a Parquet file with the texts that fixes left. Only chunks in which a text changed are
//! written anew; everything else is carried over as it is.

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
    /// Once a text changed.
    assembly: Option<Assembly>,
    /// The chunk at hand: its pieces that passed, and its writer once one of them changed.
    chunk: Chunk,
    passed: usize,
    rewriter: Option<Rewriter>,
}

/// Writes the texts of pieces into a file that else is like the source.
pub fn writer(way: WriterSetup) -> io::Result<Box<dyn Writer>> {
    let source = ParquetSource::open(File::open(&way.source)?, PageIndexPolicy::Optional)?;
    Ok(Box::new(ParquetWriter {
        source: Arc::new(source),
        out: way.out,
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

    /// Begins the chunk at hand anew, with the pieces of it that passed.
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
            Some(rewriter) => self.assembly()?.add_anew(rewriter),
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
