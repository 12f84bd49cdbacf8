//! What an input format provides: a reader, a parser and a writer.

use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::base::problem::Problem;
use crate::io::formats::layers::Layers;
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Parsed, Piece};

/// An input format, as the registry lists it.
pub struct Format {
    /// The name for `--format`.
    pub name: &'static str,
    /// A short description.
    pub about: &'static str,
    /// The file name extensions of the format, without the dot and in lower case. The extension of a
    /// compression may follow.
    pub extensions: &'static [&'static str],
    /// Whether content that begins with these bytes certainly has this format.
    pub(super) is_start: fn(&[u8]) -> bool,
    /// Opens content of this format.
    pub(super) open: fn(Input, Arc<ReadContext>) -> Result<Reading, Problem>,
    /// Makes the writer of a file of this format.
    pub(super) writer: fn(WriterSetup) -> io::Result<Box<dyn Writer>>,
    /// Whether a file consists of just the bytes of its pieces. Then the edits in a ledger are enough to
    /// restore it. Otherwise a copy of the file is kept.
    pub is_its_bytes: bool,
}

impl Format {
    /// Starts to read content of this format.
    ///
    /// # Errors
    /// When the content cannot have this format.
    pub fn read(&self, input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
        (self.open)(input, context)
    }

    /// Makes the writer of a file of this format.
    ///
    /// # Errors
    /// When the old file cannot be read.
    pub fn writer(&self, setup: WriterSetup) -> io::Result<Box<dyn Writer>> {
        (self.writer)(setup)
    }
}

/// The content of a file, for a reader.
pub struct Input {
    /// The content, decompressed and decoded to UTF-8.
    pub content: Box<dyn BufRead + Send>,
    /// The file, for formats that do not read from start to end; `None` for standard input.
    pub file: Option<std::fs::File>,
    /// The number of bytes of files that were read. Formats that read `file` themselves add to it.
    pub bytes_read: Arc<AtomicU64>,
}

/// A file that is being read: its reader, and the parser of its pieces.
pub type Reading = (Box<dyn Reader>, Arc<dyn Parser>);

/// Reads a file piece by piece, in bounded memory.
pub trait Reader: Send {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn next(&mut self) -> io::Result<Option<Piece>>;
}

/// Parses pieces into documents, on any thread.
pub trait Parser: Send + Sync {
    /// The documents of a piece that holds a record, in the order in which they occur.
    fn parse(&self, piece: &Piece) -> Parsed;

    /// Updates the bytes of a piece after its texts were rewritten: corrects what depends on the texts, such
    /// as lengths in a header.
    ///
    /// # Errors
    /// When this is not possible; the piece then stays as it was.
    fn mend(&self, piece: &Piece, rewritten: Vec<u8>) -> Result<Vec<u8>, Problem> {
        let _ = piece;
        Ok(rewritten)
    }
}

/// Writes the pieces of a file to a new file, in the order in which they were read.
pub trait Writer: Send {
    /// Writes a piece: unchanged, or with the bytes in `fixed`.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&mut self, piece: &Piece, fixed: Option<&[u8]>) -> io::Result<()>;

    /// Writes the rest and ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// What a writer needs: where to write, and what to copy from.
pub struct WriterSetup {
    /// The new file.
    pub out: std::fs::File,
    /// The compression and encoding of the new file.
    pub layers: Layers,
    /// The old file.
    pub source: std::path::PathBuf,
}
