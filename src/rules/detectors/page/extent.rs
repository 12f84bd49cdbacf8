//! How far the article reaches beyond the main block. The main block ends where short lines outweigh paragraphs, but an
//! article may go on there: the answers of an interview, the steps of a recipe, a list after a colon, a last short sentence.
//!
//! Lines that belong to the article by their form and place are never removed, whatever the model says. The block itself
//! does not change: the weights of the model were fitted with it.

use std::ops::Range;

use crate::rules::detectors::page::line::{FilledLine, LineEnd, LineStart};
use crate::rules::detectors::page::main_block::MainBlock;
use crate::rules::detectors::page::marks::LineMarks;

/// Short lines and their characters between two parts of an article, below the block and above it.
const GAP_BELOW: Gap = Gap {
    lines: 8,
    chars: 400,
};
const GAP_ABOVE: Gap = Gap {
    lines: 6,
    chars: 300,
};
/// Characters of a line with a colon that introduces the text below it.
const LONG_INTRODUCTION: usize = 70;
/// Lines between the article and the first boilerplate that may be its end.
const END_WITHIN: usize = 3;
/// Lines below the article in which a list may be introduced, and the fewest words of its introduction.
const LIST_WITHIN: usize = 8;
const INTRODUCTION_WORDS: usize = 3;
/// The same for a list of numbers or bullets, which may also be further down.
const MARKED_LIST_WORDS: usize = 4;
const MARKED_LIST: usize = 12;
/// Characters of a line that was cut from a paragraph, and lines that follow each other so.
const WRAPPED: usize = 40;
const WRAPPED_WITHIN: usize = 3;

/// The most that may be between two parts of an article.
struct Gap {
    lines: usize,
    chars: usize,
}

/// Which lines outside of the main block belong to the article.
#[derive(Debug)]
pub struct ArticleExtent {
    kept: Vec<bool>,
    /// The lowest line above the article that no other rule marks: where a title is.
    pub above: Option<usize>,
    /// The only main heading of a Markdown page.
    pub heading: Option<usize>,
}

impl ArticleExtent {
    /// Finds the lines around a block that belong to the article.
    pub fn of(text: &str, lines: &[FilledLine], marks: &LineMarks, block: MainBlock) -> Self {
        if lines.is_empty() {
            return Self {
                kept: Vec::new(),
                above: None,
                heading: None,
            };
        }
        let page = Page {
            lines,
            marked: &marks.boilerplate,
        };
        let mut kept = vec![false; lines.len()];
        let (first, last) = (page.reach_up(block.first), page.reach_down(block.last));
        kept[first..block.first].fill(true);
        kept[block.last..=last].fill(true);
        let lists = [
            page.short_end(last),
            page.introduced_list(last),
            page.marked_lists(last),
        ];
        for list in lists.concat() {
            kept[list].fill(true);
        }
        page.wrapped().for_each(|at| kept[at] = true);
        let is_marked = |at: usize| marks.boilerplate[at] || marks.metadata[at];
        Self {
            kept,
            above: (0..first).rev().find(|&at| !is_marked(at)),
            heading: only_heading(text, lines),
        }
    }

    /// Whether a line belongs to the article.
    pub fn keeps(&self, at: usize) -> bool {
        self.kept[at]
    }
}

/// The lines of a page, with those that other rules mark as boilerplate.
struct Page<'p> {
    lines: &'p [FilledLine],
    marked: &'p [bool],
}

