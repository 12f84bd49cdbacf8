//! Input formats: how a file becomes documents, and how edits of a document become edits of the
//! file. A new format is a file and a row here.

use std::io::{self, BufRead};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::base::problem::Problem;
use crate::rules::timings::Timings;
use crate::text::Document;

mod ahead;
mod bytes;
mod compression;
mod csv;
mod cut;
mod encoding;
mod json;
mod jsonl;
mod layers;
mod object;
mod origin;
pub(crate) mod parquet;
#[cfg(test)]
mod testing;
mod text;
mod warc;

pub use compression::Compression;
pub use layers::{Layers, Opened, open};
pub use origin::{Change, Origin, RawChange};

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
    is_start: fn(&[u8]) -> bool,
    open: fn(Input, Arc<Context>) -> Result<Reading, Problem>,
    writer: fn(Way) -> io::Result<Box<dyn Writer>>,
    /// Whether the bytes of the pieces are all there is to the file, so that a ledger of removals
    /// is enough to put it back. Where they are not, the file itself is kept.
    pub is_its_bytes: bool,
}

/// All formats. The first takes what nothing else tells.
pub static FORMATS: &[Format] = &[
    Format {
        name: "text",
        about: "plain text and Markdown: a file is a document",
        extensions: &["txt", "text", "md", "markdown"],
        is_start: |_| false,
        open: text::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "jsonl",
        about: "JSON Lines: a record a row",
        extensions: &["jsonl", "ndjson"],
        is_start: jsonl::is_start,
        open: jsonl::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "json",
        about: "JSON: an array of records, or one record, or several one after another",
        extensions: &["json"],
        is_start: json::is_start,
        open: json::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "csv",
        about: "CSV with a header: a record a row; `,`, `;`, tab or `|` between fields",
        extensions: &["csv"],
        is_start: |_| false,
        open: csv::open,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "tsv",
        about: "TSV with a header: as CSV, with tabs",
        extensions: &["tsv", "tab"],
        is_start: |_| false,
        open: csv::open_tabs,
        writer: bytes::writer,
        is_its_bytes: true,
    },
    Format {
        name: "warc",
        about: "WARC and WET: a text that was archived is a record",
        extensions: &["warc", "wet"],
        is_start: warc::is_start,
        open: warc::open,
        writer: warc::writer,
        is_its_bytes: false,
    },
    Format {
        name: "parquet",
        about: "Parquet: a record a row; one or several columns hold text",
        extensions: &["parquet", "pq"],
        is_start: |head| head.starts_with(b"PAR1"),
        open: parquet::open,
        writer: parquet::writer,
        is_its_bytes: false,
    },
];

/// The names of the fields of records, as the user gave them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// The fields that hold text, each a document of its own; a dot leads into a field.
    pub texts: Vec<String>,
    /// The field that names the record.
    pub id: String,
    /// The field that says its language.
    pub language: Option<String>,
    /// The field that says where it is from: its address, or the name of its site.
    pub source: String,
    /// The field that holds its title.
    pub title: String,
    /// The fields that scopes of rules ask for.
    pub wanted: Vec<String>,
}

impl Fields {
    /// The name of a text field, for a document, where there are several.
    pub fn label(&self, field: &str) -> Option<String> {
        (self.texts.len() > 1).then(|| field.to_owned())
    }
}

/// How input is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub fields: Arc<Fields>,
    /// Bytes that a record may have.
    pub max_record: usize,
    /// The encoding that content is in, where that is known; otherwise it is told from the content.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Bytes of files that were read so far, for whoever shows progress.
    pub bytes_read: Arc<AtomicU64>,
    /// Where the time goes.
    pub timings: Timings,
}

/// What a reader must know of its file and of the user's options.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The file as the user named it.
    pub path: String,
    /// The file's own name.
    pub file_name: String,
    pub fields: Arc<Fields>,
    /// Bytes that a record may have; a larger one is refused and passes through.
    pub max_record: usize,
    /// The encoding that the content was decoded from, where it was not UTF-8.
    pub encoding: Option<&'static str>,
}

impl Context {
    /// A record that is larger than the user allows.
    pub fn too_large(&self, place: impl AsRef<str>, what: &str) -> Problem {
        let mebibytes = self.max_record >> 20;
        Problem::new(place, format!("{what} is larger than {mebibytes} MiB"))
            .help("it was left as it was; --max-record allows more, at about ten times the memory")
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
pub struct Way {
    pub out: std::fs::File,
    pub layers: Layers,
    /// The file that is written anew.
    pub source: std::path::PathBuf,
}

/// A piece of a file: a whole text file, a row, what stands between rows, a value of a column.
#[derive(Debug, Default)]
pub struct Piece {
    pub bytes: Vec<u8>,
    pub holds: Holds,
    /// The line of the content that it begins at, from 1; 0 where there are no lines.
    pub line: u64,
    /// Whether a member of a compressed file begins with it, where each record has one.
    pub begins_member: bool,
    /// The column that it stands in, in a file of columns.
    pub chunk: Chunk,
    /// The document that the bytes are the text of, where its other fields stand in other pieces.
    pub document: Option<Box<Document>>,
}

/// What a piece holds.
#[derive(Debug, Default)]
pub enum Holds {
    /// Nothing to judge, such as an empty row or a comma.
    #[default]
    Nothing,
    /// A record, by its position from 0; `None` where the file is the document.
    Record(Option<u64>),
    /// Something that cannot be read; it passes through as it is.
    Bad(Box<Problem>),
}

/// A part of a file of columns: the values of one column for one group of rows. In the order of the
/// file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chunk {
    pub row_group: usize,
    /// The number of the column among all leaves of the schema.
    pub column: usize,
}

/// What a piece was found to hold.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Each document with the place of its text in the bytes of the piece.
    pub documents: Vec<(Document, Origin)>,
    pub problems: Vec<Problem>,
}

impl From<Problem> for Parsed {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }
}

impl Format {
    /// The format of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format that the ending of a file name tells.
    pub fn of_name(file_name: &str) -> Option<&'static Self> {
        let name = file_name.to_lowercase();
        let name = Compression::strip(&name);
        let extension = Path::new(name).extension()?.to_str()?;
        FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension))
    }

    /// The format that the beginning of the content tells for sure.
    pub fn of_content(head: &[u8]) -> Option<&'static Self> {
        FORMATS.iter().find(|format| (format.is_start)(head))
    }

    /// Begins to read content of this format.
    ///
    /// # Errors
    /// When the content cannot be of this format.
    pub fn read(&self, input: Input, context: Arc<Context>) -> Result<Reading, Problem> {
        (self.open)(input, context)
    }

    /// Makes the writer of a file of this format.
    ///
    /// # Errors
    /// When the file that is written anew cannot be read.
    pub fn writer(&self, way: Way) -> io::Result<Box<dyn Writer>> {
        (self.writer)(way)
    }
}

/// Reads bytes as UTF-8, or says where they stop being so.
fn utf8<'b>(bytes: &'b [u8], place: &str) -> Result<&'b str, Problem> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
        Problem::new(
            place,
            format!("not UTF-8: byte {at} (line {line}) is {:#04x}", bytes[at]),
        )
        .help("convert or mend it first; it was left as it was")
    })
}
