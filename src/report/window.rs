//! The part of a long line that a diff shows: it begins a little before the place where the line differs from
//! another line.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use crate::base::clip::chars_before;
use crate::base::sanitise;

/// Characters that are shown before that place.
const LEAD: usize = 24;

/// A line that is safe for a terminal, with a limited number of cells.
pub struct Window<'a> {
    line: &'a str,
    /// Where the shown part begins, in bytes.
    from: usize,
    cells: Option<usize>,
}

impl<'a> Window<'a> {
    /// The line around the place where it differs from `other`, in at most `cells` cells.
    pub fn of(line: &'a str, other: Option<&str>, cells: Option<usize>) -> Self {
        let fits = cells.is_none_or(|cells| sanitise::line(line).width() <= cells);
        let from = match other {
            Some(other) if !fits => {
                let chars = line.char_indices().zip(other.chars());
                let same = chars.take_while(|((_, a), b)| a == b).last();
                let differs = same.map_or(0, |((at, c), _)| at + c.len_utf8());
                chars_before(line, differs, LEAD)
            }
            _ => 0,
        };
        Self {
            line,
            from,
            cells: cells.filter(|_| !fits),
        }
    }
}

impl fmt::Display for Window<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(cells) = self.cells else {
            return f.write_str(&sanitise::line(self.line));
        };
        let mut left = cells;
        if self.from > 0 {
            f.write_str("…")?;
            left = left.saturating_sub(1);
        }
        let mut rest = self.line[self.from..].chars();
        let mut held = String::new();
        while let Some(c) = rest.next() {
            held.clear();
            sanitise::push(&mut held, c);
            let width = held.width();
            let is_last = rest.as_str().is_empty();
            // One cell is kept for the ellipsis.
            if width + usize::from(!is_last) > left {
                return f.write_str("…");
            }
            left -= width;
            f.write_str(&held)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, other: Option<&str>, cells: usize) -> String {
        Window::of(line, other, Some(cells)).to_string()
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        assert_eq!(shown("عادت السفن", None, 10), "عادت السفن");
        assert_eq!(shown("日本", None, 4), "日本");
        assert_eq!(Window::of("long\u{1b}", None, None).to_string(), "long␛");
    }

    #[test]
    fn a_line_that_does_not_is_clipped() {
        assert_eq!(shown("abcdef", None, 5), "abcd…");
        assert_eq!(shown("日本語", None, 5), "日本…");
        assert_eq!(shown("日本語", None, 4), "日…");
    }

    #[test]
    fn the_difference_is_in_sight() {
        let same = "x".repeat(200);
        let (old, new) = (format!("{same}OLD{same}"), format!("{same}{same}"));
        let seen = shown(&old, Some(&new), 40);
        assert!(seen.starts_with("…x") && seen.contains("xOLDx") && seen.ends_with("x…"));
        assert_eq!(seen.chars().count(), 40);
    }
}
