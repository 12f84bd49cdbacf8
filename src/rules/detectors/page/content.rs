//! The subject of a page: the words that it uses throughout, and the words of its main block.

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::page::layout::PageLayout;
use crate::rules::detectors::page::line::{FilledLine, WordId};
use crate::rules::detectors::page::main_block::{MainBlock, PagePart};
use crate::rules::detectors::page::page_cache::WordFacts;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// The words of a page and the stems of its main block, to compare lines with.
pub struct Content {
    /// By word, whether a quarter of the paragraphs contain it; `None` if there are fewer than three
    /// paragraphs.
    common: Option<Vec<bool>>,
    /// By word, its stem if that may tell the subject.
    stems: Vec<Option<StemId>>,
    /// By stem, how many paragraphs of the block contain it.
    core: Vec<usize>,
    /// Whether the block has enough paragraphs to compare with.
    has_core: bool,
    /// By stem, whether the first paragraphs of the block contain it.
    lead: Vec<bool>,
}

/// Paragraphs that a document needs before its words can be compared.
const ENOUGH_PARAGRAPHS: usize = 3;
/// The share of paragraphs that contain a common word, and their smallest number.
const COMMON_SHARE: f64 = 0.25;
const FEWEST_COMMON: f64 = 2.0;
/// The first paragraphs of the block, whose words a title repeats.
const LEAD: usize = 3;

impl Content {
    /// From lines whose words have been read, and what is known of each word.
    pub fn new(lines: &[FilledLine], block: MainBlock, known: &[WordFacts]) -> Self {
        let common = common_words(lines, known.len());
        let says_something = |word: usize| common.as_ref().is_none_or(|common| !common[word]);
        let stem = |(word, known): (usize, &WordFacts)| known.stem.filter(|_| says_something(word));
        let stems: Vec<Option<StemId>> = known.iter().enumerate().map(stem).collect();
        let stem_of = |&word: &WordId| stems[word as usize];
        let of_block = || paragraphs(&lines[block.first..lines.len().min(block.last + 1)]);
        let mut core = GroupTally::new(known.len());
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
    /// stems; `None` if there is too little to compare.
    pub fn shared_with_lead(&self, line: &FilledLine) -> Option<(usize, f64)> {
        self.share(line, |stem| self.lead[stem as usize])
    }

    fn share(&self, line: &FilledLine, is: impl Fn(StemId) -> bool) -> Option<(usize, f64)> {
        let words = line.words_read().ids.iter();
        let stems = distinct(words.filter_map(|&word| self.stems[word as usize]));
        let shared = stems.iter().filter(|&&stem| is(stem)).count();
        (self.has_core && !stems.is_empty()).then(|| (shared, shared as f64 / stems.len() as f64))
    }

    /// Sets the properties of a line that compare its words with the page.
    pub fn set(&self, page: &PageLayout, at: usize, values: &mut Values) {
        let line = &page.lines[at];
        let words = &line.words_read().ids;
        if let (Some(common), false) = (&self.common, words.is_empty()) {
            let count = words.iter().filter(|&&word| common[word as usize]);
            values.measure(P::Common, count.count() as f64 / words.len() as f64);
        }
        let part = page.part(at);
        let own = usize::from(part == PagePart::Inside && line.is_paragraph());
        let known = self.share(line, |stem| self.core[stem as usize] > own);
        values.flag(P::Unknown, known.is_none());
        if let Some((_, share)) = known {
            values.measure(P::Known, share);
        }
        if let (PagePart::Head, Some((_, share))) = (part, self.shared_with_lead(line)) {
            values.measure(P::Lead, share);
        }
    }
}

/// The words of each paragraph.
fn paragraphs(lines: &[FilledLine]) -> impl Iterator<Item = &[WordId]> {
    let paragraphs = lines.iter().filter(|line| line.is_paragraph());
    paragraphs.map(|line| &line.words_read().ids[..])
}

fn common_words(lines: &[FilledLine], words: usize) -> Option<Vec<bool>> {
    let all = paragraphs(lines).count();
    if all < ENOUGH_PARAGRAPHS {
        return None;
    }
    let mut tally = GroupTally::new(words);
    paragraphs(lines).for_each(|words| tally.add(words.iter().copied()));
    let needed = (COMMON_SHARE * all as f64).ceil().max(FEWEST_COMMON) as usize;
    let counts = tally.counts.into_iter();
    Some(counts.map(|count| count >= needed).collect())
}

/// Counts for each number in how many groups it occurs.
struct GroupTally {
    counts: Vec<usize>,
    /// By number, the last group it occurred in, from 1.
    last: Vec<usize>,
    groups: usize,
}

impl GroupTally {
    /// For numbers below this one.
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
        let mut tally = GroupTally::new(4);
        for group in [vec![1, 1, 2], vec![], vec![2, 1], vec![2]] {
            tally.add(group.into_iter());
        }
        assert_eq!(tally.counts, [0, 2, 3, 0]);
    }
}
