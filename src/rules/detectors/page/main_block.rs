//! The main block of a page: the run of lines that reads most like an article.

use crate::rules::detectors::page::line::{FilledLine, LineClass};

/// The part of a page that a line is in. The order is that of the names of the property `part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagePart {
    /// Before the main block.
    Head,
    /// In the main block.
    Inside,
    /// After the main block.
    Tail,
}

/// The first and last line of the main block, among the lines that are not blank.
#[derive(Debug, Clone, Copy)]
pub struct MainBlock {
    /// Index of its first line.
    pub first: usize,
    /// Index of its last line.
    pub last: usize,
}

/// Characters of a paragraph that count; a longer paragraph counts no more.
const LONGEST: usize = 400;
const SENTENCE: f64 = 15.0;
const SHORT: f64 = -25.0;
const TINY: f64 = -60.0;
/// What a line counts in which another rule found boilerplate.
const BOILERPLATE: f64 = -60.0;
/// A sum must be greater by this much, so that rounding decides nothing.
const GREATER: f64 = 1e-9;

impl MainBlock {
    /// The run of lines with the greatest sum; the first one if several are equal.
    pub fn of(lines: &[FilledLine], is_boilerplate: &[bool]) -> Self {
        let mut block = Self { first: 0, last: 0 };
        let (mut best, mut sum, mut first) = (f64::NEG_INFINITY, 0.0, 0);
        for (at, line) in lines.iter().enumerate() {
            if sum <= 0.0 {
                (sum, first) = (0.0, at);
            }
            sum += match is_boilerplate[at] {
                true => BOILERPLATE,
                false => worth(line),
            };
            if sum > best + GREATER {
                best = sum;
                block = Self { first, last: at };
            }
        }
        block
    }

    /// The part of the page that a line is in.
    pub fn part(self, at: usize) -> PagePart {
        match at {
            _ if at < self.first => PagePart::Head,
            _ if at > self.last => PagePart::Tail,
            _ => PagePart::Inside,
        }
    }
}

/// How much a line speaks for being in an article.
fn worth(line: &FilledLine) -> f64 {
    match line.class {
        LineClass::Paragraph => line.chars.min(LONGEST) as f64,
        LineClass::Sentence => SENTENCE,
        LineClass::Long | LineClass::Headline => SHORT,
        LineClass::Tiny => TINY,
    }
}
