//! A folded text with the way back to the text that it was made from.

use std::ops::Range;

use crate::text::offset_map::OffsetMap;

/// A folded text and the map back to the original.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    pub(super) text: String,
    pub(super) origin: OffsetMap,
}

/// Where a line ends, before its line feed.
#[derive(Debug, Default, Clone, Copy)]
pub struct LineEnd {
    /// In bytes of the original text.
    pub original: usize,
    /// In bytes of the folded text.
    pub folded: usize,
}

impl Folded {
    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the folded text has what begins at an offset of the original, both in bytes.
    pub fn derived(&self, original: usize) -> usize {
        let at = self.origin.derived(original).min(self.text.len());
        self.text.floor_char_boundary(at)
    }

    /// The span of the original that a span of the folded text came from, in bytes: whole characters, without white
    /// space at its end.
    pub fn span(&self, original: &str, folded: Range<usize>) -> Range<usize> {
        // One character may fold to several, so that an offset can lie inside the original one.
        let start = original.floor_char_boundary(self.origin.source(folded.start));
        let end = original.ceil_char_boundary(self.origin.source(folded.end));
        start..start + original[start..end].trim_end().len()
    }
}
