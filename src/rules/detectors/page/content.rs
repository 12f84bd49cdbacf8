//! What lines speak of: the words that the document uses throughout, and those of its main block.

use crate::rules::detectors::page::block::{Block, Part};
use crate::rules::detectors::page::layout::Page;
use crate::rules::detectors::page::line::Line;
use crate::rules::detectors::page::memory::{Known, Stem, Word};
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// The stems of a document's main block, which lines are held against.
pub struct Content {
    /// By word, whether a quarter of the paragraphs hold it; none with fewer than three.
    common: Option<Vec<bool>>,
    /// By word, its stem where it says something about the subject.
    stems: Vec<Option<Stem>>,
    /// By stem, how many paragraphs of the block hold it.
    core: Vec<usize>,
    has_core: bool,
    /// By stem, whether the block's first paragraphs hold it.
    lead: Vec<bool>,
}

/// Paragraphs from which a document has words and a subject of its own.
const ENOUGH_PARAGRAPHS: usize = 3;
/// The share of paragraphs that a common word stands in, and how many they are at least.
const COMMON_SHARE: f64 = 0.25;
const FEWEST_COMMON: f64 = 2.0;
/// Paragraphs of the block that a title shares its words with.
const LEAD: usize = 3;

impl Content {
    /// Of lines with their words, each of which is known.
    pub fn new(lines: &[Line], block: Block, known: &[Known]) -> Self {
        let common = common_words(lines, known.len());
        let says_something = |word: usize| common.as_ref().is_none_or(|common| !common[word]);
        let stem = |(word, known): (usize, &Known)| known.stem.filter(|_| says_something(word));
        let stems: Vec<Option<Stem>> = known.iter().enumerate().map(stem).collect();
        let stem_of = |&word: &Word| stems[word as usize];
        let of_block = || paragraphs(&lines[block.first..lines.len().min(block.last + 1)]);
        let mut core = Tally::new(known.len());
        of_block().for_each(|words| core.add(words.iter().filter_map(stem_of)));
        let mut lead = vec![false; known.len()];
        let first = of_block().take(LEAD).flatten().filter_map(stem_of);
        first.for_each(|stem| lead[stem as usize] = true);
        Self {
            has_core: core.groups >= ENOUGH_PARAGRAPHS,
            core: core.counts,
            common,
            stems,
            lead,
        }
    }

    /// How many stems a line shares with the first paragraphs of the block, and their share of its
    /// own; none where there is too little to compare.
    pub fn shared_with_lead(&self, line: &Line) -> Option<(usize, f64)> {
        self.share(line, |stem| self.lead[stem as usize])
    }

    fn share(&self, line: &Line, is: impl Fn(Stem) -> bool) -> Option<(usize, f64)> {
        let words = line.wording().words.iter();
        let stems = distinct(words.filter_map(|&word| self.stems[word as usize]));
        let shared = stems.iter().filter(|&&stem| is(stem)).count();
        (self.has_core && !stems.is_empty()).then(|| (shared, shared as f64 / stems.len() as f64))
    }

    /// Sets what a line's values tell of its words.
    pub fn set(&self, page: &Page, at: usize, values: &mut Values) {
        let line = &page.lines[at];
        let words = &line.wording().words;
        if let (Some(common), false) = (&self.common, words.is_empty()) {
            let count = words.iter().filter(|&&word| common[word as usize]);
            values.measure(P::Common, count.count() as f64 / words.len() as f64);
        }
        let part = page.part(at);
        let own = usize::from(part == Part::Inside && line.is_paragraph());
        let known = self.share(line, |stem| self.core[stem as usize] > own);
        values.flag(P::Unknown, known.is_none());
        if let Some((_, share)) = known {
            values.measure(P::Known, share);
        }
        if let (Part::Head, Some((_, share))) = (part, self.shared_with_lead(line)) {
            values.measure(P::Lead, share);
        }
    }
}

/// The words of each paragraph.
fn paragraphs(lines: &[Line]) -> impl Iterator<Item = &[Word]> {
    let paragraphs = lines.iter().filter(|line| line.is_paragraph());
    paragraphs.map(|line| &line.wording().words[..])
}

fn common_words(lines: &[Line], words: usize) -> Option<Vec<bool>> {
    let all = paragraphs(lines).count();
    if all < ENOUGH_PARAGRAPHS {
        return None;
    }
    let mut tally = Tally::new(words);
    paragraphs(lines).for_each(|words| tally.add(words.iter().copied()));
    let needed = (COMMON_SHARE * all as f64).ceil().max(FEWEST_COMMON) as usize;
    let counts = tally.counts.into_iter();
    Some(counts.map(|count| count >= needed).collect())
}

/// Counts, by number, the groups that hold it.
struct Tally {
    counts: Vec<usize>,
    /// By number, the last group that held it, from 1.
    last: Vec<usize>,
    groups: usize,
}

impl Tally {
    /// Of so many numbers.
    fn new(numbers: usize) -> Self {
        Self {
            counts: vec![0; numbers],
            last: vec![0; numbers],
            groups: 0,
        }
    }

    /// Counts each number of a group once.
    fn add(&mut self, group: impl Iterator<Item = u32>) {
        self.groups += 1;
        for number in group {
            let last = std::mem::replace(&mut self.last[number as usize], self.groups);
            self.counts[number as usize] += usize::from(last != self.groups);
        }
    }
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_once_in_a_group() {
        let mut tally = Tally::new(4);
        for group in [vec![1, 1, 2], vec![], vec![2, 1], vec![2]] {
            tally.add(group.into_iter());
        }
        assert_eq!(tally.counts, [0, 2, 3, 0]);
    }
}
