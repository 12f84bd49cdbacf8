//! Input formats: how a file becomes documents, and how edits of a document become edits of the
//! file. A new format is a file and a row here.

use std::io::{self, BufRead};
use std::ops::Range;

use crate::document::{Document, OffsetMap};
use crate::problem::Problem;

mod jsonl;
mod text;

/// A format, as the registry lists it.
pub struct Format {
    /// The name for `--format`.
    pub name: &'static str,
    /// Endings of file names that tell the format, without the dot, in lower case.
    pub extensions: &'static [&'static str],
    open: fn(Box<dyn BufRead + Send>, Names) -> Box<dyn Reader>,
}

/// All formats. The first takes files that no ending tells.
pub static FORMATS: &[Format] = &[
    Format {
        name: "text",
        extensions: &["txt", "text", "md", "markdown"],
        open: |input, names| Box::new(text::Text::new(input, names)),
    },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        open: |input, names| Box::new(jsonl::Jsonl::new(input, names)),
    },
];

/// What a reader must know of its file and of the user's options.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The file as the user named it.
    pub path: String,
    /// The file's own name.
    pub file_name: String,
    /// The field of a record that holds the text.
    pub text_field: String,
    /// The field of a record that holds its name.
    pub id_field: String,
    /// The field of a record that says its language.
    pub language_field: Option<String>,
    /// The fields of a record that scopes of rules ask for.
    pub wanted: Vec<String>,
}

/// Reads a file piece by piece, in bounded memory. The bytes of all pieces are the file.
pub trait Reader: Send {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    fn next(&mut self) -> io::Result<Option<Piece>>;
}

/// A piece of a file: a whole text file, or one row.
#[derive(Debug)]
pub struct Piece {
    /// The bytes as they stand in the file.
    pub bytes: Vec<u8>,
    pub content: Content,
}

/// What a piece holds.
#[derive(Debug)]
pub enum Content {
    /// A document, and where its text stands in the bytes of the piece.
    Document(Document, Origin),
    /// Nothing to judge, such as an empty row.
    Nothing,
    /// Something that cannot be read; it passes through as it is.
    Bad(Problem),
}

/// Where a document's text stands in the bytes of its piece, and how text is written there.
#[derive(Debug)]
pub enum Origin {
    /// The bytes are the text.
    Plain,
    /// The text is a JSON string; the map leads to offsets after `start`.
    JsonString { start: usize, map: OffsetMap },
}

impl Origin {
    /// The span of the piece's bytes that holds a span of the text.
    pub fn bytes(&self, text: Range<usize>) -> Range<usize> {
        match self {
            Self::Plain => text,
            Self::JsonString { start, map } => {
                start + map.source(text.start)..start + map.source(text.end)
            }
        }
    }

    /// Text as it is written in the piece.
    pub fn encode(&self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::JsonString { .. } => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
        }
    }
}

impl Format {
    /// The format of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format that the ending of a file name tells.
    pub fn of(file_name: &str) -> Option<&'static Self> {
        let extension = file_name.rsplit_once('.')?.1.to_lowercase();
        FORMATS
            .iter()
            .find(|format| format.extensions.contains(&extension.as_str()))
    }

    /// Opens a file of this format.
    pub fn open(&self, input: Box<dyn BufRead + Send>, names: Names) -> Box<dyn Reader> {
        (self.open)(input, names)
    }
}

/// Reads bytes as UTF-8, or says where they stop being so.
fn utf8<'b>(bytes: &'b [u8], place: &str) -> Result<&'b str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
        Problem::new(
            place,
            format!("not UTF-8: byte {at} (line {line}) is {:#04x}", bytes[at]),
        )
        .help(
            "convert it first, for instance: iconv -f WINDOWS-1256 -t UTF-8; it was left as it was",
        )
    })
}
