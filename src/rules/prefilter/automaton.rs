//! An automaton that finds many literals in the pass that folds a text, character by character.
//!
//! Texts in Arabic letters are made of bytes of which every second says nearly nothing, so that
//! searches over bytes take twice the steps and find no rare byte to leap to. This one reads
//! characters, of those that take one or two bytes, and knows only the heads of literals: it
//! stays small enough for the processor's cache, and what it finds is compared in full.

use std::ops::Range;

use crate::text::{Scan, Sighting, TABLED, head, is_tabled};

/// Finds literals, each with a number.
#[derive(Debug)]
pub struct Automaton {
    /// Sees where the heads of literals end.
    scan: Scan,
    /// How many classes of characters there are.
    width: usize,
    /// By state, the literals whose heads end there.
    ends: Vec<Vec<End>>,
}

/// A literal whose head ends in a state.
#[derive(Debug, Clone)]
struct End {
    literal: Box<str>,
    /// Bytes of its head.
    head: usize,
    number: usize,
}

/// Characters of a literal that the automaton knows.
const HEAD: usize = 5;
/// With so many states, what literals begin with is told by shorter heads: a row of each would not
/// fit into memory with very many literals.
const MOST_STATES: usize = 1 << 14;
/// No way is known from a state yet.
const NONE: u32 = u32::MAX;

impl Automaton {
    /// Builds the search for literals, not empty, whose characters are all tabled.
    pub fn new(literals: &[&str]) -> Self {
        let (classes, width) = classes(literals);
        let mut trie = Trie::new(width);
        for (number, literal) in literals.iter().enumerate() {
            trie.add(literal, number, &classes);
        }
        let (next, ends) = trie.complete();
        Self {
            scan: Scan::new(classes, next),
            width,
            ends,
        }
    }

    /// What sees the heads of the literals.
    pub fn scan(&self) -> &Scan {
        &self.scan
    }

    /// Tells the numbers of the literals that stand in a folded line, with where they do.
    pub fn find(&self, line: &str, hit: &mut impl FnMut(usize, Range<usize>)) {
        let mut row = 0;
        let ends = line.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
        for (at, c) in ends {
            let (next, is_end) = self.scan.row_after_char(row, c);
            row = next;
            if is_end {
                self.compare(Sighting { at, row }, 0, line, hit);
            }
        }
    }

    /// Tells the numbers of the literals of which the heads end at a place that was seen, and that stand
    /// in full in a line of the folded text, which begins at `start`; with where they stand in the line.
    pub fn compare(
        &self,
        seen: Sighting,
        start: usize,
        line: &str,
        hit: &mut impl FnMut(usize, Range<usize>),
    ) {
        let line = line.as_bytes();
        for end in &self.ends[seen.row as usize / self.width] {
            let Some(head) = seen.at.checked_sub(start + end.head) else {
                continue;
            };
            let place = head..head + end.literal.len();
            if line.get(place.clone()) == Some(end.literal.as_bytes()) {
                hit(end.number, place);
            }
        }
    }
}

/// The classes of code points, one for each that stands in a head, and how many there are. Where
/// there are more than a byte can tell, the rest share one: literals are compared in full anyway.
fn classes(literals: &[&str]) -> (Box<[u8; TABLED]>, usize) {
    let mut classes = Box::new([0; TABLED]);
    let mut width = 1;
    for c in literals
        .iter()
        .flat_map(|literal| head(literal, HEAD).chars())
    {
        debug_assert!(is_tabled(c));
        if classes[c as usize] == 0 {
            classes[c as usize] = u8::try_from(width).unwrap_or(u8::MAX);
            width = (width + 1).min(usize::from(u8::MAX) + 1);
        }
    }
    (classes, width)
}

/// The heads of literals on the way to an automaton.
struct Trie {
    width: usize,
    /// By state and class, the number of the next state.
    next: Vec<u32>,
    ends: Vec<Vec<End>>,
}

impl Trie {
    fn new(width: usize) -> Self {
        Self {
            width,
            next: vec![NONE; width],
            ends: vec![Vec::new()],
        }
    }

    fn add(&mut self, literal: &str, number: usize, classes: &[u8; TABLED]) {
        let (mut state, mut known) = (0, 0);
        for c in head(literal, HEAD).chars() {
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
            known += c.len_utf8();
        }
        self.ends[state].push(End {
            literal: literal.into(),
            head: known,
            number,
        });
    }

    /// Gives every state a way on for every class, as Aho and Corasick do: where no literal goes
    /// on, that of the longest literal's head that ends here.
    fn complete(mut self) -> (Vec<u32>, Vec<Vec<End>>) {
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
    use crate::text::{Before, TextAnalysis};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_search_for_each_finds(
            literals in proptest::collection::vec("[abج.]{1,8}", 0..8),
            line in "[abج.€]{0,40}",
        ) {
            let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
            let automaton = Automaton::new(&literals);
            let (analysis, sightings) = TextAnalysis::scanned(&line, automaton.scan(), &Before::default());
            let mut found = Vec::new();
            let hit = &mut |number: usize, place| {
                assert_eq!(&line[place], literals[number]);
                found.push(number);
            };
            let folded = analysis.folded.as_str();
            let seen = (!line.is_empty()).then(|| sightings.on(0)).flatten();
            for &seen in seen.unwrap_or_default() {
                automaton.compare(seen, 0, folded, hit);
            }
            // A crowded line is searched anew.
            automaton.find(folded, hit);
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
