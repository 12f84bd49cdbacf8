//! An automaton that finds many literals in one pass over a text, character by character.
//!
//! Texts in Arabic letters are made of bytes of which every second says nearly nothing, so that
//! searches over bytes take twice the steps and find no rare byte to leap to. This one reads
//! characters, of those that take one or two bytes, and knows only the heads of literals: it
//! stays small enough for the processor's cache, and what it finds is compared in full.

use crate::document::{TABLED, head, is_tabled, tabled_at};

/// Finds literals, each of which belongs to a rule.
#[derive(Debug)]
pub struct Automaton {
    /// By code point, its class: 0 for all that stand in no literal's head.
    classes: Box<[u8; TABLED]>,
    /// How many classes there are.
    width: usize,
    /// By state and class, where the next state's row begins, with [`ENDS`] where a head ends.
    next: Vec<u32>,
    /// By state, the literals whose heads end there.
    ends: Vec<Vec<End>>,
}

/// A literal whose head ends in a state.
#[derive(Debug, Clone)]
struct End {
    literal: Box<str>,
    /// Bytes of its head.
    head: usize,
    rule: usize,
}

/// Characters of a literal that the automaton knows.
const HEAD: usize = 5;
/// With so many states, what literals begin with is told by shorter heads: a row of each would not
/// fit into memory with very many literals.
const MOST_STATES: usize = 1 << 14;
/// Marks a state in which a head ends.
const ENDS: u32 = 1 << 31;
/// No way is known from a state yet.
const NONE: u32 = u32::MAX;

impl Automaton {
    /// Builds the search for literals, not empty, whose characters are all tabled.
    pub fn new(literals: &[(&str, usize)]) -> Self {
        let (classes, width) = classes(literals);
        let mut trie = Trie::new(width);
        for &(literal, rule) in literals {
            trie.add(literal, rule, &classes);
        }
        let (next, ends) = trie.complete();
        Self {
            classes,
            width,
            next,
            ends,
        }
    }

    /// Tells the rule of each literal in a line, some several times. Whether characters stand in
    /// the line that the automaton does not read.
    pub fn find(&self, line: &str, hit: &mut impl FnMut(usize)) -> bool {
        let bytes = line.as_bytes();
        let (mut row, mut at, mut has_others) = (0, 0, false);
        while let Some(&first) = bytes.get(at) {
            let Some((code, after)) = tabled_at(bytes, at) else {
                at += if first < 0xf0 { 3 } else { 4 };
                (row, has_others) = (0, true);
                continue;
            };
            at = after;
            let next = self.next[row + usize::from(self.classes[code])];
            row = (next & !ENDS) as usize;
            if next & ENDS != 0 {
                self.compare(row / self.width, bytes, at, hit);
            }
        }
        has_others
    }

    /// Tells the rules of the literals whose heads end in a state, and that stand in the line with
    /// their heads up to there.
    fn compare(&self, state: usize, line: &[u8], at: usize, hit: &mut impl FnMut(usize)) {
        for end in &self.ends[state] {
            let start = at.checked_sub(end.head);
            let rest = start.and_then(|start| line.get(start..));
            if rest.is_some_and(|rest| rest.starts_with(end.literal.as_bytes())) {
                hit(end.rule);
            }
        }
    }
}

/// The classes of code points, one for each that stands in a head, and how many there are. Where
/// there are more than a byte can tell, the rest share one: literals are compared in full anyway.
fn classes(literals: &[(&str, usize)]) -> (Box<[u8; TABLED]>, usize) {
    let mut classes = Box::new([0; TABLED]);
    let mut width = 1;
    for c in literals
        .iter()
        .flat_map(|(text, _)| head(text, HEAD).chars())
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

    fn add(&mut self, literal: &str, rule: usize, classes: &[u8; TABLED]) {
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
            rule,
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
        for next in &mut self.next {
            let state = *next as usize;
            let mark = if ends[state].is_empty() { 0 } else { ENDS };
            *next = (state * width) as u32 | mark;
        }
        (self.next, self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_search_for_each_finds(
            literals in proptest::collection::vec("[abج.]{1,8}", 0..8),
            line in "[abج.€]{0,40}",
        ) {
            let numbered: Vec<(&str, usize)> = literals
                .iter()
                .enumerate()
                .map(|(n, literal)| (literal.as_str(), n))
                .collect();
            let mut found = Vec::new();
            let has_others = Automaton::new(&numbered).find(&line, &mut |rule| found.push(rule));
            found.sort_unstable();
            found.dedup();
            let expected: Vec<usize> = numbered
                .iter()
                .filter(|(literal, _)| line.contains(literal))
                .map(|&(_, n)| n)
                .collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(has_others, line.contains('€'));
        }
    }
}
