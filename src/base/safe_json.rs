//! JSON that is safe for a terminal: every character that a terminal would act on is escaped.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::base::sanitise;

/// Writes a value as one line of JSON.
///
/// # Errors
/// When the output cannot be written.
pub fn safe_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    write_json(out, value)?;
    out.write_all(b"\n")
}

/// Writes a value, without a line break after it.
///
/// # Errors
/// When the output cannot be written.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    // The serializer writes many small parts; a buffer is faster than passing each of them on.
    let mut json = Vec::with_capacity(USUAL);
    value.serialize(&mut Serializer::with_formatter(&mut json, Safe))?;
    out.write_all(&json)
}

/// The initial size of the buffer in bytes, enough for most values.
const USUAL: usize = 1024;

/// An array that is written item by item, one per line.
#[derive(Debug, Default)]
pub struct Array {
    has_items: bool,
}

impl Array {
    /// Writes an item; the first opens the array.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn item(&mut self, out: &mut dyn Write, item: &impl Serialize) -> io::Result<()> {
        let before: &[u8] = match std::mem::replace(&mut self.has_items, true) {
            true => b",\n",
            false => b"[\n",
        };
        out.write_all(before)?;
        write_json(out, item)
    }

    /// Closes the array.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.has_items { b"\n]" } else { b"[]" })
    }
}

/// Writes compact JSON in which every character that a terminal would act on is escaped.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        if !text.bytes().fold(false, |any, byte| any | may_begin(byte)) {
            return out.write_all(text.as_bytes());
        }
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|&(_, c)| !sanitise::is_safe(c)) {
            out.write_all(&text.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        out.write_all(&text.as_bytes()[from..])
    }
}

/// Whether an unsafe character may begin with this byte.
fn may_begin(byte: u8) -> bool {
    (byte < b' ') | (byte == 0x7f) | (byte == 0xc2) | (byte == 0xe2) | (byte >= 0xef)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_dangerous_character_is_passed_over() {
        for c in ('\0'..=char::MAX).filter(|&c| !sanitise::is_safe(c)) {
            let first = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
            assert!(may_begin(first), "{c:?}");
        }
    }

    #[test]
    fn dangerous_characters_are_escaped_and_read_back_the_same() {
        let text = "a\u{1b}[0m\u{202e}\u{9b}\u{7f}\u{e0001}\"\n";
        let mut out = Vec::new();
        safe_json(&mut out, &text).unwrap();
        let written = String::from_utf8(out).unwrap();
        let written = written.trim_end();
        assert!(written.chars().all(sanitise::is_safe), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(written).unwrap(), text);
    }

    #[test]
    fn an_array_is_json_with_any_number_of_items() {
        for items in [&[][..], &[1], &[1, 2, 3]] {
            let (mut array, mut out) = (Array::default(), Vec::new());
            for item in items {
                array.item(&mut out, item).unwrap();
            }
            array.end(&mut out).unwrap();
            assert_eq!(serde_json::from_slice::<Vec<i32>>(&out).unwrap(), items);
        }
    }
}
