//! A line of text as cells of the terminal: made safe, clipped or wrapped by width, its flagged part
//! between brackets. A row of the terminal holds a part of one line only: each row is put in order
//! by itself where a terminal reorders right-to-left text.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::base::clip::{CLOSE, OPEN, chars_before};
use crate::base::sanitise;
use crate::cli::review::screen::Style;

/// What both brackets take.
const BRACKETS: usize = 2;
/// Characters of a line that are looked at before and behind where its flagged part begins: no
/// terminal shows more, and a line may have megabytes.
const BEFORE: usize = 2_000;
const BEHIND: usize = 20_000;

/// A character, or the sign that stands for it.
#[derive(Debug, Clone)]
pub struct Cell {
    text: String,
    width: usize,
    is_marked: bool,
}

/// The cells of a line, of which a part may be flagged, in bytes of the line.
pub fn cells(line: &str, marked: Option<Range<usize>>) -> Vec<Cell> {
    let at = marked.as_ref().map_or(0, |marked| marked.start);
    let from = chars_before(line, at, BEFORE);
    let to = line[at..].char_indices().nth(BEHIND);
    let to = to.map_or(line.len(), |(to, _)| at + to);
    let mut cells = Vec::new();
    let sign = |text: &str, is_marked| Cell {
        width: text.width(),
        text: text.to_owned(),
        is_marked,
    };
    if from > 0 {
        cells.push(sign("…", false));
    }
    let mut held = String::new();
    for (n, c) in line[from..to].char_indices() {
        let n = from + n;
        let is_empty_here = |marked: &Range<usize>| marked.is_empty() && marked.start == n;
        if marked.as_ref().is_some_and(is_empty_here) {
            cells.push(sign("", true));
        }
        held.clear();
        sanitise::push(&mut held, c);
        let is_marked = marked.as_ref().is_some_and(|marked| marked.contains(&n));
        cells.push(sign(&held, is_marked));
    }
    if marked.is_some_and(|marked| marked.is_empty() && marked.start == to) {
        cells.push(sign("", true));
    }
    if to < line.len() {
        let is_marked = cells.last().is_some_and(|cell| cell.is_marked);
        cells.push(sign("…", is_marked));
    }
    cells
}

/// As much of a line as fits, from a little before its flagged part.
pub fn clip(cells: &[Cell], width: usize) -> Vec<Cell> {
    let all: usize = cells.iter().map(|cell| cell.width).sum();
    let first = cells.iter().position(|cell| cell.is_marked);
    let brackets = first.map_or(0, |_| BRACKETS);
    if all + brackets <= width {
        return cells.to_vec();
    }
    let mut lead = 0;
    let mut from = first.unwrap_or(0);
    while from > 0 && lead + cells[from - 1].width <= width / 4 {
        from -= 1;
        lead += cells[from].width;
    }
    let more = |is_marked| Cell {
        text: "…".into(),
        width: 1,
        is_marked,
    };
    let mut shown = Vec::new();
    let mut left = width.saturating_sub(brackets + 1);
    if from > 0 {
        shown.push(more(false));
        left = left.saturating_sub(1);
    }
    for cell in &cells[from..] {
        if cell.width > left {
            shown.push(more(cell.is_marked));
            break;
        }
        left -= cell.width;
        shown.push(cell.clone());
    }
    shown
}

/// A line in rows of this width, broken at blanks where they have some.
pub fn wrap(cells: Vec<Cell>, width: usize) -> Vec<Vec<Cell>> {
    let width = width.saturating_sub(BRACKETS).max(1);
    let mut rows = Vec::new();
    let mut row: Vec<Cell> = Vec::new();
    let mut taken = 0;
    for cell in cells {
        if taken + cell.width > width && !row.is_empty() {
            let blank = row.iter().rposition(|cell| cell.text == " ");
            let rest = blank.map_or_else(Vec::new, |blank| row.split_off(blank + 1));
            taken = rest.iter().map(|cell| cell.width).sum();
            rows.push(std::mem::replace(&mut row, rest));
        }
        taken += cell.width;
        row.push(cell);
    }
    rows.push(row);
    rows
}

/// A row as text, its flagged part between brackets and in reverse video.
pub fn painted(row: &[Cell], style: Style) -> String {
    let mut text = String::new();
    let mut is_marked = false;
    for cell in row {
        if cell.is_marked != is_marked {
            is_marked = cell.is_marked;
            match is_marked {
                true => text.extend([OPEN, style.reverse()]),
                false => text.extend([style.plain(), CLOSE]),
            }
        }
        text.push_str(&cell.text);
    }
    if is_marked {
        text.extend([style.plain(), CLOSE]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(line: &str, marked: Range<usize>, width: usize) -> String {
        painted(&clip(&cells(line, Some(marked)), width), Style::NONE)
    }

    fn wrapped(line: &str, marked: Range<usize>, width: usize) -> Vec<String> {
        let rows = wrap(cells(line, Some(marked)), width);
        rows.iter().map(|row| painted(row, Style::NONE)).collect()
    }

    #[test]
    fn a_line_that_fits_is_whole() {
        assert_eq!(clipped("عادت السفن", 0..8, 12), "⟦عادت⟧ السفن");
        assert_eq!(clipped("ab", 1..1, 12), "a⟦⟧b");
        assert_eq!(clipped("ab", 2..2, 12), "ab⟦⟧");
    }

    #[test]
    fn a_long_line_is_clipped_around_its_flagged_part() {
        let line = format!("{}FOUND{}", "x".repeat(100_000), "y".repeat(1_000_000));
        assert_eq!(clipped(&line, 100_000..100_005, 20), "…xxxxx⟦FOUND⟧yyyyyy…");
        assert_eq!(clipped(&line, 0..100_005, 10), "⟦xxxxxxx…⟧");
        assert_eq!(clipped("日本語日本語", 0..9, 10), "⟦日本語⟧…");
    }

    #[test]
    fn no_row_is_wider_than_asked_for() {
        let line = "قال الوزير إن الطريق سيفتح غدا أمام المسافرين 日本語 \u{1b}[31m";
        let marked = "قال الوزير ".len().."قال الوزير إن الطريق سيفتح غدا".len();
        for width in 8..60 {
            assert!(clipped(line, marked.clone(), width).width() <= width);
            for row in wrapped(line, marked.clone(), width) {
                assert!(row.width() <= width, "{width} {row}");
            }
        }
    }

    #[test]
    fn wrapped_rows_have_brackets_of_their_own() {
        assert_eq!(
            wrapped("one two three", 4..13, 8),
            ["one ", "⟦two ⟧", "⟦three⟧"]
        );
    }

    #[test]
    fn nothing_gets_at_the_terminal() {
        assert_eq!(clipped("a\u{1b}[2J\u{202e}b", 0..1, 40), "⟦a⟧␛[2J<U+202E>b");
    }
}
