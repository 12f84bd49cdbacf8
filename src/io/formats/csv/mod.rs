//! Separated values (RFC 4180), such as CSV and TSV: a record a row, under a header that names the
//! columns. Only the fields of the text columns are ever changed.

use std::io;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::format::{Input, Reader, Reading};
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Holds, Piece};

mod fields;
mod header;
mod record;
mod rows;

use header::{HEADER, columns};
use record::RowParser;
use rows::{RowSplitter, State};

/// Bytes of a row that is larger than allowed which pass through at a time.
const CHUNK: usize = 1 << 20;

/// Opens a file whose header tells what stands between its fields.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    open_with(input, context, b",;\t|")
}

/// Opens a file with tabs between the fields.
pub fn open_tabs(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    open_with(input, context, b"\t")
}

/// Reads the header, which says how all else is read.
fn open_with(
    input: Input,
    context: Arc<ReadContext>,
    delimiters: &'static [u8],
) -> Result<Reading, Problem> {
    let unreadable = |error| Problem::io(&context.path, "read", &error);
    let mut rows = RowSplitter {
        input: input.content,
        delimiters: delimiters.to_vec(),
        state: State::Start,
    };
    let header = rows
        .header(context.max_record.min(HEADER))
        .map_err(unreadable)?;
    let (columns, holds) = match columns(&header, delimiters, rows.state, &context) {
        Ok(columns) => (Some(columns), Holds::Nothing),
        Err(problem) => (None, Holds::Bad(Box::new(problem))),
    };
    if let Some(columns) = &columns {
        rows.delimiters = vec![columns.delimiter];
    }
    let reader = Csv {
        is_readable: columns.is_some(),
        line: 1 + breaks(&header),
        header: (!header.is_empty()).then_some(Piece {
            bytes: header,
            holds,
            line: 1,
            ..Piece::default()
        }),
        rows,
        context: Arc::clone(&context),
        record: 0,
        is_within: false,
    };
    let columns = columns.unwrap_or_default();
    Ok((Box::new(reader), Arc::new(RowParser { columns, context })))
}

/// Line breaks in bytes.
fn breaks(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

struct Csv {
    rows: RowSplitter,
    context: Arc<ReadContext>,
    /// The header, until it is given.
    header: Option<Piece>,
    /// Whether the header could be read; else all rows pass through.
    is_readable: bool,
    /// The line at hand, from 1.
    line: u64,
    /// Records read so far; empty rows are none.
    record: u64,
    /// Whether a row that is larger than allowed is passing through.
    is_within: bool,
}

impl Csv {
    /// What a row holds, or as much of one as was read.
    fn judge(&self, bytes: &[u8], is_whole: bool) -> Holds {
        let is_open = self.rows.state == State::Quoted;
        let place = format!("{}:{}", self.context.path, self.line);
        let problem = match (is_whole, is_open) {
            _ if bytes.iter().all(|byte| b"\r\n".contains(byte)) => return Holds::Nothing,
            (true, false) => return Holds::Record(Some(self.record)),
            (true, true) => Problem::new(place, "a quote in the row never closes").help(
                "close it, or write it twice if it is text; the row and all that follows it was \
                 left as it was",
            ),
            (false, true) => {
                let what = "the row, in which a quote is still open,";
                self.context.too_large(place, what).help(
                    "close the quote if it should be closed, or allow larger rows with \
                     --max-record; all up to where it closes was left as it was",
                )
            }
            (false, false) => self.context.too_large(place, "the row"),
        };
        Holds::Bad(Box::new(problem))
    }
}

impl Reader for Csv {
    /// A row that is larger than allowed passes through to its end, and that is where its quote
    /// closes, be it at the end of the file: as long as a quote is open, what looks like rows may be
    /// lines of that very field, and nothing in a row that cannot be read may change.
    fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some(header) = self.header.take() {
            return Ok(Some(header));
        }
        let mut bytes = Vec::new();
        let was_within = self.is_within;
        let max = if was_within {
            CHUNK
        } else {
            self.context.max_record
        };
        let is_whole = self.rows.next(max, &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.is_within = !is_whole;
        let holds = match self.is_readable && !was_within {
            true => self.judge(&bytes, is_whole),
            false => Holds::Nothing,
        };
        self.record += u64::from(!matches!(holds, Holds::Nothing));
        let line = self.line;
        self.line += breaks(&bytes);
        Ok(Some(Piece {
            bytes,
            holds,
            line,
            ..Piece::default()
        }))
    }
}

#[cfg(test)]
mod tests;
