//! Finds literals with characters of three bytes or more: looks for one from each character of a line that one of them
//! begins with.

use std::ops::Range;

use crate::text::{PrefixTrie, head};

/// Finds literals, each with a number.
#[derive(Debug, Default)]
pub struct WideLiterals {
    /// The characters that literals begin with, as bits; most characters of a line are others. Characters that are
    /// [`FIRST_BITS`] apart share a bit.
    firsts: Vec<u64>,
    /// By their prefixes, the literals and their numbers.
    prefixes: PrefixTrie<(Box<str>, usize)>,
}

/// This many characters have a bit of their own.
const FIRST_BITS: usize = 1 << 16;
/// Characters of a literal in the trie. The rest is compared, so that the cost of each place is bounded.
const PREFIX: usize = 12;

impl WideLiterals {
    /// A search for these literals, not empty.
    pub fn new(literals: &[&str]) -> Self {
        let mut all = Self::default();
        for (number, literal) in literals.iter().enumerate() {
            all.prefixes
                .add(head(literal, PREFIX), ((*literal).into(), number));
            if let Some((word, bit)) = literal.chars().next().map(bit_of) {
                all.firsts.resize(all.firsts.len().max(word + 1), 0);
                all.firsts[word] |= bit;
            }
        }
        all
    }

    /// Calls `hit` with the number of each literal in a folded line, and with its place in bytes of the line.
    pub fn find(&self, line: &str, hit: &mut impl FnMut(usize, Range<usize>)) {
        let may_begin = |&(_, c): &(usize, char)| {
            let (word, bit) = bit_of(c);
            self.firsts.get(word).is_some_and(|bits| bits & bit != 0)
        };
        for (at, _) in line.char_indices().filter(may_begin) {
            let rest = &line[at..];
            self.prefixes.any(rest.chars(), |_, (literal, number)| {
                if rest.starts_with(&**literal) {
                    hit(*number, at..at + literal.len());
                }
                false
            });
        }
    }
}

/// The bit of a character: the number of its word, and the bit in that word.
fn bit_of(c: char) -> (usize, u64) {
    let code = c as usize % FIRST_BITS;
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
            WideLiterals::new(&literals).find(&line, &mut |number, place| found.push((number, place)));
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
