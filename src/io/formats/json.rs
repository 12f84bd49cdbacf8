//! JSON: an array of records, one record, or several records one after another.

use std::io::{self, BufRead};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::format::{Input, Reader, Reading};
use crate::io::formats::jsonl::ObjectParser;
use crate::io::formats::object;
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Holds, Piece};

/// Whether content begins like a JSON object or an array of objects.
pub fn is_start(head: &[u8]) -> bool {
    let head = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    match head.strip_prefix(b"[") {
        Some(inner) => object::begins(inner.trim_ascii_start()),
        None => object::begins(head),
    }
}

/// Opens a JSON file.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    let reader = JsonReader {
        input: input.content,
        context: Arc::clone(&context),
        line: 1,
        record: 0,
        within: None,
    };
    Ok((Box::new(reader), Arc::new(ObjectParser(context))))
}

struct JsonReader {
    input: Box<dyn BufRead + Send>,
    context: Arc<ReadContext>,
    /// The current line, counted from 1.
    line: u64,
    /// The number of records read so far.
    record: u64,
    /// While inside a record that is too large: how far it was read.
    within: Option<NestingDepth>,
}

/// How far a JSON value was read: how deep in brackets and strings the reader is.
#[derive(Default)]
struct NestingDepth {
    /// The number of open brackets.
    open: usize,
    in_string: bool,
    after_backslash: bool,
}

impl NestingDepth {
    /// Reads more bytes. If the value ends in them, returns the number of bytes up to and including its end.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            match (self.in_string, byte) {
                (true, _) if std::mem::take(&mut self.after_backslash) => {}
                (true, b'\\') => self.after_backslash = true,
                (true, b'"') => self.in_string = false,
                (true, _) => {}
                (false, b'"') => self.in_string = true,
                (false, b'{' | b'[') => self.open += 1,
                (false, b'}' | b']') => {
                    self.open = self.open.saturating_sub(1);
                    if self.open == 0 {
                        return Some(at + 1);
                    }
                }
                (false, _) => {}
            }
        }
        None
    }
}

impl JsonReader {
    /// The bytes before the next object: brackets, commas, spaces, and anything else that is not an object.
    fn filler(&mut self) -> io::Result<Vec<u8>> {
        let mut filler = Vec::new();
        loop {
            let bytes = self.input.fill_buf()?;
            let end = memchr::memchr(b'{', bytes);
            let n = end.unwrap_or(bytes.len());
            filler.extend_from_slice(&bytes[..n]);
            self.input.consume(n);
            if end.is_some() || n == 0 || filler.len() >= 1 << 20 {
                return Ok(filler);
            }
        }
    }

    /// The rest of an object, or `max` bytes of it, and whether it ended.
    fn object(&mut self, depth: &mut NestingDepth, max: usize) -> io::Result<(Vec<u8>, bool)> {
        let mut object = Vec::new();
        loop {
            let bytes = self.input.fill_buf()?;
            if bytes.is_empty() {
                return Ok((object, true));
            }
            let room = bytes.len().min(max - object.len());
            let end = depth.end(&bytes[..room]);
            let n = end.unwrap_or(room);
            object.extend_from_slice(&bytes[..n]);
            self.input.consume(n);
            if end.is_some() || object.len() == max {
                return Ok((object, end.is_some()));
            }
        }
    }

    /// The current place, for messages.
    fn place(&self) -> String {
        format!("{}:{}", self.context.path, self.line)
    }

    /// The next record, or the beginning of one that is too large.
    fn record(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        let mut depth = NestingDepth::default();
        let (bytes, is_whole) = self.object(&mut depth, self.context.max_record)?;
        let holds = match is_whole {
            true => Holds::Record(Some(self.record)),
            false => {
                self.within = Some(depth);
                let problem = self.context.too_large(self.place(), "the record");
                Holds::Bad(Box::new(problem))
            }
        };
        self.record += 1;
        Ok((bytes, holds))
    }

    /// Whether the bytes before an object are allowed there.
    fn check_filler(&self, filler: &[u8]) -> Holds {
        let is_known = |byte: &u8| byte.is_ascii_whitespace() || b"[],\xef\xbb\xbf".contains(byte);
        match filler.iter().all(is_known) {
            true => Holds::Nothing,
            false => Holds::Bad(Box::new(
                Problem::new(self.place(), "this is not a JSON object").help(
                    "records are objects, in an array or one after another; it was left as it was",
                ),
            )),
        }
    }
}

impl Reader for JsonReader {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let (bytes, holds) = match self.within.take() {
            Some(mut depth) => {
                let (bytes, is_over) = self.object(&mut depth, 1 << 20)?;
                self.within = (!is_over).then_some(depth);
                (bytes, Holds::Nothing)
            }
            None => match self.filler()? {
                filler if filler.is_empty() => self.record()?,
                filler => {
                    let holds = self.check_filler(&filler);
                    (filler, holds)
                }
            },
        };
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Ok((!bytes.is_empty()).then_some(Piece {
            bytes,
            holds,
            line,
            ..Piece::default()
        }))
    }
}
