//! The headers of a record: their names, and the places of their values in bytes of the record.

use std::borrow::Cow;
use std::ops::Range;

/// The largest size of headers, in bytes.
pub(super) const HEADERS: usize = 1 << 20;

/// Whether a line is empty.
pub(super) fn is_break(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// The headers of a record, or of an HTTP response.
pub(super) struct Headers<'b> {
    bytes: &'b [u8],
    /// Each name with the place of its value.
    all: Vec<(&'b [u8], Range<usize>)>,
    /// The byte offset of the end of the headers, after the empty line.
    pub(super) end: usize,
}

impl<'b> Headers<'b> {
    /// Reads the headers after the first line, which begins at byte `start`, up to an empty line. `None` if
    /// there is no empty line.
    pub(super) fn read(bytes: &'b [u8], start: usize) -> Option<Self> {
        let bytes = &bytes[..bytes.len().min(start + HEADERS)];
        let mut all: Vec<(&[u8], Range<usize>)> = Vec::new();
        let mut at = next_line(bytes, start)?;
        loop {
            let end = next_line(bytes, at)?;
            let line = &bytes[at..end];
            if is_break(line) {
                return Some(Self { bytes, all, end });
            }
            match all.last_mut() {
                // A line that begins with a space or tab continues the value before it.
                Some((_, value)) if matches!(line[0], b' ' | b'\t') => {
                    *value = trimmed(bytes, value.start..end);
                }
                _ => all.extend(header(bytes, at..end)),
            }
            at = end;
        }
    }

    /// The places of the values of a name.
    pub(super) fn places<'h>(&'h self, name: &'h str) -> impl Iterator<Item = Range<usize>> + 'h {
        let is_named = move |(n, _): &&(&[u8], _)| n.eq_ignore_ascii_case(name.as_bytes());
        self.all
            .iter()
            .filter(is_named)
            .map(|(_, value)| value.clone())
    }

    /// The value at a place.
    pub(super) fn value(&self, place: Range<usize>) -> Cow<'b, str> {
        String::from_utf8_lossy(&self.bytes[place])
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'b, str>> {
        self.places(name).next().map(|place| self.value(place))
    }

    /// Whether there is a header with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.places(name).next().is_some()
    }

    /// The length of the block in bytes, if the headers have exactly one valid `Content-Length`.
    pub(super) fn length(&self) -> Option<u64> {
        let mut places = self.places("Content-Length");
        let length = self.value(places.next()?).parse().ok()?;
        places.next().is_none().then_some(length)
    }
}

fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    Some(at + memchr::memchr(b'\n', &bytes[at..])? + 1)
}

/// The name on a line, and the place of its value.
fn header(bytes: &[u8], line: Range<usize>) -> Option<(&[u8], Range<usize>)> {
    let colon = line.start + memchr::memchr(b':', &bytes[line.clone()])?;
    let name = bytes[line.start..colon].trim_ascii();
    Some((name, trimmed(bytes, colon + 1..line.end)))
}

/// A span without the white space at its ends.
fn trimmed(bytes: &[u8], span: Range<usize>) -> Range<usize> {
    let inner = bytes[span.clone()].trim_ascii_start();
    let start = span.end - inner.len();
    start..start + inner.trim_ascii_end().len()
}
