//! A document as the model of page furniture reads it, but for its words.

use crate::rules::detectors::Evidence;
use crate::rules::detectors::page::block::{Block, Part};
use crate::rules::detectors::page::line::{End, Line, trim};
use crate::rules::detectors::page::marks::Marks;
use crate::rules::detectors::page::memory::Memory;
use crate::rules::detectors::page::model::PageModel;
use crate::rules::detectors::page::places::Places;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;
use crate::rules::detectors::page::runs::Run;

/// A document's lines, and what is computed over them.
pub struct Page {
    pub lines: Vec<Line>,
    pub marks: Marks,
    pub block: Block,
    pub runs: Vec<Run>,
    /// Before each line and after the last: the characters so far, and those in paragraphs.
    chars: Vec<usize>,
    running: Vec<usize>,
    /// Whether most lines stand below blank ones.
    has_usual_gaps: bool,
    /// Marked lines between the block and each line after it.
    marks_since: Vec<usize>,
    places: Places,
}

/// A share of lines below blank ones that makes blank lines say nothing.
const USUAL_GAPS: f64 = 0.6;
/// How far lines like a line are looked for.
const ALIKE_WITHIN: usize = 3;
/// Windows of lines around a line.
const WINDOWS: [(usize, P, P); 2] = [(3, P::Dense3, P::Mean3), (8, P::Dense8, P::Mean8)];
/// How far residue and metadata count as near.
const MARKS_WITHIN: usize = 8;
const METADATA_WITHIN: usize = 3;
/// The class of a line that there is not.
const NO_CLASS: usize = 5;

impl Page {
    /// Reads a text with what other rules found in it.
    pub fn read(text: &str, evidence: &[Evidence], model: &PageModel, memory: &mut Memory) -> Self {
        let mut line = |at: usize, line: &str| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            Line {
                at,
                span: start..start + line.len(),
                form: memory.form(line),
            }
        };
        let lines: Vec<Line> = text
            .split('\n')
            .map(trim)
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
            .map(|(at, text)| line(at, text))
            .collect();
        let at: Vec<usize> = lines.iter().map(|line| line.at).collect();
        let marks = Marks::new(evidence, &model.sources, &at);
        let block = Block::of(&lines, &marks.residue);
        let sums = |chars: &dyn Fn(&Line) -> usize| {
            let each = lines.iter().scan(0, |sum, line| {
                *sum += chars(line);
                Some(*sum)
            });
            std::iter::once(0).chain(each).collect()
        };
        let gaps = (1..lines.len()).filter(|&k| lines[k].at > lines[k - 1].at + 1);
        Self {
            runs: Run::all(&lines, &marks.residue),
            chars: sums(&|line| line.chars),
            running: sums(&|line| if line.is_paragraph() { line.chars } else { 0 }),
            has_usual_gaps: gaps.count() as f64
                > USUAL_GAPS * lines.len().saturating_sub(1).max(1) as f64,
            marks_since: marks_since(block, &marks.residue),
            places: Places::new(&lines, &marks.residue),
            marks,
            block,
            lines,
        }
    }

    pub fn part(&self, at: usize) -> Part {
        self.block.part(at)
    }

    /// Whether another rule found residue between the block and a line after it.
    pub fn is_after_mark(&self, at: usize) -> bool {
        self.marks_since[at] > 0
    }

    /// The properties of a line, its words aside.
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
        let class = |line: Option<&Line>| line.map_or(NO_CLASS, |line| line.class as usize);
        let above = at.checked_sub(1).map(|above| &self.lines[above]);
        values.name(P::Prev, class(above));
        values.name(P::Next, class(self.lines.get(at + 1)));
        values.name(
            P::Prev2,
            class(at.checked_sub(2).map(|above| &self.lines[above])),
        );
        values.name(P::Next2, class(self.lines.get(at + 2)));
        let is_open = |line: &Line| {
            matches!(line.end, End::Open | End::Comma | End::Ellipsis) && !line.is_paragraph()
        };
        values.flag(P::AfterOpen, above.is_some_and(is_open));
        values.flag(
            P::AfterColon,
            above.is_some_and(|line| line.end == End::Colon),
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
        let looks = |line: &Line| (line.class, line.start, line.end);
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
        let Block { first, last } = self.block;
        let part = self.part(at);
        values.name(P::Part, part as usize);
        let edge = match self.places.paragraphs {
            Some((_, last)) if at > last => 1,
            Some((first, _)) if at >= first => 2,
            _ => 0,
        };
        values.name(P::Edge, edge);
        match part {
            Part::Head => {
                values.measure(P::ToBlock, (first - at) as f64);
                let between = self.chars[first] - self.chars[at + 1];
                values.measure(P::ToBlockChars, between as f64);
            }
            Part::Tail => {
                values.measure(P::FromBlock, (at - last) as f64);
                let between = self.chars[at] - self.chars[last + 1];
                values.measure(P::FromBlockChars, between as f64);
            }
            Part::Inside => {
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
        let (Marks { residue, metadata }, places) = (&self.marks, &self.places);
        let others = |marks: &[bool], within| {
            let near = marks[self.window(at, within)].iter();
            near.filter(|&&is| is).count() - usize::from(marks[at])
        };
        values.flag(P::Marked, residue[at]);
        values.measure(P::DocMarks, places.marks as f64);
        values.measure(P::MarkUp, places.mark_above[at] as f64);
        values.measure(P::MarkDown, places.mark_below[at] as f64);
        let near = others(residue, MARKS_WITHIN);
        values.count(P::Marks8, near);
        values.count(P::Marks8Of4, near);
        values.flag(P::Meta, metadata[at]);
        values.count(P::Metas3, others(metadata, METADATA_WITHIN));
        if self.part(at) == Part::Tail {
            values.count(P::MarksSince, self.marks_since[at]);
        }
    }
}

pub fn ratio(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        whole => part as f64 / whole as f64,
    }
}

fn marks_since(block: Block, residue: &[bool]) -> Vec<usize> {
    let mut since = 0;
    let count = |at: usize| {
        if at > block.last && residue[at - 1] {
            since += 1;
        }
        since
    };
    (0..residue.len()).map(count).collect()
}
