//! The main block: the stretch of lines that reads most like an article.

use crate::rules::detectors::page::line::{Class, Line};

/// The part of a page that a line stands in; in the order of the names of `part`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Before the main block.
    Head,
    Inside,
    /// After the main block.
    Tail,
}

/// The main block, by its first and last line among those that are not blank.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    pub first: usize,
    pub last: usize,
}

/// Characters of a paragraph that count; more say no more.
const LONGEST: usize = 400;
const SENTENCE: f64 = 15.0;
const SHORT: f64 = -25.0;
const TINY: f64 = -60.0;
/// What a line counts that another rule calls residue.
const RESIDUE: f64 = -60.0;
/// A sum is greater than another by so much.
const GREATER: f64 = 1e-9;

impl Block {
    /// The stretch with the greatest sum; the first of equals.
    pub fn of(lines: &[Line], is_residue: &[bool]) -> Self {
        let mut block = Self { first: 0, last: 0 };
        let (mut best, mut sum, mut first) = (f64::NEG_INFINITY, 0.0, 0);
        for (at, line) in lines.iter().enumerate() {
            if sum <= 0.0 {
                (sum, first) = (0.0, at);
            }
            sum += if is_residue[at] { RESIDUE } else { worth(line) };
            if sum > best + GREATER {
                best = sum;
                block = Self { first, last: at };
            }
        }
        block
    }

    pub fn part(self, at: usize) -> Part {
        match at {
            _ if at < self.first => Part::Head,
            _ if at > self.last => Part::Tail,
            _ => Part::Inside,
        }
    }
}

/// What a line says for being part of an article.
fn worth(line: &Line) -> f64 {
    match line.class {
        Class::Paragraph => line.chars.min(LONGEST) as f64,
        Class::Sentence => SENTENCE,
        Class::Long | Class::Headline => SHORT,
        Class::Tiny => TINY,
    }
}
