//! The fields of a row, with or without quotes around them.

use std::borrow::Cow;
use std::ops::Range;

use crate::io::formats::origin::Origin;
use crate::text::OffsetMap;

/// A field of a row.
pub(super) struct Field {
    /// The span of the field in bytes of the row, without the quotes around it.
    pub(super) span: Range<usize>,
    pub(super) is_quoted: bool,
}

impl Field {
    /// The text of the field.
    pub(super) fn text<'r>(&self, row: &'r str) -> Cow<'r, str> {
        let written = &row[self.span.clone()];
        match self.is_quoted {
            true => written.replace("\"\"", "\"").into(),
            false => written.into(),
        }
    }

    /// The text of the field, and its origin in the row.
    pub(super) fn document(&self, row: &str, delimiter: u8) -> (String, Origin) {
        let span = self.span.clone();
        let written = &row[span.clone()];
        if !self.is_quoted {
            return (written.to_owned(), Origin::CsvBare { span, delimiter });
        }
        let (text, map) = undouble(written);
        let start = span.start;
        (text, Origin::CsvQuoted { start, map })
    }
}

/// Reads a field in quotes. Returns its text, and a map from byte offsets in the text to byte offsets in the
/// field.
fn undouble(written: &str) -> (String, OffsetMap) {
    let mut text = String::with_capacity(written.len());
    let mut map = OffsetMap::default();
    let mut at = 0;
    while let Some(quote) = memchr::memchr(b'"', &written.as_bytes()[at..]) {
        text.push_str(&written[at..=at + quote]);
        at += quote + 2;
        map.push(text.len(), at);
    }
    text.push_str(&written[at..]);
    (text, map)
}

/// Iterates over the fields of a row that has no line break at its end.
pub(super) struct RowFields<'r> {
    row: &'r [u8],
    delimiter: u8,
    /// The byte offset of the next field; `None` after the last one.
    at: Option<usize>,
}

/// The error for anything but a delimiter after a closing quote.
pub(super) struct Misplaced;

impl<'r> RowFields<'r> {
    pub(super) fn new(row: &'r str, delimiter: u8) -> Self {
        Self {
            row: row.as_bytes(),
            delimiter,
            at: Some(0),
        }
    }

    /// The byte offset of the closing quote of a field in quotes. `at` is the offset of its first byte.
    fn closing(&self, mut at: usize) -> Option<usize> {
        loop {
            at += memchr::memchr(b'"', &self.row[at..])?;
            match self.row.get(at + 1) {
                Some(b'"') => at += 2,
                _ => return Some(at),
            }
        }
    }
}

impl Iterator for RowFields<'_> {
    type Item = Result<Field, Misplaced>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at.take()?;
        let is_quoted = self.row.get(start) == Some(&b'"');
        let (span, end) = match is_quoted {
            true => match self.closing(start + 1) {
                Some(close) => (start + 1..close, close + 1),
                None => return Some(Err(Misplaced)),
            },
            false => {
                let end = memchr::memchr(self.delimiter, &self.row[start..]);
                let end = end.map_or(self.row.len(), |length| start + length);
                (start..end, end)
            }
        };
        match self.row.get(end) {
            Some(&byte) if byte != self.delimiter => return Some(Err(Misplaced)),
            Some(_) => self.at = Some(end + 1),
            None => {}
        }
        Some(Ok(Field { span, is_quoted }))
    }
}

/// A row without the line break that ends it.
pub(super) fn without_break(row: &str) -> &str {
    match row.strip_suffix('\n') {
        Some(row) => row.strip_suffix('\r').unwrap_or(row),
        None => row,
    }
}
