//! The layout of a page: its lines, and what is computed over them without their words.

use crate::rules::detectors::findings::Evidence;
use crate::rules::detectors::page::distances::Distances;
use crate::rules::detectors::page::extent::ArticleExtent;
use crate::rules::detectors::page::line::{FilledLine, LineEnd, trim};
use crate::rules::detectors::page::main_block::{MainBlock, PagePart};
use crate::rules::detectors::page::marks::LineMarks;
use crate::rules::detectors::page::page_cache::PageCache;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;
use crate::rules::detectors::page::runs::ShortLineRun;
use crate::rules::detectors::page::sources::Sources;
use crate::text::TextAnalysis;

/// The lines of a document, and what is computed over them. Lines are counted among those that are not
/// blank.
pub struct PageLayout {
    /// The lines that are not blank.
    pub lines: Vec<FilledLine>,
    /// What other rules found in each line.
    pub marks: LineMarks,
    /// The run of lines that reads most like an article.
    pub block: MainBlock,
    /// Which other lines belong to the article.
    pub extent: ArticleExtent,
    /// The run of short lines that each line is in.
    pub runs: Vec<ShortLineRun>,
    /// The characters before each line, and last those of the whole page.
    chars: Vec<usize>,
    /// The same for characters in paragraphs.
    running: Vec<usize>,
    /// Whether most lines have a blank line above.
    has_usual_gaps: bool,
    /// For each line after the block, the lines between with boilerplate that other rules found.
    marks_since: Vec<usize>,
    distances: Distances,
}

/// If a greater share of the lines has a blank line above, blank lines say nothing.
const USUAL_GAPS: f64 = 0.6;
/// How many lines above and below are searched for similar lines.
const ALIKE_WITHIN: usize = 3;
/// The windows around a line: lines above and below, and the properties that are measured in them.
const WINDOWS: [(usize, P, P); 2] = [(3, P::Dense3, P::Mean3), (8, P::Dense8, P::Mean8)];
/// How many lines above and below count as near, for boilerplate and for metadata.
const MARKS_WITHIN: usize = 8;
const METADATA_WITHIN: usize = 3;
/// The class if there is no such line.
const NO_CLASS: usize = 5;

impl PageLayout {
    /// Reads a document, with what other rules found in it.
    pub fn read(
        analysis: &TextAnalysis,
        evidence: &[Evidence],
        sources: &Sources,
        cache: &mut PageCache,
    ) -> Self {
        let text = analysis.text;
        let mut lines = Vec::with_capacity(analysis.filled);
        for (at, line) in analysis.lines.iter().enumerate() {
            // Whether a line is blank is decided again: a line of accents alone is blank once it is folded,
            // and was not blank for the model in training.
            let content = trim(&text[line.content.clone()]);
            if !content.is_empty() {
                let start = content.as_ptr() as usize - text.as_ptr() as usize;
                lines.push(FilledLine {
                    at,
                    span: start..start + content.len(),
                    form: cache.form(content),
                });
            }
        }
        let at: Vec<usize> = lines.iter().map(|line| line.at).collect();
        let marks = LineMarks::new(evidence, sources, &at);
        let block = MainBlock::of(&lines, &marks.boilerplate);
        let sums = |chars: &dyn Fn(&FilledLine) -> usize| {
            let each = lines.iter().scan(0, |sum, line| {
                *sum += chars(line);
                Some(*sum)
            });
            std::iter::once(0).chain(each).collect()
        };
        let gaps = (1..lines.len()).filter(|&k| lines[k].at > lines[k - 1].at + 1);
        Self {
            runs: ShortLineRun::all(&lines, &marks.boilerplate),
            chars: sums(&|line| line.chars),
            running: sums(&|line| if line.is_paragraph() { line.chars } else { 0 }),
            has_usual_gaps: gaps.count() as f64
                > USUAL_GAPS * lines.len().saturating_sub(1).max(1) as f64,
            marks_since: marks_since(block, &marks.boilerplate),
            distances: Distances::new(&lines, &marks.boilerplate),
            extent: ArticleExtent::of(text, &lines, &marks, block),
            marks,
            block,
            lines,
        }
    }

    /// The part of the page that a line is in.
    pub fn part(&self, at: usize) -> PagePart {
        self.block.part(at)
    }

    /// Whether another rule found boilerplate between the block and a line after it.
    pub fn is_after_mark(&self, at: usize) -> bool {
        self.marks_since[at] > 0
    }

    /// The properties of a line, without those that depend on its words.
    pub fn values(&self, text: &str, at: usize) -> Values {
        let mut values = self.lines[at].values(text);
        self.set_neighbours(at, &mut values);
        self.set_windows(at, &mut values);
        self.runs[at].set(at, &mut values);
        self.set_place(at, &mut values);
        self.set_marks(at, &mut values);
        values
    }