impl Page<'_> {
    /// The last line of the article: further parts are below short lines, and then sentences that are no paragraphs.
    fn reach_down(&self, mut last: usize) -> usize {
        let below = |last: usize| last + 1..self.lines.len();
        while let Some(next) = self.next_part(below(last), &GAP_BELOW, FilledLine::is_paragraph) {
            last = next;
        }
        let sentences =
            below(last).take_while(|&at| !self.marked[at] && self.lines[at].end.is_sentence());
        sentences.last().unwrap_or(last)
    }

    /// The first line of the article.
    fn reach_up(&self, mut first: usize) -> usize {
        let is_part = |line: &FilledLine| {
            line.is_paragraph() || line.end == LineEnd::Colon && line.chars >= LONG_INTRODUCTION
        };
        while let Some(above) = self.next_part((0..first).rev(), &GAP_ABOVE, is_part) {
            first = above;
        }
        first
    }

    /// The next part of the article among these lines, if little is before it and no other rule marks anything there.
    fn next_part(
        &self,
        lines: impl Iterator<Item = usize>,
        gap: &Gap,
        is_part: impl Fn(&FilledLine) -> bool,
    ) -> Option<usize> {
        let mut chars = 0;
        for at in lines.take(gap.lines + 1).take_while(|&at| !self.marked[at]) {
            let line = &self.lines[at];
            if is_part(line) {
                return Some(at);
            }
            chars += line.chars;
            if chars > gap.chars {
                return None;
            }
        }
        None
    }

    /// A few lines between the article and what another rule marks: a verse, a score or a list may end an article.
    fn short_end(&self, last: usize) -> Vec<Range<usize>> {
        let near = last + 1..self.lines.len().min(last + 2 + END_WITHIN);
        let end = near.clone().find(|&at| self.marked[at]);
        end.map(|end| near.start..end).into_iter().collect()
    }

    /// A list right below the article, with the line that introduces it.
    fn introduced_list(&self, last: usize) -> Vec<Range<usize>> {
        let near = (last + 1..self.lines.len()).take(LIST_WITHIN);
        let end = near
            .take_while(|&at| !self.marked[at])
            .last()
            .map_or(last + 1, |at| at + 1);
        let introduces = |&at: &usize| {
            self.lines[at].end == LineEnd::Colon && self.lines[at].words >= INTRODUCTION_WORDS
        };
        let first = match self.lines[last].end {
            LineEnd::Colon => Some(last),
            _ => (last + 1..end).find(introduces),
        };
        first.map(|first| first..end).into_iter().collect()
    }

    /// Lists below the article with numbers or bullets, each with the line that introduces it.
    fn marked_lists(&self, last: usize) -> Vec<Range<usize>> {
        let introduces = |&at: &usize| {
            let line = &self.lines[at];
            line.end == LineEnd::Colon && line.words >= MARKED_LIST_WORDS && !self.marked[at]
        };
        let list = |at: usize| {
            let is_item = |&line: &usize| {
                let start = self.lines[line].start;
                !self.marked[line] && matches!(start, LineStart::Number | LineStart::Bullet)
            };
            let items = (at + 1..self.lines.len())
                .take(MARKED_LIST)
                .take_while(is_item);
            at..items.last().unwrap_or(at) + 1
        };
        let lists = (last + 1..self.lines.len()).filter(introduces).map(list);
        lists.filter(|list| list.len() > 2).collect()
    }

    /// The lines of paragraphs with a line break after every few words.
    fn wrapped(&self) -> impl Iterator<Item = usize> {
        let goes_on = |at: usize| {
            let (line, next) = (&self.lines[at], self.lines.get(at + 1));
            line.chars >= WRAPPED
                && matches!(line.end, LineEnd::Open | LineEnd::Comma)
                && next.is_some_and(|next| next.start == LineStart::Lower)
        };
        let is_wrapped = move |&at: &usize| {
            let around =
                at.saturating_sub(WRAPPED_WITHIN - 1)..self.lines.len().min(at + WRAPPED_WITHIN);
            let is_one = goes_on(at) || at > 0 && goes_on(at - 1);
            is_one && around.filter(|&at| goes_on(at)).count() > 1
        };
        (0..self.lines.len()).filter(is_wrapped)
    }
}

/// The only line with the sign of a main heading in Markdown.
fn only_heading(text: &str, lines: &[FilledLine]) -> Option<usize> {
    let mut headings = (0..lines.len()).filter(|&at| lines[at].of(text).starts_with("# "));
    let first = headings.next();
    first.filter(|_| headings.next().is_none())
}
