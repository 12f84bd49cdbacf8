//! The headers of a record: names, and the places of their values.

use std::borrow::Cow;
use std::ops::Range;

/// Bytes that headers may have.
pub(super) const HEADERS: usize = 1 << 20;

/// Whether a line is empty.
pub(super) fn is_break(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// The headers of a record, or of an answer of a server.
pub(super) struct Headers<'b> {
    bytes: &'b [u8],
    /// Each name with the place of its value.
    all: Vec<(&'b [u8], Range<usize>)>,
    /// Where what follows the headers begins.
    pub(super) end: usize,
}

impl<'b> Headers<'b> {
    /// Reads the headers behind a first line of another kind, up to an empty line; `None` where
    /// there is none.
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
                // A line that begins with a blank goes on with the value before it.
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

    pub(super) fn value(&self, place: Range<usize>) -> Cow<'b, str> {
        String::from_utf8_lossy(&self.bytes[place])
    }

    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'b, str>> {
        self.places(name).next().map(|place| self.value(place))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places(name).next().is_some()
    }

    /// The bytes of the block, where the headers say one number.
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

/// A span without the blanks at its ends.
fn trimmed(bytes: &[u8], span: Range<usize>) -> Range<usize> {
    let inner = bytes[span.clone()].trim_ascii_start();
    let start = span.end - inner.len();
    start..start + inner.trim_ascii_end().len()
}