    fn set_neighbours(&self, at: usize, values: &mut Values) {
        let class = |line: Option<&FilledLine>| line.map_or(NO_CLASS, |line| line.class as usize);
        let above = at.checked_sub(1).map(|above| &self.lines[above]);
        values.name(P::Prev, class(above));
        values.name(P::Next, class(self.lines.get(at + 1)));
        values.name(
            P::Prev2,
            class(at.checked_sub(2).map(|above| &self.lines[above])),
        );
        values.name(P::Next2, class(self.lines.get(at + 2)));
        let is_open = |line: &FilledLine| {
            matches!(line.end, LineEnd::Open | LineEnd::Comma | LineEnd::Ellipsis)
                && !line.is_paragraph()
        };
        values.flag(P::AfterOpen, above.is_some_and(is_open));
        values.flag(
            P::AfterColon,
            above.is_some_and(|line| line.end == LineEnd::Colon),
        );
        let gap = match at.checked_sub(1) {
            _ if self.has_usual_gaps => 0,
            Some(above) if self.lines[above].at + 1 < self.lines[at].at => 2,
            None if self.lines[at].at > 0 => 2,
            _ => 1,
        };
        values.name(P::Gap, gap);
    }

    fn set_windows(&self, at: usize, values: &mut Values) {
        let line = &self.lines[at];
        let looks = |line: &FilledLine| (line.class, line.start, line.end);
        let alike = self
            .window(at, ALIKE_WITHIN)
            .filter(|&other| other != at && looks(&self.lines[other]) == looks(line))
            .count();
        values.count(P::Alike, alike);
        values.count(P::Alike4, alike);
        let own = if line.is_paragraph() { line.chars } else { 0 };
        for (within, density, mean) in WINDOWS {
            let window = self.window(at, within);
            let within = |sums: &[usize]| sums[window.end] - sums[window.start];
            let chars = within(&self.chars) - line.chars;
            let running = within(&self.running) - own;
            values.measure(density, ratio(running, chars));
            values.measure(mean, ratio(chars, window.len() - 1));
        }
    }

    fn window(&self, at: usize, within: usize) -> std::ops::Range<usize> {
        at.saturating_sub(within)..self.lines.len().min(at + within + 1)
    }

    fn set_place(&self, at: usize, values: &mut Values) {
        let MainBlock { first, last } = self.block;
        let part = self.part(at);
        values.name(P::Part, part as usize);
        let edge = match self.distances.paragraphs {
            Some((_, last)) if at > last => 1,
            Some((first, _)) if at >= first => 2,
            _ => 0,
        };
        values.name(P::Edge, edge);
        match part {
            PagePart::Head => {
                values.measure(P::ToBlock, (first - at) as f64);
                let between = self.chars[first] - self.chars[at + 1];
                values.measure(P::ToBlockChars, between as f64);
            }
            PagePart::Tail => {
                values.measure(P::FromBlock, (at - last) as f64);
                let between = self.chars[at] - self.chars[last + 1];
                values.measure(P::FromBlockChars, between as f64);
            }
            PagePart::Inside => {
                values.measure(P::IntoBlock, (at - first) as f64);
                values.measure(P::BlockLeft, (last - at) as f64);
            }
        }
        let all = self.lines.len();
        let running = self.running[all].max(1);
        values.measure(P::Above, ratio(self.running[at], running));
        values.measure(
            P::Below,
            ratio(running.saturating_sub(self.running[at + 1]), running),
        );
        let block = self.chars[last + 1] - self.chars[first];
        values.measure(P::BlockShare, ratio(block, self.chars[all]));
    }

    fn set_marks(&self, at: usize, values: &mut Values) {
        let LineMarks {
            boilerplate,
            metadata,
        } = &self.marks;
        let distances = &self.distances;
        let others = |marks: &[bool], within| {
            let near = marks[self.window(at, within)].iter();
            near.filter(|&&is| is).count() - usize::from(marks[at])
        };
        values.flag(P::Marked, boilerplate[at]);
        values.measure(P::DocMarks, distances.marks as f64);
        values.measure(P::MarkUp, distances.mark_above[at] as f64);
        values.measure(P::MarkDown, distances.mark_below[at] as f64);
        let near = others(boilerplate, MARKS_WITHIN);
        values.count(P::Marks8, near);
        values.count(P::Marks8Of4, near);
        values.flag(P::Meta, metadata[at]);
        values.count(P::Metas3, others(metadata, METADATA_WITHIN));
        if self.part(at) == PagePart::Tail {
            values.count(P::MarksSince, self.marks_since[at]);
        }
    }
}

/// A share from 0 to 1; 0 of nothing.
pub fn ratio(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        whole => part as f64 / whole as f64,
    }
}

fn marks_since(block: MainBlock, boilerplate: &[bool]) -> Vec<usize> {
    let mut since = 0;
    let count = |at: usize| {
        if at > block.last && boilerplate[at - 1] {
            since += 1;
        }
        since
    };
    (0..boilerplate.len()).map(count).collect()
}
