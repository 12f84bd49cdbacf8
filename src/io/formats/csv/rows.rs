//! Splits content into rows. A line break inside quotes does not end a row.

use std::io::{self, BufRead};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The state of the reader inside a row.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// At the beginning of a field.
    #[default]
    Start,
    /// In a field without quotes. Also after a field in quotes, where only a delimiter is allowed.
    Bare,
    /// In a field in quotes.
    Quoted,
    /// After a quote inside a field in quotes. It ends the field, unless another quote follows.
    Closed,
}

impl State {
    /// The state after the next byte.
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

/// Splits content into rows.
pub(super) struct RowSplitter {
    pub(super) input: Box<dyn BufRead + Send>,
    /// The delimiter. Before the header was read: all delimiters that are allowed.
    pub(super) delimiters: Vec<u8>,
    pub(super) state: State,
}

impl RowSplitter {
    /// The first row, with the byte order mark if any. It reads at most `max` bytes.
    pub(super) fn header(&mut self, max: usize) -> io::Result<Vec<u8>> {
        let mut header = Vec::new();
        // The first bytes of the content are all in the buffer.
        if self.input.fill_buf()?.starts_with(BOM) {
            header.extend_from_slice(BOM);
            self.input.consume(BOM.len());
        }
        self.next(max, &mut header)?;
        Ok(header)
    }

    /// Reads to the end of the row, or until the row has `max` bytes. Returns whether the row ended.
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

/// Reads more of a row. If the row ends in these bytes, returns the number of bytes up to and including its
/// line break.
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
