//! What is counted over all words of a page. They are read only if a line may be boilerplate.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::rules::detectors::page::content::Content;
use crate::rules::detectors::page::layout::PageLayout;
use crate::rules::detectors::page::line::{FilledLine, WordId};
use crate::rules::detectors::page::model::PageModel;
use crate::rules::detectors::page::page_cache::PageCache;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// The words of a page, counted.
pub struct PageWords {
    /// Which words the page and its main block use.
    pub content: Content,
    /// For each line, how many lines have the same words, itself included.
    repeated: Vec<usize>,
}

impl PageWords {
    /// Reads the words of a page of this text.
    pub fn read(page: &PageLayout, text: &str, model: &PageModel, cache: &mut PageCache) -> Self {
        cache.reserve(text.len());
        cache.read_words(&page.lines, text, &model.lexicon);
        Self {
            content: Content::new(&page.lines, page.block, &cache.words),
            repeated: repetitions(&page.lines),
        }
    }

    /// Whether a line occurs once in the document.
    pub fn is_single(&self, at: usize) -> bool {
        self.repeated[at] == 1
    }

    /// Sets the properties of a line that depend on the words of the whole page.
    pub fn set(&self, page: &PageLayout, at: usize, values: &mut Values) {
        let is_repeated = !self.is_single(at);
        values.flag(P::IsRepeated, is_repeated);
        if is_repeated {
            values.count(P::Repeated, self.repeated[at]);
        }
        self.content.set(page, at, values);
    }
}

fn repetitions(lines: &[FilledLine]) -> Vec<usize> {
    let mut counts: FxHashMap<&[WordId], usize> =
        FxHashMap::with_capacity_and_hasher(lines.len(), FxBuildHasher);
    let words = || lines.iter().map(|line| &line.words_read().ids[..]);
    words().for_each(|words| *counts.entry(words).or_default() += 1);
    let count = |words: &[WordId]| match words {
        [] => 1,
        words => counts[words],
    };
    words().map(count).collect()
}
