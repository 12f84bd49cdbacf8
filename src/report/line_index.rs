//! The index of the lines of a text: from offsets in bytes to lines and columns.

use std::cell::Cell;

use memchr::memchr_iter;

/// Where each line of a text begins.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// The last result, as offset (bytes), line and column (characters), both from 0. Findings come in order,
    /// so that the characters of a long line are counted only once.
    last: Cell<(usize, usize, usize)>,
}

impl<'t> LineIndex<'t> {
    /// The index of a text.
    pub fn new(text: &'t str) -> Self {
        let breaks = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
            last: Cell::new((0, 0, 0)),
        }
    }

    /// The line of an offset and its column in characters, both from 1.
    pub fn of(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.starts[line];
        let chars = |from: usize, to: usize| self.text[from..to].chars().count();
        let column = match self.last.get() {
            (last, same, column) if same == line && last <= offset => column + chars(last, offset),
            // A little back: the end of one finding was looked up before the start of the next.
            (last, same, column) if same == line && last - offset < offset - start => {
                column - chars(offset, last)
            }
            _ => chars(start, offset),
        };
        self.last.set((offset, line, column));
        (line + 1, column + 1)
    }

    /// The line of an offset (bytes), from 0.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// Where a line begins, in bytes; `line` counts from 0. `None` after the last line.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// The span of a line in bytes, without its line break; `line` counts from 0. `None` after the last line.
    pub fn line(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.starts.get(line)?;
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        let end = start + self.text[start..end].trim_end_matches('\r').len();
        Some(start..end)
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::LineIndex;

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "خبر عاجل\nثانٍ, then more\n";
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let index = LineIndex::new(text);
        for &a in &offsets {
            for &b in &offsets {
                index.of(a);
                assert_eq!(index.of(b), LineIndex::new(text).of(b), "{a} then {b}");
            }
        }
    }
}
