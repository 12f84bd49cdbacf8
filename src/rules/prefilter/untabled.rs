//! Finds the literals in which other characters stand than the automaton reads: from each character of a
//! line that one of them begins with.

use std::ops::Range;

use crate::rules::prefilter::heads::Heads;
use crate::text::head;

/// Finds literals, each with a number.
#[derive(Debug, Default)]
pub struct Untabled {
    /// The characters that literals begin with, as bits: most places of a line hold another. Characters
    /// that are [`TOLD_APART`] apart share one.
    firsts: Vec<u64>,
    /// By their heads, the literals and their numbers.
    heads: Heads<(Box<str>, usize)>,
}

/// So many characters have a bit of their own.
const TOLD_APART: usize = 1 << 16;
/// Characters of a literal that a walk reads: the rest is compared, so that what a place costs is bounded.
const HEAD: usize = 12;

impl Untabled {
    /// Finds these literals, not empty.
    pub fn new(literals: &[&str]) -> Self {
        let mut all = Self::default();
        for (number, literal) in literals.iter().enumerate() {
            all.heads
                .add(head(literal, HEAD), ((*literal).into(), number));
            if let Some((word, bit)) = literal.chars().next().map(bit_of) {
                all.firsts.resize(all.firsts.len().max(word + 1), 0);
                all.firsts[word] |= bit;
            }
        }
        all
    }

    /// Tells the numbers of the literals that stand in a folded line, with where they do.
    pub fn find(&self, line: &str, hit: &mut impl FnMut(usize, Range<usize>)) {
        let may_begin = |&(_, c): &(usize, char)| {
            let (word, bit) = bit_of(c);
            self.firsts.get(word).is_some_and(|bits| bits & bit != 0)
        };
        for (at, _) in line.char_indices().filter(may_begin) {
            let rest = &line[at..];
            self.heads.any(rest.chars(), |_, (literal, number)| {
                if rest.starts_with(&**literal) {
                    hit(*number, at..at + literal.len());
                }
                false
            });
        }
    }
}

/// Where the bit of a character is: its word, and its place there.
fn bit_of(c: char) -> (usize, u64) {
    let code = c as usize % TOLD_APART;
    (code / 64, 1 << (code % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_search_for_each_finds(
            literals in proptest::collection::vec("[a新文😀 ]{1,3}(新|新文){0,9}", 0..8),
            line in "([a新文😀 \u{f600}]|新新新){0,40}",
        ) {
            let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
            let mut found = Vec::new();
            Untabled::new(&literals).find(&line, &mut |number, place| found.push((number, place)));
            found.sort_unstable_by_key(|(number, place)| (*number, place.start));
            let places = |(number, literal): (usize, &&str)| -> Vec<(usize, Range<usize>)> {
                let starts = line.char_indices().map(|(at, _)| at);
                let here = starts.filter(|&at| line[at..].starts_with(*literal));
                here.map(|at| (number, at..at + literal.len())).collect()
            };
            let expected: Vec<_> = literals.iter().enumerate().flat_map(places).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
