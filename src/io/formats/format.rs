//! What an input format provides: a reader, a parser and a writer.

use std::io::{self, BufRead};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::base::problem::Problem;
use crate::io::formats::layers::Layers;
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Parsed, Piece};

/// A format, as the registry lists it.
pub struct Format {
    /// The name for `--format`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Endings of file names that tell the format, without the dot, in lower case; the ending of a
    /// compression may follow.
    pub extensions: &'static [&'static str],
    /// Whether content that begins so is of this format for sure.
    pub(super) is_start: fn(&[u8]) -> bool,
    pub(super) open: fn(Input, Arc<ReadContext>) -> Result<Reading, Problem>,
    pub(super) writer: fn(WriterSetup) -> io::Result<Box<dyn Writer>>,
    /// Whether the bytes of the pieces are all there is to the file, so that a ledger of removals
    /// is enough to put it back. Where they are not, the file itself is kept.
    pub is_its_bytes: bool,
}

impl Format {
    /// Begins to read content of this format.
    ///
    /// # Errors
    /// When the content cannot be of this format.
    pub fn read(&self, input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
        (self.open)(input, context)
    }

    /// Makes the writer of a file of this format.
    ///
    /// # Errors
    /// When the file that is written anew cannot be read.
    pub fn writer(&self, way: WriterSetup) -> io::Result<Box<dyn Writer>> {
        (self.writer)(way)
    }
}

/// The content of a file on its way to a reader.
pub struct Input {
    /// Decompressed and decoded.
    pub content: Box<dyn BufRead + Send>,
    /// The file, for formats that do not read from start to end; `None` for standard input.
    pub file: Option<std::fs::File>,
    /// To be counted up by formats that read the file themselves.
    pub bytes_read: Arc<AtomicU64>,
}

/// A file that is being read: its reader, and what makes documents of the pieces that it gives.
pub type Reading = (Box<dyn Reader>, Arc<dyn Parser>);

/// Reads a file piece by piece, in bounded memory.
pub trait Reader: Send {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    fn next(&mut self) -> io::Result<Option<Piece>>;
}

/// Makes documents of pieces, on any thread.
pub trait Parser: Send + Sync {
    /// The documents of a piece that holds a record, in the order of their bytes.
    fn parse(&self, piece: &Piece) -> Parsed;

    /// The bytes of a piece once its texts were rewritten: mends what depends on them, such as
    /// lengths that a header tells.
    ///
    /// # Errors
    /// What stands against it; the piece then stays as it was.
    fn mend(&self, piece: &Piece, rewritten: Vec<u8>) -> Result<Vec<u8>, Problem> {
        let _ = piece;
        Ok(rewritten)
    }
}

/// Writes the pieces of a file anew, in the order in which they were read.
pub trait Writer: Send {
    /// Writes a piece: as it was, or with other bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write(&mut self, piece: &Piece, fixed: Option<&[u8]>) -> io::Result<()>;

    /// Writes what is still to be written.
    ///
    /// # Errors
    /// As above.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Where a writer writes to, and what it copies from.
pub struct WriterSetup {
    pub out: std::fs::File,
    pub layers: Layers,
    /// The file that is written anew.
    pub source: std::path::PathBuf,
}
