//! Splits content into rows in bounded memory.

use std::io::{self, BufRead};

/// A row of the content, or a part of one.
pub enum SplitLine {
    /// A row with its line break, if it has one.
    Row(Vec<u8>),
    /// The beginning of a row that is too large.
    Large(Vec<u8>),
    /// A further part of a row that is too large.
    Rest(Vec<u8>),
    /// There are no more rows.
    End,
}

/// Splits content into rows.
pub struct LineSplitter {
    input: Box<dyn BufRead + Send>,
    /// The largest size of a row, in bytes.
    max: usize,
    /// Whether the next bytes are a further part of a row that is too large.
    is_within: bool,
}

impl LineSplitter {
    /// A splitter that allows rows of at most `max` bytes.
    pub fn new(input: Box<dyn BufRead + Send>, max: usize) -> Self {
        Self {
            input,
            max,
            is_within: false,
        }
    }

    /// The next row.
    ///
    /// # Errors
    /// When the content cannot be read.
    pub fn next(&mut self) -> io::Result<SplitLine> {
        let mut bytes = Vec::new();
        let max = if self.is_within { 1 << 20 } else { self.max };
        let is_whole = read_row(&mut self.input, max, &mut bytes)?;
        let was_within = std::mem::replace(&mut self.is_within, !is_whole);
        Ok(match (bytes.is_empty(), was_within, is_whole) {
            (true, ..) => SplitLine::End,
            (_, true, _) => SplitLine::Rest(bytes),
            (_, false, true) => SplitLine::Row(bytes),
            (_, false, false) => SplitLine::Large(bytes),
        })
    }
}

/// Reads more of a row, to its end or until the row has `max` bytes. `max` must not be less than the present
/// size of the row. Returns whether the row ended.
///
/// # Errors
/// When the content cannot be read.
pub fn read_row(input: &mut dyn BufRead, max: usize, row: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let room = available.len().min(max - row.len());
        let (n, ended) = match memchr::memchr(b'\n', &available[..room]) {
            Some(at) => (at + 1, true),
            None => (room, available.is_empty()),
        };
        row.extend_from_slice(&available[..n]);
        input.consume(n);
        if ended || row.len() == max {
            return Ok(ended);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_at_line_breaks_and_at_the_limit() {
        let mut rows = LineSplitter::new(Box::new(&b"ab\n\ncdefghi\nj"[..]), 4);
        let mut seen = Vec::new();
        loop {
            seen.push(match rows.next().unwrap() {
                SplitLine::Row(bytes) => ("row", String::from_utf8(bytes).unwrap()),
                SplitLine::Large(bytes) => ("large", String::from_utf8(bytes).unwrap()),
                SplitLine::Rest(bytes) => ("rest", String::from_utf8(bytes).unwrap()),
                SplitLine::End => break,
            });
        }
        let seen: Vec<_> = seen
            .iter()
            .map(|(what, row)| (*what, row.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("row", "ab\n"),
                ("row", "\n"),
                ("large", "cdef"),
                ("rest", "ghi\n"),
                ("row", "j")
            ]
        );
    }
}
