//! Opens a file: recognises its compression, format and encoding, and begins to read it.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;

use crate::base::problem::Problem;
use crate::io::formats::compression::{Compression, buffered};
use crate::io::formats::encoding::{Decoder, sniff};
use crate::io::formats::format::{Format, Input, Parser, Reader};
use crate::io::formats::input_file::InputFile;
use crate::io::formats::layers::Layers;
use crate::io::formats::options::{ReadContext, ReadOptions};
use crate::io::formats::read_ahead::BackgroundReader;
use crate::io::formats::registry::FORMATS;

/// Bytes of the content that format and encoding are told from.
const HEAD: usize = 1 << 18;
/// Bytes of a file that compression, and formats in files of no known ending, are told from.
const FIRST: usize = 1 << 12;

/// A file that was opened to be read.
pub struct Opened {
    /// As it was when opened; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
    pub reader: Box<dyn Reader>,
    pub parser: Arc<dyn Parser>,
}

/// Opens a file; `None` if it was found in a folder and its format is unknown.
///
/// # Errors
/// When it cannot be opened, or its beginning cannot be read.
pub fn open(file: &InputFile, options: &ReadOptions) -> Result<Option<Opened>, Problem> {
    let unreadable = |error: io::Error| Problem::io(&file.shown, "read", &error);
    let (bytes, handle): (Box<dyn Read + Send>, _) = match &file.path {
        None => (Box::new(io::stdin()), None),
        Some(path) => {
            let opened = File::open(path).map_err(|e| Problem::io(&file.shown, "open", &e))?;
            let handle = opened.try_clone().map_err(unreadable)?;
            (Box::new(opened), Some(handle))
        }
    };
    let metadata = handle
        .as_ref()
        .map(File::metadata)
        .transpose()
        .map_err(unreadable)?;
    let bytes = Counted {
        inner: bytes,
        count: Arc::clone(&options.bytes_read),
    };
    let (first, bytes) = peek(bytes, FIRST).map_err(unreadable)?;
    let compression = Compression::of_content(&first);
    let content: Box<dyn Read + Send> = match compression {
        None => Box::new(bytes),
        Some(compression) => compression.decoder(bytes).map_err(unreadable)?,
    };
    let (first, content) = peek(content, FIRST).map_err(unreadable)?;
    let format = match file.format.or_else(|| Format::of_content(&first)) {
        Some(format) => format,
        None if !file.is_named => return Ok(None),
        None if is_no_text(file) => return Err(unknown_format(file)),
        None => &FORMATS[0],
    };
    let (head, content) = peek(content, HEAD).map_err(unreadable)?;
    let encoding = match format.is_its_bytes {
        true => options.encoding.or_else(|| sniff(&head, head.len() < HEAD)),
        false => None,
    };
    let is_long = head.len() == HEAD;
    let content: Box<dyn BufRead + Send> = match compression {
        Some(_) if is_long => Box::new(BackgroundReader::new(content).map_err(unreadable)?),
        _ => Box::new(content),
    };
    let content: Box<dyn BufRead + Send> = match encoding {
        None => content,
        Some(encoding) => Box::new(buffered(Decoder::new(content, encoding))),
    };
    let context = Arc::new(ReadContext {
        path: file.shown.clone(),
        file_name: file.file_name(),
        fields: Arc::clone(&options.fields),
        max_record: options.max_record,
        encoding: encoding.map(Encoding::name),
    });
    let input = Input {
        content,
        file: handle,
        bytes_read: Arc::clone(&options.bytes_read),
    };
    let (reader, parser) = format.read(input, context)?;
    Ok(Some(Opened {
        metadata,
        format,
        layers: Layers {
            compression,
            encoding,
        },
        reader,
        parser,
    }))
}

/// Extensions of files that people name by mistake: web pages, office documents, archives, media and databases. Other
/// unknown extensions, such as `.rst` or `.log`, are those of plain text.
const NOT_TEXT: &[&str] = &[
    "html", "htm", "xhtml", "mhtml", "xml", "pdf", "doc", "docx", "odt", "rtf", "epub", "mobi",
    "ppt", "pptx", "xls", "xlsx", "ods", "zip", "tar", "tgz", "rar", "7z", "png", "jpg", "jpeg",
    "gif", "webp", "svg", "mp3", "mp4", "webm", "sqlite", "db", "duckdb", "arrow", "feather",
    "avro", "orc", "npy", "pickle", "pkl", "exe", "so", "bin",
];

/// Whether the extension of the name, apart from that of a compression, is one of a file that is not plain text.
fn is_no_text(file: &InputFile) -> bool {
    let name = file.file_name().to_lowercase();
    let extension = Path::new(Compression::strip(&name)).extension();
    extension
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| NOT_TEXT.contains(&extension))
}

fn unknown_format(file: &InputFile) -> Problem {
    Problem::new(
        &file.shown,
        "skipped: it is not plain text, and its content is of no supported format",
    )
    .help("--format text reads it as plain text; extract the text of web pages and PDF files first")
}

/// Counts the bytes that are read through it.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Reads the first bytes ahead: gives them, and a reader that begins with them.
fn peek(
    mut input: impl Read + Send + 'static,
    bytes: usize,
) -> io::Result<(Vec<u8>, impl BufRead + Send + 'static)> {
    let mut head = Vec::new();
    Read::by_ref(&mut input)
        .take(bytes as u64)
        .read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(buffered(input))))
}
