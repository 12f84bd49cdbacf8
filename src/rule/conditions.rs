//! Conditions on where a line stands and what it looks like: every kind takes them.

use serde::Deserialize;

use crate::document::{Ending, Part, Script, Segments};

/// Where a line must stand, and what it and its neighbours must look like. All must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Where {
    /// The part of the document: head, body or tail.
    pub part: Vec<Part>,
    /// Below the title, if the document has one.
    pub after_title: bool,
    /// Among the first so many lines that are not blank.
    pub first: Option<usize>,
    /// Among the last so many lines that are not blank.
    pub last: Option<usize>,
    /// At least so many lines that are not blank stand in the document.
    pub min_lines: Option<usize>,
    /// The script that most letters of the document are in.
    pub script: Option<Script>,
    /// The line itself.
    pub line: Shape,
    /// The nearest line above that is not blank; a first line meets every condition on it.
    pub previous: Shape,
    /// The nearest line below that is not blank; a last line meets every condition on it.
    pub next: Shape,
}

impl Where {
    /// Whether a line of a document meets all conditions.
    pub fn allows(&self, segments: &Segments, line: usize) -> bool {
        let ordinal = segments.lines[line].ordinal;
        (self.part.is_empty() || self.part.contains(&segments.part(line)))
            && (!self.after_title || segments.title.is_some_and(|title| line > title))
            && self.first.is_none_or(|n| ordinal < n)
            && self.last.is_none_or(|n| ordinal + n >= segments.filled)
            && self.min_lines.is_none_or(|n| segments.filled >= n)
            && self
                .script
                .is_none_or(|script| segments.script == Some(script))
            && self.line.fits(segments, line)
            && self
                .previous
                .fits_neighbour(segments, || segments.previous(line))
            && self.next.fits_neighbour(segments, || segments.next(line))
    }
}

/// The shape of a line. Lengths are in characters and words of the folded line.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shape {
    pub min_chars: Option<usize>,
    pub max_chars: Option<usize>,
    pub min_words: Option<usize>,
    pub max_words: Option<usize>,
    /// The line ends in one of these ways.
    pub ends: Vec<Ending>,
    /// The line ends in none of these ways.
    pub not_ends: Vec<Ending>,
    /// Whether it begins with a list mark, such as a dash or a bullet, and a space.
    pub bullet: Option<bool>,
    /// Whether it is long enough, or finished and long enough, to be running text.
    pub paragraph: Option<bool>,
    /// Whether it has letters, and none of the script that most of the document is in.
    pub foreign_script: Option<bool>,
    /// Whether a blank line, or the document's edge, stands above it and below it.
    pub alone: Option<bool>,
    /// Whether it is the same as the next line that is not blank.
    pub repeated: Option<bool>,
    /// For a neighbour: true where there must be one; otherwise an absent one meets every condition.
    pub present: bool,
}

impl Shape {
    /// What headlines look like in any language: of 105 headlines on scraped pages, half had 53 to
    /// 77 characters, none ended with a lone full stop.
    pub fn headline() -> Self {
        Self {
            min_chars: Some(20),
            max_chars: Some(140),
            min_words: Some(3),
            not_ends: vec![Ending::Stop, Ending::Comma, Ending::Colon],
            ..Self::default()
        }
    }

    /// Whether every line fits.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a neighbour fits, or need not be there and is not.
    fn fits_neighbour(&self, segments: &Segments, find: impl FnOnce() -> Option<usize>) -> bool {
        self.is_any() || find().map_or(!self.present, |at| self.fits(segments, at))
    }

    /// Whether a line fits.
    pub fn fits(&self, segments: &Segments, at: usize) -> bool {
        let line = &segments.lines[at];
        self.min_chars.is_none_or(|n| line.chars >= n)
            && self.max_chars.is_none_or(|n| line.chars <= n)
            && self.min_words.is_none_or(|n| line.words >= n)
            && self.max_words.is_none_or(|n| line.words <= n)
            && (self.ends.is_empty() || self.ends.contains(&line.ending))
            && !self.not_ends.contains(&line.ending)
            && self
                .bullet
                .is_none_or(|is| is == has_bullet(segments.folded_line(at)))
            && self.paragraph.is_none_or(|is| is == line.is_paragraph())
            && self
                .foreign_script
                .is_none_or(|is| is == is_foreign(segments, at))
            && self.alone.is_none_or(|is| is == is_alone(segments, at))
            && self
                .repeated
                .is_none_or(|is| is == is_repeated(segments, at))
    }
}

/// Whether a folded line begins with a list mark and a space.
pub fn has_bullet(folded: &str) -> bool {
    let mut chars = folded.chars();
    let mark = matches!(
        chars.next(),
        Some(
            '-' | '–'
                | '—'
                | '*'
                | '•'
                | '·'
                | '◦'
                | '▪'
                | '■'
                | '●'
                | '►'
                | '»'
                | '>'
                | '✔'
        )
    );
    mark && chars.next() == Some(' ')
}

fn is_foreign(segments: &Segments, line: usize) -> bool {
    let mut letters = segments
        .folded_line(line)
        .chars()
        .filter_map(Script::of)
        .peekable();
    letters.peek().is_some() && !letters.any(|script| segments.script == Some(script))
}

fn is_alone(segments: &Segments, line: usize) -> bool {
    let blank = |l: usize| segments.lines.get(l).is_none_or(|l| l.is_blank());
    (line == 0 || blank(line - 1)) && blank(line + 1)
}

fn is_repeated(segments: &Segments, line: usize) -> bool {
    segments
        .next(line)
        .is_some_and(|next| segments.folded_line(next) == segments.folded_line(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(toml: &str) -> Shape {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn a_shape_is_judged_in_characters() {
        let segments = Segments::new("خبر قصير");
        assert!(shape("max_chars = 8\nmin_words = 2").fits(&segments, 0));
        assert!(!shape("max_chars = 7").fits(&segments, 0));
    }

    #[test]
    fn a_line_of_another_script_is_foreign() {
        let segments = Segments::new("عنوان الخبر هنا\nGoogle\nخبر Google\n12");
        let foreign = shape("foreign_script = true");
        let hits: Vec<_> = (0..4).filter(|&l| foreign.fits(&segments, l)).collect();
        assert_eq!(hits, [1]);
    }

    #[test]
    fn an_absent_neighbour_meets_every_condition() {
        let conditions: Where = toml::from_str("previous = { ends = ['stop'] }").unwrap();
        let segments = Segments::new("one\ntwo\nthree.\nfour");
        let hits: Vec<_> = (0..4)
            .filter(|&l| conditions.allows(&segments, l))
            .collect();
        assert_eq!(hits, [0, 3]);
        let conditions: Where = toml::from_str("previous = { present = true }").unwrap();
        let hits: Vec<_> = (0..4)
            .filter(|&l| conditions.allows(&segments, l))
            .collect();
        assert_eq!(hits, [1, 2, 3]);
    }

    #[test]
    fn first_and_last_count_lines_that_are_not_blank() {
        let segments = Segments::new("\n\na\n\nb\nc\n\n");
        let first: Where = toml::from_str("first = 1").unwrap();
        let last: Where = toml::from_str("last = 1").unwrap();
        let filled = [2, 4, 5];
        assert_eq!(
            filled.map(|l| first.allows(&segments, l)),
            [true, false, false]
        );
        assert_eq!(
            filled.map(|l| last.allows(&segments, l)),
            [false, false, true]
        );
    }
}
