//! JSON Lines: each row is one record.

use std::io;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::cut::{LineSplitter, SplitLine};
use crate::io::formats::format::{Input, Parser, Reader, Reading};
use crate::io::formats::object;
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Holds, Parsed, Piece};

/// Whether the first row is a complete JSON object.
pub fn is_start(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let row = head.split(|&byte| byte == b'\n').next().unwrap_or(head);
    let row = row.trim_ascii();
    let is_cut = row.len() == head.trim_ascii().len();
    row.starts_with(b"{") && (row.ends_with(b"}") || is_cut) && object::begins(row)
}

/// Opens a JSON Lines file.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    let reader = Jsonl {
        rows: LineSplitter::new(input.content, context.max_record),
        context: Arc::clone(&context),
        line: 0,
        record: 0,
    };
    Ok((Box::new(reader), Arc::new(ObjectParser(context))))
}

struct Jsonl {
    rows: LineSplitter,
    context: Arc<ReadContext>,
    /// The number of lines read so far.
    line: u64,
    /// The number of records read so far. Empty rows do not count.
    record: u64,
}

impl Reader for Jsonl {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let (bytes, holds) = match self.rows.next()? {
            SplitLine::End => return Ok(None),
            SplitLine::Rest(bytes) => (bytes, Holds::Nothing),
            SplitLine::Row(bytes) => {
                self.line += 1;
                let is_empty = bytes.iter().all(u8::is_ascii_whitespace);
                let record = Holds::Record(Some(self.record));
                (bytes, if is_empty { Holds::Nothing } else { record })
            }
            SplitLine::Large(bytes) => {
                self.line += 1;
                self.record += 1;
                let place = format!("{}:{}", self.context.path, self.line);
                let problem = self.context.too_large(place, "the row");
                (bytes, Holds::Bad(Box::new(problem)))
            }
        };
        self.record += u64::from(matches!(holds, Holds::Record(_)));
        Ok(Some(Piece {
            bytes,
            holds,
            line: self.line,
            ..Piece::default()
        }))
    }
}

/// Parses pieces whose bytes are one JSON object.
pub struct ObjectParser(pub Arc<ReadContext>);

impl Parser for ObjectParser {
    fn parse(&self, piece: &Piece) -> Parsed {
        let Holds::Record(record) = piece.holds else {
            return Parsed::default();
        };
        let place = format!("{}:{}", self.0.path, piece.line);
        object::parse(&self.0, &piece.bytes, record, &place)
    }
}
