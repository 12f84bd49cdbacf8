//! The words of a document's lines, read only where a line may be furniture.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::content::Content;
use super::line::Line;
use super::memory::{Memory, Word};
use super::model::PageModel;
use super::page::{Page, ratio};
use super::properties::{Property as P, Values};

/// The words of a page's lines, and what is counted over them.
pub struct Written {
    /// The words of each line that hold a letter or digit.
    lines: Vec<Rc<[Word]>>,
    pub content: Content,
    /// How many lines are equal to each.
    repeated: Vec<usize>,
    /// Function words of each line.
    function_words: Vec<usize>,
}

/// How far function words are counted, in the run.
const FUNCTION_WORDS_WITHIN: usize = 5;

impl Written {
    /// Reads the words of a page of this text.
    pub fn read(page: &Page, text: &str, model: &PageModel, memory: &mut Memory) -> Self {
        memory.reserve(text.len());
        let words = |line: &Line| memory.line(line.of(text), &model.lexicon);
        let lines: Vec<Rc<[Word]>> = page.lines.iter().map(words).collect();
        let is_function_word = |&&word: &&Word| memory.words[word as usize].is_function_word;
        let function_words = |line: &Rc<[Word]>| line.iter().filter(is_function_word).count();
        Self {
            content: Content::new(&page.lines, &lines, page.block, &memory.words),
            repeated: repetitions(&lines),
            function_words: lines.iter().map(function_words).collect(),
            lines,
        }
    }

    /// Whether a line stands once in the document.
    pub fn is_single(&self, at: usize) -> bool {
        self.repeated[at] == 1
    }

    /// Sets what a line's values tell of its words.
    pub fn set(&self, page: &Page, at: usize, values: &mut Values) {
        let is_repeated = !self.is_single(at);
        values.flag(P::IsRepeated, is_repeated);
        if is_repeated {
            values.count(P::Repeated, self.repeated[at]);
        }
        let words = &self.lines[at];
        if !words.is_empty() {
            values.measure(P::Func, ratio(self.function_words[at], words.len()));
            let around = short_lines_around(&page.lines, at);
            let words: usize = self.lines[around.clone()]
                .iter()
                .map(|words| words.len())
                .sum();
            let function_words: usize = self.function_words[around].iter().sum();
            values.measure(P::Func8, ratio(function_words, words));
        }
        self.content.set(page, at, words, values);
    }
}

/// A line with the lines around it that are no paragraphs.
fn short_lines_around(lines: &[Line], at: usize) -> std::ops::Range<usize> {
    let is_short = |line: &&Line| !line.is_paragraph();
    let above = lines[..at].iter().rev();
    let above = above.take(FUNCTION_WORDS_WITHIN).take_while(is_short);
    let below = lines[at + 1..].iter();
    let below = below.take(FUNCTION_WORDS_WITHIN).take_while(is_short);
    at - above.count()..at + 1 + below.count()
}

fn repetitions(lines: &[Rc<[Word]>]) -> Vec<usize> {
    let mut counts: FxHashMap<&[Word], usize> = FxHashMap::default();
    for line in lines {
        *counts.entry(line).or_default() += 1;
    }
    let count = |line: &Rc<[Word]>| match line.is_empty() {
        true => 1,
        false => counts[&line[..]],
    };
    lines.iter().map(count).collect()
}
