//! Cuts content into rows: a line break inside quotes ends none.

use std::io::{self, BufRead};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where reading stands in a row.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// At the beginning of a field.
    #[default]
    Start,
    /// In a field without quotes; also behind a field in quotes, where nothing may stand.
    Bare,
    /// In a field in quotes.
    Quoted,
    /// Behind a quote that ends a field, unless another quote follows.
    Closed,
}

impl State {
    pub(super) fn after(self, byte: u8, delimiters: &[u8]) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::Start | Self::Closed, b'"') => Self::Quoted,
            (_, b'\n') => Self::Start,
            (_, byte) if delimiters.contains(&byte) => Self::Start,
            _ => Self::Bare,
        }
    }
}

/// Cuts content into rows.
pub(super) struct RowSplitter {
    pub(super) input: Box<dyn BufRead + Send>,
    /// What stands between fields; all that may, as long as the header has not told.
    pub(super) delimiters: Vec<u8>,
    pub(super) state: State,
}

impl RowSplitter {
    /// The first row, with the mark of UTF-8 where there is one.
    pub(super) fn header(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut header = Vec::new();
        // The beginning of the content is at hand as a whole.
        if self.input.fill_buf()?.starts_with(BOM) {
            header.extend_from_slice(BOM);
            self.input.consume(BOM.len());
        }
        self.next(max, &mut header)?;
        Ok(header)
    }

    /// Reads to the end of the row, or so many bytes; whether the row ended.
    pub(super) fn next(&mut self, max: usize, row: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            let bytes = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                bytes => bytes?,
            };
            if bytes.is_empty() {
                return Ok(true);
            }
            let room = bytes.len().min(max.saturating_sub(row.len()));
            let end = row_end(&mut self.state, &bytes[..room], &self.delimiters);
            let n = end.unwrap_or(room);
            row.extend_from_slice(&bytes[..n]);
            self.input.consume(n);
            if end.is_some() || row.len() >= max {
                return Ok(end.is_some());
            }
        }
    }
}

/// Reads on in a row; the number of bytes up to and with its line break, if it ends here.
fn row_end(state: &mut State, bytes: &[u8], delimiters: &[u8]) -> Option<usize> {
    for (at, &byte) in bytes.iter().enumerate() {
        let ends = byte == b'\n' && *state != State::Quoted;
        *state = state.after(byte, delimiters);
        if ends {
            return Some(at + 1);
        }
    }
    None
}
