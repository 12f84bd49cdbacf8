//! The matching blocks of two sequences: the longest common run, then the longest ones to its left and to its
//! right, and so on.
//!
//! The blocks are the same as those of Python's `difflib.SequenceMatcher` without its junk heuristics, also for
//! ties. So a few lines of Python can check the figures.

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::FxHashMap;

/// If there are more pairs of equal items than this, only the common beginning and the common end are matched,
/// because the time grows with the number of pairs.
const MOST_PAIRS: usize = 1 << 30;

/// A run of items that two sequences share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchingBlock {
    /// Its first item in the first sequence.
    pub a: usize,
    /// Its first item in the second sequence.
    pub b: usize,
    /// The number of its items.
    pub size: usize,
}

/// The runs that two sequences share, in order. No run touches the next one in both sequences.
pub fn matching_blocks<T: Eq + Hash>(a: &[T], b: &[T]) -> Vec<MatchingBlock> {
    let mut places: FxHashMap<&T, Vec<usize>> = FxHashMap::default();
    for (at, item) in b.iter().enumerate() {
        places.entry(item).or_default().push(at);
    }
    let places: Vec<&[usize]> = a
        .iter()
        .map(|item| places.get(item).map_or(&[][..], Vec::as_slice))
        .collect();
    if places.iter().map(|places| places.len()).sum::<usize>() > MOST_PAIRS {
        return ends(a, b);
    }
    let mut blocks = Vec::new();
    let mut waiting = vec![(0..a.len(), 0..b.len())];
    while let Some((of_a, of_b)) = waiting.pop() {
        let block = longest(&places, of_a.clone(), of_b.clone());
        if block.size > 0 {
            waiting.push((of_a.start..block.a, of_b.start..block.b));
            waiting.push((
                block.a + block.size..of_a.end,
                block.b + block.size..of_b.end,
            ));
            blocks.push(block);
        }
    }
    blocks.sort();
    joined(blocks)
}

/// The longest run that two ranges share. Of several, the one that begins first in `a`, then in `b`.
fn longest(places: &[&[usize]], of_a: Range<usize>, of_b: Range<usize>) -> MatchingBlock {
    let mut best = MatchingBlock {
        a: of_a.start,
        b: of_b.start,
        size: 0,
    };
    // The length of the run that ends at the previous item of `a` and at each item of `b`, with a zero in
    // front.
    let mut before = vec![0; of_b.len() + 1];
    let mut now = before.clone();
    let mut set_before: &[usize] = &[];
    for at_a in of_a {
        let all = places[at_a];
        let first = all.partition_point(|&at| at < of_b.start);
        let end = all.partition_point(|&at| at < of_b.end);
        let set_now = &all[first..end.max(first)];
        for &at_b in set_now {
            let size = before[at_b - of_b.start] + 1;
            now[at_b - of_b.start + 1] = size;
            if size > best.size {
                best = MatchingBlock {
                    a: at_a + 1 - size,
                    b: at_b + 1 - size,
                    size,
                };
            }
        }
        for &at_b in set_before {
            before[at_b - of_b.start + 1] = 0;
        }
        std::mem::swap(&mut before, &mut now);
        set_before = set_now;
    }
    best
}

/// Joins blocks that touch in both sequences.
fn joined(blocks: Vec<MatchingBlock>) -> Vec<MatchingBlock> {
    let mut joined: Vec<MatchingBlock> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match joined.last_mut() {
            Some(last) if last.a + last.size == block.a && last.b + last.size == block.b => {
                last.size += block.size;
            }
            _ => joined.push(block),
        }
    }
    joined
}

/// The common beginning, and the common end of the rest.
fn ends<T: Eq>(a: &[T], b: &[T]) -> Vec<MatchingBlock> {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[head..], &b[head..]);
    let backwards = a.iter().rev().zip(b.iter().rev());
    let tail = backwards.take_while(|(a, b)| a == b).count();
    let blocks = [
        MatchingBlock {
            a: 0,
            b: 0,
            size: head,
        },
        MatchingBlock {
            a: head + a.len() - tail,
            b: head + b.len() - tail,
            size: tail,
        },
    ];
    blocks.into_iter().filter(|block| block.size > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(a: &str, b: &str) -> Vec<(usize, usize, usize)> {
        let blocks = matching_blocks(a.as_bytes(), b.as_bytes());
        blocks.iter().map(|x| (x.a, x.b, x.size)).collect()
    }

    #[test]
    fn blocks_are_those_of_difflib() {
        assert_eq!(blocks(" abcd", "abcd abcd"), [(0, 4, 5)]);
        assert_eq!(blocks("abxcd", "abcd"), [(0, 0, 2), (3, 2, 2)]);
        assert_eq!(blocks("aaaa", "aa"), [(0, 0, 2)]);
        assert_eq!(blocks("qabxcd", "abycdf"), [(1, 0, 2), (4, 3, 2)]);
        assert_eq!(blocks("", "x"), []);
    }

    #[test]
    fn ends_never_meet() {
        assert_eq!(
            ends(b"aaa", b"aa"),
            [MatchingBlock {
                a: 0,
                b: 0,
                size: 2
            }]
        );
        assert_eq!(ends(b"abxc", b"abc").len(), 2);
    }
}
