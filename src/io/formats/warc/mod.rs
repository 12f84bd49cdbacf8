//! Web archives (WARC, WET). Each record has headers, a block and two line breaks. A document is the plain
//! text that a crawler extracted from a page, or that a server sent. Everything else passes through
//! unchanged, also bytes that are not a record.

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

/// The beginning of the first line of a record.
const START: &[u8] = b"WARC/1.";
/// The largest piece of bytes that are not a record, or of a record that is too large, in bytes.
const CHUNK: usize = 1 << 20;

/// Whether content begins like a record.
pub fn is_start(head: &[u8]) -> bool {
    head.starts_with(START)
}

/// Opens a web archive.
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
    /// The number of bytes of the content that were returned so far.
    offset: u64,
    /// The byte offset in the content of the current record, or of the current bytes that are not a record.
    begin: u64,
    /// The number of records read so far.
    record: u64,
    /// The first line of the next record, if it was read already.
    ahead: Vec<u8>,
    /// The number of bytes that are left in the block of a record that is too large.
    rest: u64,
    /// Whether a problem was reported since the last valid record. Until the next record no other is reported.
    is_lost: bool,
}

impl Warc {
    /// The bytes before the next record: line breaks, and anything else that is not a record.
    fn filler(&mut self) -> io::Result<Vec<u8>> {
        let mut filler = Vec::new();
        while self.ahead.is_empty() && filler.len() < CHUNK {
            let line = filler.len();
            // A line that begins in the chunk always has room for its first bytes.
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

    /// Whether the bytes between records are allowed there.
    fn check_filler(&mut self, filler: &[u8]) -> Holds {
        let is_blank = filler.iter().all(|byte| b"\r\n".contains(byte));
        if is_blank || self.is_lost {
            return Holds::Nothing;
        }
        self.bad(
            "this is not a WARC record",
            "records begin with WARC/1. and are as long as their Content-Length; it was left as \
             it was",
        )
    }

    /// Something that cannot be read. The bytes after it are not reported again.
    fn bad(&mut self, message: &str, help: &str) -> Holds {
        self.is_lost = true;
        Holds::Bad(Box::new(Problem::new(self.place(), message).help(help)))
    }

    /// The current place, for messages: the byte offset in the content, counted from 0.
    fn place(&self) -> String {
        format!("{}, byte {}", self.context.path, self.begin)
    }

    /// A record, or as much of it as may be in memory.
    fn record(&mut self) -> io::Result<(Vec<u8>, Holds)> {
        self.is_lost = false;
        let mut bytes = std::mem::take(&mut self.ahead);
        self.read_headers(&mut bytes)?;
        let length = Headers::read(&bytes, 0).and_then(|headers| headers.length());
        let holds = match length {
            Some(length) => self.block(length, &mut bytes)?,
            None => self.bad(
                "the record has no headers with one Content-Length",
                "without it, the end of the record is unknown; it was left as it was",
            ),
        };
        self.record += 1;
        Ok((bytes, holds))
    }

    /// Reads what follows the headers of a record.
    ///
    /// If the length is wrong, the block may contain other records. They pass through with it: a hostile file
    /// could make a search for them in every block take too long.
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
                "give it the length of its block, and two line breaks after it; it was left as \
                 it was",
            ),
        })
    }

    /// Reads to the empty line after the headers, or up to the largest size of headers.
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

    /// Reads `length` bytes. Returns false if the content ends earlier.
    fn read(&mut self, length: u64, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let read = Read::by_ref(&mut self.input)
            .take(length)
            .read_to_end(bytes)?;
        Ok(read as u64 == length)
    }

    /// Reads the two line breaks after a record, in the same form as in its headers. Returns false if they are
    /// not there.
    fn end(&mut self, line_break: &[u8], bytes: &mut Vec<u8>) -> io::Result<bool> {
        for byte in line_break.repeat(2) {
            if !self.take(byte, bytes)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads one byte if it is `byte`. Returns whether it was.
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

    /// A problem is reported only if the record has a text.
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
                    let holds = self.check_filler(&filler);
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
