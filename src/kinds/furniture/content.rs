//! What lines speak of: the words that the document uses throughout, and those of its main block.

use std::rc::Rc;

use super::block::{Block, Part};
use super::line::Line;
use super::memory::{Known, Stem, Word};
use super::page::Page;
use super::properties::{Property as P, Values};

/// The stems of a document's lines, held against its main block.
pub struct Content {
    /// The stems of each line that say something about the subject, each once.
    lines: Vec<Vec<Stem>>,
    /// By word, whether a quarter of the paragraphs hold it; none with fewer than three.
    common: Option<Vec<bool>>,
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
    pub fn new(lines: &[Line], written: &[Rc<[Word]>], block: Block, words: &[Known]) -> Self {
        let common = common_words(lines, written, words.len());
        let says_something =
            |word: u32| common.as_ref().is_none_or(|common| !common[word as usize]);
        let stems = |line: &Rc<[Word]>| {
            let words_of = line.iter().filter(|&&word| says_something(word));
            distinct(words_of.filter_map(|&word| words[word as usize].stem))
        };
        let stems: Vec<Vec<Stem>> = written.iter().map(stems).collect();
        let all = words.len();
        let paragraphs =
            (block.first..=block.last).filter(|&at| lines.get(at).is_some_and(Line::is_paragraph));
        let paragraphs: Vec<usize> = paragraphs.collect();
        let (mut core, mut lead) = (vec![0; all], vec![false; all]);
        for (n, &at) in paragraphs.iter().enumerate() {
            for &stem in &stems[at] {
                core[stem as usize] += 1;
                lead[stem as usize] |= n < LEAD;
            }
        }
        Self {
            lines: stems,
            common,
            core,
            has_core: paragraphs.len() >= ENOUGH_PARAGRAPHS,
            lead,
        }
    }

    /// How many stems a line shares with the first paragraphs of the block, and their share of its
    /// own; none where there is too little to compare.
    pub fn shared_with_lead(&self, at: usize) -> Option<(usize, f64)> {
        self.share(at, |stem| self.lead[stem as usize])
    }

    fn share(&self, at: usize, is: impl Fn(Stem) -> bool) -> Option<(usize, f64)> {
        let stems = &self.lines[at];
        let shared = stems.iter().filter(|&&stem| is(stem)).count();
        (self.has_core && !stems.is_empty()).then(|| (shared, shared as f64 / stems.len() as f64))
    }

    /// Sets what a line's values tell of its words.
    pub fn set(&self, page: &Page, at: usize, words: &[Word], values: &mut Values) {
        if let (Some(common), false) = (&self.common, words.is_empty()) {
            let count = words.iter().filter(|&&word| common[word as usize]);
            values.measure(P::Common, count.count() as f64 / words.len() as f64);
        }
        let part = page.part(at);
        let own = usize::from(part == Part::Inside && page.lines[at].is_paragraph());
        let known = self.share(at, |stem| self.core[stem as usize] > own);
        values.flag(P::Unknown, known.is_none());
        if let Some((_, share)) = known {
            values.measure(P::Known, share);
        }
        if let (Part::Head, Some((_, share))) = (part, self.shared_with_lead(at)) {
            values.measure(P::Lead, share);
        }
    }
}

fn common_words(lines: &[Line], written: &[Rc<[Word]>], words: usize) -> Option<Vec<bool>> {
    let lines = || lines.iter().zip(written);
    let paragraphs = || lines().filter(|(line, _)| line.is_paragraph());
    let all = paragraphs().count();
    if all < ENOUGH_PARAGRAPHS {
        return None;
    }
    let mut counts = vec![0; words];
    for (_, words) in paragraphs() {
        for word in distinct(words.iter().copied()) {
            counts[word as usize] += 1;
        }
    }
    let needed = (COMMON_SHARE * all as f64).ceil().max(FEWEST_COMMON) as usize;
    Some(counts.into_iter().map(|count| count >= needed).collect())
}

fn distinct(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
