//! Web archives (WARC, WET): records one after another, each with headers, a block and two line
//! breaks. The plain text that a crawler took from a page, or that a server gave, is a document.
//! What is no text passes through, and so does what cannot be read as a record.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::cut::read_row;
use crate::io::formats::format::{Input, Reader, Reading};
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Holds, Piece};

mod digest;
mod headers;
mod members;
mod mended;
mod record;
mod text;

use headers::{HEADERS, Headers, is_break};
pub use members::writer;
use record::WarcRecord;
use text::RecordParser;

/// What the first line of a record begins with.
const START: &[u8] = b"WARC/1.";
/// Bytes of what is no record, or of a record that is too large, that pass through at a time.
const CHUNK: usize = 1 << 20;

/// Whether a record begins.
pub fn is_start(head: &[u8]) -> bool {
    head.starts_with(START)
}

/// Opens a file of records.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    let reader = Warc {
        input: input.content,
        context: Arc::clone(&context),
        offset: 0,
        begin: 0,
        record: 0,
        ahead: Vec::new(),
        rest: 0,
        is_lost: false,
    };
    Ok((Box::new(reader), Arc::new(RecordParser(context))))
}

struct Warc {
    input: Box<dyn BufRead + Send>,
    context: Arc<ReadContext>,
    /// Bytes of the content that were given so far.
    offset: u64,
    /// Where the record at hand begins, or what is none.
    begin: u64,
    /// Records read so far.
    record: u64,
    /// The first line of the next record, where it was read already.
    ahead: Vec<u8>,
    /// Bytes that are left of the block of a record that is too large.
    rest: u64,
    /// Whether it was said that what follows is no record, up to the next that is one.
    is_lost: bool,
}

impl Warc {
    /// Line breaks before the next record, and whatever is no record.
    fn filler(&mut self) -> io::Result<Vec<u8>> {
        let mut filler = Vec::new();
        while self.ahead.is_empty() && filler.len() < CHUNK {
            let line = filler.len();
            // A line that begins in the chunk has room for its beginning, at the least.
            read_row(&mut *self.input, 2 * CHUNK, &mut filler)?;
            if filler.len() == line {
                break;
            }
            if is_start(&filler[line..]) {
                self.ahead = filler.split_off(line);
            }
        }
        Ok(filler)
    }

    fn judge_filler(&mut self, filler: &[u8]) -> Holds {
        let is_blank = filler.iter().all(|byte| b"\r\n".contains(byte));
        if is_blank || self.is_lost {
            return Holds::Nothing;
        }
        self.bad(
            "something stands here that is not a WARC record",
            "records begin with WARC/1. and are as long as their Content-Length; it was left as \
             it was",
        )
    }

    /// Something that cannot be read; what follows it is not said to be bad, too.
    fn bad(&mut self, message: &str, help: &str) -> Holds {
        self.is_lost = true;
        Holds::Bad(Box::new(Problem::new(self.place(), message).help(help)))
    }

    /// The place of what is at hand, in bytes of the content.
    fn place(&self) -> String {
        format!("{}, byte {}", self.context.path, self.begin)
    }

    /// A record, or as much of one as there may be in memory.
    fn record(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        self.is_lost = false;
        let mut bytes = std::mem::take(&mut self.ahead);
        self.read_headers(&mut bytes)?;
        let length = Headers::read(&bytes, 0).and_then(|headers| headers.length());
        let holds = match length {
            Some(length) => self.block(length, &mut bytes)?,
            None => self.bad(
                "the record has no headers with one Content-Length",
                "without it nobody can tell where the record ends; it was left as it was",
            ),
        };
        self.record += 1;
        Ok((bytes, holds))
    }

    /// Reads what follows the headers of a record.
    ///
    /// Where the length is wrong, the block may have swallowed records. These pass through with it:
    /// to look for them in every block would take a hostile file for ever.
    fn block(&mut self, length: u64, bytes: &mut Vec<u8>) -> io::Result<Holds> {
        let line_break: &[u8] = match bytes.ends_with(b"\r\n") {
            true => b"\r\n",
            false => b"\n",
        };
        let room = self.context.max_record.saturating_sub(bytes.len()) as u64;
        if !self.read(length.min(room), bytes)? {
            return Ok(self.cut_short());
        }
        if length > room {
            self.rest = length - room;
            return Ok(self.too_large(bytes));
        }
        let is_whole = self.end(line_break, bytes)?;
        Ok(match is_whole || self.input.fill_buf()?.is_empty() {
            true => Holds::Record(Some(self.record)),
            false => self.bad(
                "the record does not end where its Content-Length says",
                "give it the length of its block, and two line breaks behind that; it was left as \
                 it was",
            ),
        })
    }

    /// Reads to the empty line behind the headers, if it comes before too many bytes.
    fn read_headers(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let max = self.context.max_record.min(HEADERS).max(bytes.len());
        loop {
            let line = bytes.len();
            read_row(&mut *self.input, max, bytes)?;
            if bytes.len() == line || is_break(&bytes[line..]) {
                return Ok(());
            }
        }
    }

    /// Reads so many bytes; whether there were as many.
    fn read(&mut self, length: u64, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let read = Read::by_ref(&mut self.input)
            .take(length)
            .read_to_end(bytes)?;
        Ok(read as u64 == length)
    }

    /// Takes the two line breaks behind a record, as its headers have them; whether they are there.
    fn end(&mut self, line_break: &[u8], bytes: &mut Vec<u8>) -> io::Result<bool> {
        for byte in line_break.repeat(2) {
            if !self.take(byte, bytes)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn take(&mut self, byte: u8, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let is_there = self.input.fill_buf()?.first() == Some(&byte);
        if is_there {
            self.input.consume(1);
            bytes.push(byte);
        }
        Ok(is_there)
    }

    /// The next part of a record that is too large.
    fn rest(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        let mut bytes = Vec::new();
        let wanted = self.rest.min(CHUNK as u64);
        if !self.read(wanted, &mut bytes)? {
            self.rest = 0;
            return Ok((bytes, self.cut_short()));
        }
        self.rest -= wanted;
        Ok((bytes, Holds::Nothing))
    }

    fn cut_short(&mut self) -> Holds {
        self.bad(
            "the file ends within the record",
            "fetch the rest of the file; the record was left as it was",
        )
    }

    /// Only the loss of a text is worth a word.
    fn too_large(&self, beginning: &[u8]) -> Holds {
        match WarcRecord::read(beginning) {
            Some(_) => Holds::Bad(Box::new(self.context.too_large(self.place(), "the record"))),
            None => Holds::Nothing,
        }
    }
}

impl Reader for Warc {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut begins = false;
        if self.rest == 0 {
            self.begin = self.offset;
        }
        let (bytes, holds) = match self.rest {
            0 => match self.filler()? {
                filler if !filler.is_empty() => {
                    let holds = self.judge_filler(&filler);
                    (filler, holds)
                }
                _ if self.ahead.is_empty() => return Ok(None),
                _ => {
                    begins = true;
                    self.record()?
                }
            },
            _ => self.rest()?,
        };
        self.offset += bytes.len() as u64;
        Ok(Some(Piece {
            bytes,
            holds,
            begins_member: begins,
            ..Piece::default()
        }))
    }
}

#[cfg(test)]
mod tests;
