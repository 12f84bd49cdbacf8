//! What is counted over the words of a document, which are read only where a line may be furniture.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::rules::detectors::page::content::Content;
use crate::rules::detectors::page::layout::Page;
use crate::rules::detectors::page::line::Line;
use crate::rules::detectors::page::memory::{Memory, Word};
use crate::rules::detectors::page::model::PageModel;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// What is counted over the words of a page.
pub struct Written {
    pub content: Content,
    /// How many lines are equal to each.
    repeated: Vec<usize>,
}

impl Written {
    /// Reads the words of a page of this text.
    pub fn read(page: &Page, text: &str, model: &PageModel, memory: &mut Memory) -> Self {
        memory.reserve(text.len());
        memory.read_words(&page.lines, text, &model.lexicon);
        Self {
            content: Content::new(&page.lines, page.block, &memory.words),
            repeated: repetitions(&page.lines),
        }
    }

    /// Whether a line stands once in the document.
    pub fn is_single(&self, at: usize) -> bool {
        self.repeated[at] == 1
    }

    /// Sets what a line's values tell of the document's words.
    pub fn set(&self, page: &Page, at: usize, values: &mut Values) {
        let is_repeated = !self.is_single(at);
        values.flag(P::IsRepeated, is_repeated);
        if is_repeated {
            values.count(P::Repeated, self.repeated[at]);
        }
        self.content.set(page, at, values);
    }
}

fn repetitions(lines: &[Line]) -> Vec<usize> {
    let mut counts: FxHashMap<&[Word], usize> =
        FxHashMap::with_capacity_and_hasher(lines.len(), FxBuildHasher);
    let words = || lines.iter().map(|line| &line.wording().words[..]);
    words().for_each(|words| *counts.entry(words).or_default() += 1);
    let count = |words: &[Word]| match words {
        [] => 1,
        words => counts[words],
    };
    words().map(count).collect()
}
