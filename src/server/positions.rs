//! A text with its lines, and conversion between offsets in bytes and positions in the units of the client.
//! Each conversion looks at a few hundred bytes at most, even in very long lines.

use std::ops;

use crate::server::protocol::{ContentChange, Encoding, Position, Range};

/// The number of bytes between two stored unit counts.
const STEP: usize = 512;

/// A text with an index of its lines.
#[derive(Debug, Clone)]
pub struct EditorText {
    content: String,
    /// Where each line begins, in bytes. A line ends in LF, CR LF or CR.
    starts: Vec<usize>,
    /// The number of UTF-16 units before every `STEP` bytes.
    marks: Vec<usize>,
}

impl EditorText {
    /// A text with its index.
    pub fn new(content: String) -> Self {
        let mut text = Self {
            content,
            starts: vec![0],
            marks: vec![0],
        };
        text.index(0);
        text
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Applies a change. Places outside the text are replaced by the nearest place inside.
    pub fn change(&mut self, change: ContentChange, encoding: Encoding) {
        let Some(range) = change.range else {
            *self = Self::new(change.text);
            return;
        };
        let a = self.offset(range.start, encoding);
        let b = self.offset(range.end, encoding);
        let start = a.min(b);
        self.content.replace_range(start..a.max(b), &change.text);
        self.index(start);
    }

    /// Updates lines and units from the changed byte on.
    fn index(&mut self, changed: usize) {
        // One byte earlier, because a CR may have got or lost its LF.
        let from = changed.saturating_sub(1);
        let bytes = self.content.as_bytes();
        let kept = self.starts.partition_point(|&start| start <= from);
        self.starts.truncate(kept.max(1));
        for at in memchr::memchr2_iter(b'\n', b'\r', &bytes[from..]) {
            let at = from + at;
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                self.starts.push(at + 1);
            }
        }
        self.marks.truncate(from / STEP + 1);
        let mut known = *self.marks.last().unwrap_or(&0);
        for step in bytes[(self.marks.len() - 1) * STEP..].chunks_exact(STEP) {
            known += units(step);
            self.marks.push(known);
        }
    }

    /// The number of UTF-16 units before an offset in bytes.
    fn units_before(&self, offset: usize) -> usize {
        let mark = offset / STEP;
        self.marks[mark] + units(&self.content.as_bytes()[mark * STEP..offset])
    }

    /// The offset, at the start of a character, with this number of units before it, or slightly fewer.
    fn offset_of_units(&self, wanted: usize) -> usize {
        let mark = self.marks.partition_point(|&before| before <= wanted) - 1;
        let mut left = wanted - self.marks[mark];
        let mut offset = ceil(&self.content, mark * STEP);
        for c in self.content[offset..].chars() {
            match left.checked_sub(c.len_utf16()) {
                Some(rest) if left > 0 => left = rest,
                _ => break,
            }
            offset += c.len_utf8();
        }
        offset
    }

    /// The bytes of a line without its line break.
    fn line(&self, line: usize) -> ops::Range<usize> {
        let start = self.starts[line];
        let Some(&next) = self.starts.get(line + 1) else {
            return start..self.content.len();
        };
        let whole = &self.content[start..next];
        let bare = whole.strip_suffix('\n').unwrap_or(whole);
        start..start + bare.strip_suffix('\r').unwrap_or(bare).len()
    }

    /// The position of an offset in bytes.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = floor(&self.content, offset);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let span = self.line(line);
        let offset = offset.min(span.end);
        let character = match encoding {
            Encoding::Utf8 => offset - span.start,
            Encoding::Utf16 => self.units_before(offset) - self.units_before(span.start),
        };
        Position {
            line: line as u32,
            character: character as u32,
        }
    }

    /// The range of a span of bytes.
    pub fn range(&self, span: &ops::Range<usize>, encoding: Encoding) -> Range {
        Range {
            start: self.position(span.start, encoding),
            end: self.position(span.end, encoding),
        }
    }

    /// The offset in bytes of a position. A position after the end of its line gives the end of the line; a
    /// line after the last one gives the end of the text; a position inside a character gives its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return self.content.len();
        }
        let span = self.line(line);
        let character = position.character as usize;
        let offset = match encoding {
            Encoding::Utf8 => floor(&self.content, span.start.saturating_add(character)),
            Encoding::Utf16 => self.offset_of_units(self.units_before(span.start) + character),
        };
        offset.clamp(span.start, span.end)
    }

    /// The span of bytes of a range.
    pub fn span(&self, range: Range, encoding: Encoding) -> ops::Range<usize> {
        let start = self.offset(range.start, encoding);
        start..self.offset(range.end, encoding).max(start)
    }
}

