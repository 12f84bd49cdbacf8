//! What lies between the bytes of a file and its content: compression and encoding. Both are told
//! by the content itself, and a file is written back in the layers it was read in.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, Cursor, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::base::problem::Problem;
use crate::io::formats::ahead::Ahead;
use crate::io::formats::compression::{Compressor, buffered};
use crate::io::formats::encoding::{Decoder, encode, sniff};
use crate::io::formats::{Compression, Context, FORMATS, Format, Input, Options, Parser, Reader};
use crate::io::walk::InputFile;

/// Bytes of the content that format and encoding are told from.
const HEAD: usize = 1 << 18;
/// Bytes of a file that compression, and formats in files of no known ending, are told from.
const FIRST: usize = 1 << 12;

/// What lies between the bytes of a file and its content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layers {
    pub compression: Option<Compression>,
    /// `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
}

/// A file that was opened to be read.
pub struct Opened {
    /// As it was when opened; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
    pub reader: Box<dyn Reader>,
    pub parser: Arc<dyn Parser>,
}

/// Opens a file; `None` where it came up in a folder and nothing tells its format.
///
/// # Errors
/// When it cannot be opened, or its beginning cannot be read.
pub fn open(file: &InputFile, options: &Options) -> Result<Option<Opened>, Problem> {
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
        None if file.is_named => &FORMATS[0],
        None => return Ok(None),
    };
    let (head, content) = peek(content, HEAD).map_err(unreadable)?;
    let encoding = match format.is_its_bytes {
        true => options.encoding.or_else(|| sniff(&head, head.len() < HEAD)),
        false => None,
    };
    let is_long = head.len() == HEAD;
    let content: Box<dyn BufRead + Send> = match compression {
        Some(_) if is_long => Box::new(Ahead::new(content).map_err(unreadable)?),
        _ => Box::new(content),
    };
    let content: Box<dyn BufRead + Send> = match encoding {
        None => content,
        Some(encoding) => Box::new(buffered(Decoder::new(content, encoding))),
    };
    let context = Arc::new(Context {
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

impl Layers {
    /// Whether the bytes of the file are its content.
    pub fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the file is in an encoding that cannot hold every text.
    pub fn is_legacy(&self) -> bool {
        self.encoding
            .is_some_and(|encoding| ![UTF_16LE, UTF_16BE].contains(&encoding))
    }

    /// Writes content into a file in these layers.
    ///
    /// # Errors
    /// When the memory for it is not to be had.
    pub fn encoder(self, out: File) -> io::Result<Encoder> {
        Ok(Encoder {
            compressor: Compressor::new(self.compression, out)?,
            layers: self,
            pending: Vec::new(),
        })
    }
}

/// Writes content, encoded and compressed.
pub struct Encoder {
    compressor: Compressor,
    layers: Layers,
    /// The bytes of a character that is not yet whole.
    pending: Vec<u8>,
}

impl Encoder {
    /// Ends a member of the compressed file and begins another.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn next_member(self) -> io::Result<Self> {
        let out = self.compressor.finish()?;
        self.layers.encoder(out)
    }

    /// Ends the file's content.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        debug_assert!(self.pending.is_empty());
        self.compressor.finish().map(drop)
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(encoding) = self.layers.encoding else {
            return self.compressor.write(bytes);
        };
        self.pending.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(_) => self.pending.len(),
            Err(error) => error.valid_up_to(),
        };
        let text = std::str::from_utf8(&self.pending[..whole]).expect("checked above");
        let encoded = encode(text, encoding)?;
        self.compressor.write_all(&encoded)?;
        self.pending.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.compressor.flush()
    }
}
