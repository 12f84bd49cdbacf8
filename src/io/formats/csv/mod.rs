//! Separated values (RFC 4180), such as CSV and TSV. Each row is a record, and a header names the columns.
//! Only the fields of the text columns are changed.

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

/// The largest piece of a row that is too large, in bytes.
const CHUNK: usize = 1 << 20;

/// Opens a file whose delimiter is found in its header.
pub fn open(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    open_with(input, context, b",;\t|")
}

/// Opens a file with tabs between its fields.
pub fn open_tabs(input: Input, context: Arc<ReadContext>) -> Result<Reading, Problem> {
    open_with(input, context, b"\t")
}

/// Reads the header, and prepares the reader for the rows.
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

/// The number of line breaks.
fn breaks(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

struct Csv {
    rows: RowSplitter,
    context: Arc<ReadContext>,
    /// The header, until it is returned.
    header: Option<Piece>,
    /// Whether the header could be read. If not, all rows pass through unchanged.
    is_readable: bool,
    /// The current line, counted from 1.
    line: u64,
    /// The number of records read so far. Empty rows do not count.
    record: u64,
    /// Whether the reader is inside a row that is too large.
    is_within: bool,
}

impl Csv {
    /// What a row holds. `is_whole` is false if only its beginning was read.
    fn check_row(&self, bytes: &[u8], is_whole: bool) -> Holds {
        let is_open = self.rows.state == State::Quoted;
        let place = format!("{}:{}", self.context.path, self.line);
        let problem = match (is_whole, is_open) {
            _ if bytes.iter().all(|byte| b"\r\n".contains(byte)) => return Holds::Nothing,
            (true, false) => return Holds::Record(Some(self.record)),
            (true, true) => Problem::new(place, "a quote in the row never closes").help(
                "close it, or double it if it is text; the row and everything after it was left \
                 as it was",
            ),
            (false, true) => {
                let what = "the row, in which a quote is still open,";
                self.context.too_large(place, what).help(
                    "close the quote if it should be closed, or allow larger rows with \
                     --max-record; everything up to the closing quote was left as it was",
                )
            }
            (false, false) => self.context.too_large(place, "the row"),
        };
        Holds::Bad(Box::new(problem))
    }
}

impl Reader for Csv {
    /// A row that is too large passes through to its end. If a quote is open, the end is after the closing
    /// quote, or the end of the file. While a quote is open, lines that look like rows may be lines of the
    /// field, and nothing may change in a row that cannot be read.
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
            true => self.check_row(&bytes, is_whole),
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
