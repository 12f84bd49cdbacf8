//! Reads the rows of a file that changed from a diff without context.

use std::io::{self, BufRead};
use std::ops::Range;

/// Ranges of line numbers of a file, counted from 1. They ascend and do not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineRanges(Vec<Range<u64>>);

impl LineRanges {
    /// Reads the output of `git diff --unified=0` for one file. Returns `None` if the diff names no rows, as
    /// for a binary file.
    ///
    /// # Errors
    /// When the diff cannot be read.
    pub fn read(mut diff: impl BufRead) -> io::Result<Option<Self>> {
        let mut rows = Vec::new();
        let mut line = Vec::new();
        let mut is_silent = true;
        while read_head(&mut diff, &mut line)? {
            is_silent = false;
            rows.extend(hunk(&line));
        }
        Ok((is_silent || !rows.is_empty()).then_some(Self(rows)))
    }

    /// Whether a row changed. Rows are counted from 1.
    pub fn contain(&self, row: u64) -> bool {
        let next = self.0.partition_point(|rows| rows.end <= row);
        self.0.get(next).is_some_and(|rows| rows.contains(&row))
    }

    /// Whether no row changed.
    pub fn are_none(&self) -> bool {
        self.0.iter().all(Range::is_empty)
    }
}

/// The number of bytes at the start of a line that are read. Lines may be as long as documents.
const HEAD: usize = 80;

/// Reads the next line and keeps its first bytes. Returns false at the end of the input.
fn read_head(input: &mut impl BufRead, head: &mut Vec<u8>) -> io::Result<bool> {
    head.clear();
    let mut has_line = false;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok(has_line);
        }
        has_line = true;
        let end = memchr::memchr(b'\n', available);
        let part = &available[..end.unwrap_or(available.len())];
        head.extend(part.iter().take(HEAD - head.len()));
        let n = part.len() + usize::from(end.is_some());
        input.consume(n);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// The new rows of a hunk, from its header, such as `@@ -3,2 +3 @@`. Other lines of a diff begin with other
/// characters.
fn hunk(line: &[u8]) -> Option<Range<u64>> {
    let line = std::str::from_utf8(line.strip_prefix(b"@@ ")?)
        .or_else(|error| std::str::from_utf8(&line[3..3 + error.valid_up_to()]))
        .ok()?;
    let new = line.split(' ').find_map(|part| part.strip_prefix('+'))?;
    let (start, count) = new.split_once(',').unwrap_or((new, "1"));
    let (start, count): (u64, u64) = (start.parse().ok()?, count.parse().ok()?);
    Some(start..start + count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_the_headers_of_hunks() {
        for (diff, changed) in [
            ("", Some(vec![])),
            ("Binary files a and b differ\n", None),
            (
                "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n@@ -4,0 +5,2 @@ خبر\n+@@ -1 +9 @@\n+y\n",
                Some(vec![1, 5, 6]),
            ),
            (
                "@@ -3,2 +2,0 @@\n-a\n-b\n\\ No newline at end of file\n",
                Some(vec![]),
            ),
        ] {
            let rows = LineRanges::read(diff.as_bytes()).unwrap();
            let named = rows.map(|rows| (0..12).filter(|&row| rows.contain(row)).collect());
            assert_eq!(named, changed, "{diff}");
        }
    }
}
