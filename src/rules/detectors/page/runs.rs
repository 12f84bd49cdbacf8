//! Runs of short lines: consecutive lines that are no paragraphs, what introduces them, what they have in
//! common.

use std::ops::Range;

use crate::rules::detectors::page::line::{FilledLine, LineEnd};
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// What introduces a line of a run. The order is that of the names of the property `intro`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intro {
    /// The line is in no run.
    None,
    /// The run begins the document.
    Top,
    /// The paragraph above ends in a colon.
    Colon,
    /// The line above the run is a paragraph.
    Paragraph,
    /// A line above in the run ends in a colon.
    ColonInside,
    /// Another rule found boilerplate above in the run.
    Mark,
}

/// The run that a line is in.
#[derive(Debug, Clone)]
pub struct ShortLineRun {
    /// Its lines, among the lines that are not blank; empty for a paragraph.
    pub lines: Range<usize>,
    /// What introduces the line.
    pub intro: Intro,
    /// The share of its lines with digits, from 0 to 1.
    digits: f64,
    /// The share of its lines in which another rule found boilerplate.
    pub boilerplate: f64,
    /// The share of its lines that end a sentence.
    stops: f64,
    /// The share of the lines around, in the run, that have the same punctuation and digits.
    pattern: f64,
}

/// How many lines above and below are searched for the same pattern.
const AROUND: usize = 4;
/// Characters that make a pattern.
const SHORTEST_PATTERN: usize = 2;

impl ShortLineRun {
    /// The run of each line.
    pub fn all(lines: &[FilledLine], is_boilerplate: &[bool]) -> Vec<Self> {
        let mut runs = Vec::with_capacity(lines.len());
        while runs.len() < lines.len() {
            let first = runs.len();
            let length = lines[first..]
                .iter()
                .take_while(|line| !line.is_paragraph())
                .count();
            match length {
                0 => runs.push(Self::none(first)),
                _ => runs.extend(Self::of(lines, is_boilerplate, first..first + length)),
            }
        }
        runs
    }

    fn none(at: usize) -> Self {
        Self {
            lines: at..at,
            intro: Intro::None,
            digits: 0.0,
            boilerplate: 0.0,
            stops: 0.0,
            pattern: 0.0,
        }
    }

    fn of(lines: &[FilledLine], is_boilerplate: &[bool], range: Range<usize>) -> Vec<Self> {
        let share = |is: &dyn Fn(usize) -> bool| {
            range.clone().filter(|&at| is(at)).count() as f64 / range.len() as f64
        };
        let mut run = Self {
            intro: match range.start {
                0 => Intro::Top,
                first if lines[first - 1].end == LineEnd::Colon => Intro::Colon,
                _ => Intro::Paragraph,
            },
            digits: share(&|at| lines[at].has_digits),
            boilerplate: share(&|at| is_boilerplate[at]),
            stops: share(&|at| lines[at].end.is_sentence()),
            pattern: 0.0,
            lines: range.clone(),
        };
        let mut runs = Vec::with_capacity(range.len());
        for at in range.clone() {
            if at > range.start && lines[at - 1].end == LineEnd::Colon {
                run.intro = Intro::ColonInside;
            }
            if is_boilerplate[at] {
                run.intro = Intro::Mark;
            }
            run.pattern = pattern(lines, &range, at);
            runs.push(run.clone());
        }
        runs
    }

    /// Whether the line is in no run.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the run is a list that the article introduces, or a table.
    pub fn is_list(&self) -> bool {
        let is_introduced = matches!(self.intro, Intro::Colon | Intro::ColonInside);
        is_introduced && (self.boilerplate == 0.0 || self.pattern >= 0.3)
            || self.pattern >= 0.6 && self.digits >= 0.9
    }

    /// Sets the properties of a line that describe its run.
    pub fn set(&self, at: usize, values: &mut Values) {
        values.measure(P::Run, self.lines.len() as f64);
        if self.lines.len() > 1 {
            values.name(
                P::RunAt,
                match at {
                    _ if at == self.lines.start => 0,
                    _ if at + 1 == self.lines.end => 1,
                    _ => 2,
                },
            );
        }
        if !self.is_empty() {
            values.name(P::Intro, self.intro as usize);
            values.measure(P::RunDigit, self.digits);
            values.measure(P::RunMark, self.boilerplate);
            values.measure(P::RunSig, self.pattern);
            values.measure(P::RunStop, self.stops);
        }
    }
}

fn pattern(lines: &[FilledLine], run: &Range<usize>, at: usize) -> f64 {
    let around = run.start.max(at.saturating_sub(AROUND))..run.end.min(at + AROUND + 1);
    let own = &lines[at].signature;
    if around.len() < 2 || own.chars().count() < SHORTEST_PATTERN {
        return 0.0;
    }
    let others = around.len() - 1;
    let same = around
        .filter(|&other| other != at && lines[other].signature == *own)
        .count();
    same as f64 / others as f64
}
