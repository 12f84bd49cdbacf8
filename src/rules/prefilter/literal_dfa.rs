//! An Aho-Corasick automaton that finds many literals while a text is folded, character by character.
//!
//! In Arabic text, every second byte carries almost no information, so that a search over bytes takes twice the steps
//! and has no rare byte to skip to. This automaton reads characters of one and two bytes, and only the prefixes of
//! literals: it is small enough for the processor's cache. What it finds is compared in full.

use std::ops::Range;

use crate::text::{CharDfa, DfaMatch, TABLED, head, is_tabled};

/// Finds literals, each with a number.
#[derive(Debug)]
pub struct LiteralDfa {
    /// Finds where the prefixes of literals end.
    dfa: CharDfa,
    /// How many classes of characters there are.
    width: usize,
    /// By state, the literals whose prefixes end there.
    ends: Vec<Vec<PrefixEnd>>,
}

/// A literal whose prefix ends in a state.
#[derive(Debug, Clone)]
struct PrefixEnd {
    literal: Box<str>,
    /// Bytes of its prefix.
    prefix: usize,
    number: usize,
}

/// Characters of a literal that the automaton reads.
const PREFIX: usize = 5;
/// From this number of states on, prefixes are shorter: with very many literals, the table would not fit into memory.
const MOST_STATES: usize = 1 << 14;
/// A transition that is not set yet.
const NONE: u32 = u32::MAX;

impl LiteralDfa {
    /// A search for literals, not empty, of characters of one and two bytes.
    pub fn new(literals: &[&str]) -> Self {
        let (classes, width) = classes(literals);
        let mut trie = ClassTrie::new(width);
        for (number, literal) in literals.iter().enumerate() {
            trie.add(literal, number, &classes);
        }
        let (next, ends) = trie.complete();
        Self {
            dfa: CharDfa::new(classes, next),
            width,
            ends,
        }
    }

    /// The automaton that finds the prefixes of the literals.
    pub fn dfa(&self) -> &CharDfa {
        &self.dfa
    }

    /// Calls `hit` with the number of each literal in a folded line, and with its place in bytes of the line.
    pub fn find(&self, line: &str, hit: &mut impl FnMut(usize, Range<usize>)) {
        let mut row = 0;
        let ends = line.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
        for (at, c) in ends {
            let (next, is_end) = self.dfa.row_after_char(row, c);
            row = next;
            if is_end {
                self.compare(DfaMatch { end: at, row }, 0, line, hit);
            }
        }
    }

    /// Calls `hit` with the number of each literal whose prefix ends at a match and that is on the line in full, and with
    /// its place in bytes of the line. The line begins at the byte `start` of the folded text.
    pub fn compare(
        &self,
        found: DfaMatch,
        start: usize,
        line: &str,
        hit: &mut impl FnMut(usize, Range<usize>),
    ) {
        let line = line.as_bytes();
        for end in &self.ends[found.row as usize / self.width] {
            let Some(at) = found.end.checked_sub(start + end.prefix) else {
                continue;
            };
            let place = at..at + end.literal.len();
            if line.get(place.clone()) == Some(end.literal.as_bytes()) {
                hit(end.number, place);
            }
        }
    }
}

/// The classes of code points, one for each that occurs in a prefix, and how many there are. If a byte cannot number
/// them all, the rest share one class: literals are compared in full anyway.
fn classes(literals: &[&str]) -> (Box<[u8; TABLED]>, usize) {
    let mut classes = Box::new([0; TABLED]);
    let mut width = 1;
    for c in literals
        .iter()
        .flat_map(|literal| head(literal, PREFIX).chars())
    {
        debug_assert!(is_tabled(c));
        if classes[c as usize] == 0 {
            classes[c as usize] = u8::try_from(width).unwrap_or(u8::MAX);
            width = (width + 1).min(usize::from(u8::MAX) + 1);
        }
    }
    (classes, width)
}

/// A trie of the prefixes of literals, from which the automaton is made.
struct ClassTrie {
    width: usize,
    /// By state and class, the number of the next state.
    next: Vec<u32>,
    ends: Vec<Vec<PrefixEnd>>,
}

impl ClassTrie {
    fn new(width: usize) -> Self {
        Self {
            width,
            next: vec![NONE; width],
            ends: vec![Vec::new()],
        }
    }

    fn add(&mut self, literal: &str, number: usize, classes: &[u8; TABLED]) {
        let (mut state, mut bytes) = (0, 0);
        for c in head(literal, PREFIX).chars() {
            let place = state * self.width + usize::from(classes[c as usize]);
            if self.next[place] == NONE {
                if state != 0 && self.ends.len() >= MOST_STATES {
                    break;
                }
                self.next[place] = self.ends.len() as u32;
                self.next.resize(self.next.len() + self.width, NONE);
                self.ends.push(Vec::new());
            }
            state = self.next[place] as usize;
            bytes += c.len_utf8();
        }
        self.ends[state].push(PrefixEnd {
            literal: literal.into(),
            prefix: bytes,
            number,
        });
    }

    /// Gives every state a transition for every class, as Aho and Corasick do: if no literal continues with the class, the
    /// transition of the state for the longest suffix that is also a prefix.
    fn complete(mut self) -> (Vec<u32>, Vec<Vec<PrefixEnd>>) {
        let width = self.width;
        let mut fallback = vec![0; self.ends.len()];
        let mut queue = std::collections::VecDeque::from([0_usize]);
        while let Some(state) = queue.pop_front() {
            for class in 0..width {
                let place = state * width + class;
                let other = match state {
                    0 => 0,
                    _ => self.next[fallback[state] * width + class] as usize,
                };
                match self.next[place] {
                    NONE => self.next[place] = other as u32,
                    next => {
                        let next = next as usize;
                        fallback[next] = other;
                        let ends = self.ends[other].clone();
                        self.ends[next].extend(ends);
                        queue.push_back(next);
                    }
                }
            }
        }
        let ends = &self.ends;
        let beyond = self.next.len();
        for next in &mut self.next {
            let state = *next as usize;
            let from = if ends[state].is_empty() { 0 } else { beyond };
            *next = (from + state * width) as u32;
        }
        (self.next, self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{EarlierAnalysis, TextAnalysis};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_search_for_each_finds(
            literals in proptest::collection::vec("[abج.]{1,8}", 0..8),
            line in "[abج.€]{0,40}",
        ) {
            let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
            let search = LiteralDfa::new(&literals);
            let analysis = TextAnalysis::with_dfa(&line, search.dfa(), &EarlierAnalysis::default());
            let mut found = Vec::new();
            let hit = &mut |number: usize, place| {
                assert_eq!(&line[place], literals[number]);
                found.push(number);
            };
            let folded = analysis.folded.as_str();
            let matches = (!line.is_empty()).then(|| analysis.matches(search.dfa(), 0)).flatten();
            for &one in matches.unwrap_or_default() {
                search.compare(one, 0, folded, hit);
            }
            // The search of a crowded line.
            search.find(folded, hit);
            found.sort_unstable();
            found.dedup();
            let expected: Vec<usize> = (0..literals.len())
                .filter(|&number| line.contains(literals[number]))
                .collect();
            prop_assert_eq!(found, expected);
            let has_untabled = analysis.lines.first().is_some_and(|line| line.has_untabled);
            prop_assert_eq!(has_untabled, line.contains('€'));
        }
    }
}
