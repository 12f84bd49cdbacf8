//! The characters that the lines which a rule matches can begin with, or end with.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::text::{TABLED, is_alphanumeric};

/// A set of characters. All characters of three bytes or more count as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeChars([u64; WORDS]);

/// How many characters are distinguished.
pub const CHARS: usize = TABLED + 1;
const WORDS: usize = CHARS.div_ceil(64);

/// The beginning or the end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    First,
    Last,
}

impl Edge {
    /// The first or last character of a text.
    pub fn of(self, text: &str) -> Option<char> {
        match self {
            Self::First => text.chars().next(),
            Self::Last => text.chars().next_back(),
        }
    }
}

/// The number of a character among those that are distinguished.
pub fn number(c: char) -> usize {
    (c as usize).min(TABLED)
}

impl EdgeChars {
    /// No characters.
    pub const NONE: Self = Self([0; WORDS]);
    /// All characters.
    pub const ALL: Self = Self([u64::MAX; WORDS]);

    /// All characters but letters and digits.
    pub fn symbols() -> Self {
        let tabled = (0..TABLED as u32).filter_map(char::from_u32);
        let mut symbols = Self::NONE;
        tabled
            .filter(|&c| !is_alphanumeric(c))
            .for_each(|c| symbols.add(c, c));
        symbols.add(OTHER, OTHER);
        symbols
    }

    /// The first or last characters of the texts that a pattern matches as a whole; none of these texts is empty.
    pub fn of_pattern(pattern: &Hir, edge: Edge) -> Self {
        let mut chars = Self::NONE;
        chars.add_pattern(pattern, edge);
        chars
    }

    /// Adds the first or last characters of what a pattern matches. Whether it also matches an empty text.
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
                    Edge::First => parts.iter().all(|part| self.add_pattern(part, edge)),
                    Edge::Last => parts.iter().rev().all(|part| self.add_pattern(part, edge)),
                };
            }
            HirKind::Alternation(parts) => {
                let empty = parts.iter().filter(|part| self.add_pattern(part, edge));
                return empty.count() > 0;
            }
        }
        false
    }

    /// Adds all characters from one to another.
    pub fn add(&mut self, first: char, last: char) {
        (number(first)..=number(last)).for_each(|n| self.0[n / 64] |= 1 << (n % 64));
    }

    /// Adds the characters of another set.
    pub fn merge(&mut self, other: &Self) {
        std::iter::zip(&mut self.0, other.0).for_each(|(own, other)| *own |= other);
    }

    /// Whether a character is in the set.
    pub fn has(&self, c: char) -> bool {
        self.has_number(number(c))
    }

    /// Whether the character with this number is in the set.
    pub fn has_number(&self, n: usize) -> bool {
        self.0[n / 64] >> (n % 64) & 1 == 1
    }
}

/// One of the characters of three bytes.
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
            let (head, tail) = (Edge::First, Edge::Last);
            let [head, tail] = [head, tail].map(|edge| EdgeChars::of_pattern(&hir, edge));
            assert!(heads.chars().all(|c| head.has(c)), "{pattern}");
            assert!(tails.chars().all(|c| tail.has(c)), "{pattern}");
            let has = |c| head.has(c) || tail.has(c);
            assert!(!neither.chars().any(has), "{pattern}");
        }
        let symbols = EdgeChars::symbols();
        assert!(symbols.has('«') && !symbols.has('a') && !symbols.has('5') && !symbols.has('ب'));
    }
}
