//! The characters that a text of a rule can begin with, or end with.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::text::{TABLED, is_alphanumeric};

/// A set of characters; those that the table of characters does not know count as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chars([u64; WORDS]);

/// How many characters are told apart.
pub const CHARS: usize = TABLED + 1;
const WORDS: usize = CHARS.div_ceil(64);

/// An end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    Head,
    Tail,
}

impl Edge {
    /// The character at this end of a text.
    pub fn of(self, text: &str) -> Option<char> {
        match self {
            Self::Head => text.chars().next(),
            Self::Tail => text.chars().next_back(),
        }
    }
}

/// The number of a character among those that are told apart.
pub fn number(c: char) -> usize {
    (c as usize).min(TABLED)
}

impl Chars {
    pub const NONE: Self = Self([0; WORDS]);
    pub const ALL: Self = Self([u64::MAX; WORDS]);

    /// What is no letter and no digit.
    pub fn signs() -> Self {
        let tabled = (0..TABLED as u32).filter_map(char::from_u32);
        let mut signs = Self::NONE;
        tabled
            .filter(|&c| !is_alphanumeric(c))
            .for_each(|c| signs.add(c, c));
        signs.add(OTHER, OTHER);
        signs
    }

    /// Those at an end of the texts that a pattern matches as a whole, of which none is empty.
    pub fn of_pattern(pattern: &Hir, edge: Edge) -> Self {
        let mut chars = Self::NONE;
        chars.add_pattern(pattern, edge);
        chars
    }

    /// Adds those at an end of what a pattern matches; whether it matches an empty text, too.
    fn add_pattern(&mut self, pattern: &Hir, edge: Edge) -> bool {
        match pattern.kind() {
            HirKind::Empty | HirKind::Look(_) => return true,
            HirKind::Literal(literal) => {
                let text = str::from_utf8(&literal.0).ok();
                match text.and_then(|text| edge.of(text)) {
                    Some(c) => self.add(c, c),
                    None => *self = Self::ALL,
                }
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter();
                ranges.for_each(|range| self.add(range.start(), range.end()));
            }
            HirKind::Class(Class::Bytes(_)) => *self = Self::ALL,
            HirKind::Repetition(repetition) => {
                return self.add_pattern(&repetition.sub, edge) || repetition.min == 0;
            }
            HirKind::Capture(capture) => return self.add_pattern(&capture.sub, edge),
            HirKind::Concat(parts) => {
                return match edge {
                    Edge::Head => parts.iter().all(|part| self.add_pattern(part, edge)),
                    Edge::Tail => parts.iter().rev().all(|part| self.add_pattern(part, edge)),
                };
            }
            HirKind::Alternation(parts) => {
                let empty = parts.iter().filter(|part| self.add_pattern(part, edge));
                return empty.count() > 0;
            }
        }
        false
    }

    /// Adds all from one to another.
    pub fn add(&mut self, first: char, last: char) {
        (number(first)..=number(last)).for_each(|n| self.0[n / 64] |= 1 << (n % 64));
    }

    /// Adds those of another set.
    pub fn merge(&mut self, other: &Self) {
        std::iter::zip(&mut self.0, other.0).for_each(|(own, other)| *own |= other);
    }

    pub fn has(&self, c: char) -> bool {
        self.has_number(number(c))
    }

    /// Whether the character of this number is among them.
    pub fn has_number(&self, n: usize) -> bool {
        self.0[n / 64] >> (n % 64) & 1 == 1
    }
}

/// One of those that the table does not know.
const OTHER: char = '一';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_begin_and_end_with_some_characters() {
        let cases = [
            (r"(?:on )?[0-9]+ may[.]?", "o0", "y.", "mx "),
            (r"\bab|c*d?", "acd", "bcd", "xه"),
            (r"\(\p{L}+\)新?", "(", ")新", "aه"),
        ];
        for (pattern, heads, tails, neither) in cases {
            let hir = regex_syntax::parse(pattern).unwrap();
            let (head, tail) = (Edge::Head, Edge::Tail);
            let [head, tail] = [head, tail].map(|edge| Chars::of_pattern(&hir, edge));
            assert!(heads.chars().all(|c| head.has(c)), "{pattern}");
            assert!(tails.chars().all(|c| tail.has(c)), "{pattern}");
            let has = |c| head.has(c) || tail.has(c);
            assert!(!neither.chars().any(has), "{pattern}");
        }
        let signs = Chars::signs();
        assert!(signs.has('«') && !signs.has('a') && !signs.has('5') && !signs.has('ب'));
    }
}