/// The number of UTF-16 units of the characters whose first bytes are among these bytes.
fn units(bytes: &[u8]) -> usize {
    let unit = |&byte: &u8| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0);
    bytes.iter().map(unit).sum()
}

/// The start of the character that contains an offset, or the end of the text.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The start of the next character, or the offset itself if a character starts there.
fn ceil(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOTH: [Encoding; 2] = [Encoding::Utf8, Encoding::Utf16];

    fn position(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn units_are_those_of_the_encoding() {
        let text = EditorText::new("a\u{1f600}خبر\r\nb\rc\n".into());
        let at = |line, character, encoding| text.offset(position(line, character), encoding);
        assert_eq!(
            text.position(11, Encoding::Utf16),
            position(0, 6),
            "the end of the line"
        );
        assert_eq!(text.position(11, Encoding::Utf8), position(0, 11));
        assert_eq!(at(0, 2, Encoding::Utf16), 1, "between two surrogates");
        assert_eq!(at(0, 3, Encoding::Utf16), 5);
        assert_eq!(at(0, 6, Encoding::Utf8), 5, "inside a character");
        for encoding in BOTH {
            assert_eq!(at(0, 99, encoding), 11);
            assert_eq!(at(1, 1, encoding), 14);
            assert_eq!(at(2, 0, encoding), 15);
            assert_eq!(at(3, 0, encoding), 17);
            assert_eq!(at(9, 9, encoding), 17);
            assert_eq!(at(0, u32::MAX, encoding), 11);
        }
    }

    #[test]
    fn many_places_in_a_line_of_megabytes_take_no_time() {
        let text = EditorText::new("خبر\u{1f600} ".repeat(1 << 18));
        let before = std::time::Instant::now();
        for offset in (0..text.as_str().len()).step_by(101) {
            let place = text.position(offset, Encoding::Utf16);
            assert!(offset - text.offset(place, Encoding::Utf16) < 4);
        }
        assert!(before.elapsed().as_secs() < 20, "{:?}", before.elapsed());
    }

    proptest! {
        #[test]
        fn places_lead_there_and_back(content in "[aخ\u{1f600}\n\r]{0,40}", long in 0..3usize) {
            let text = EditorText::new(content.repeat(1 + long * 20));
            for (at, _) in text.as_str().char_indices() {
                for encoding in BOTH {
                    let back = text.offset(text.position(at, encoding), encoding);
                    let is_between = text.as_str()[..at].ends_with('\r') && text.as_str()[at..].starts_with('\n');
                    prop_assert_eq!(back, if is_between { at - 1 } else { at });
                }
            }
        }

        #[test]
        fn changes_leave_the_same_lines_as_the_whole_text(
            content in "[aخ\u{1f600}\n\r]{0,20}",
            repeat in 1..60usize,
            changes in proptest::collection::vec((0..9u32, 0..9u32, 0..9u32, 0..9u32, "[xخ\n\r]{0,3}"), 1..6),
        ) {
            for encoding in BOTH {
                let mut text = EditorText::new(content.repeat(repeat));
                for (line, character, to_line, to, new) in &changes {
                    let range = Range { start: position(*line, *character), end: position(*to_line, *to) };
                    text.change(ContentChange { range: Some(range), text: new.clone() }, encoding);
                    let fresh = EditorText::new(text.content.clone());
                    prop_assert_eq!(&text.starts, &fresh.starts);
                    prop_assert_eq!(&text.marks, &fresh.marks);
                }
            }
        }
    }
}
