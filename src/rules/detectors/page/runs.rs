//! Runs: lines in a row that are no paragraphs, what leads to them and what they share.

use std::ops::Range;

use crate::rules::detectors::page::line::{End, Line};
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// What leads to a line of a run; in the order of the names of `intro`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intro {
    None,
    /// The run begins the document.
    Top,
    /// The paragraph above ends in a colon.
    Colon,
    Paragraph,
    /// A line above in the run ends in a colon.
    ColonInside,
    /// Another rule found residue above in the run.
    Mark,
}

/// A line's run.
#[derive(Debug, Clone)]
pub struct Run {
    pub lines: Range<usize>,
    pub intro: Intro,
    /// The shares of its lines that have digits, that another rule calls residue, that end a
    /// sentence.
    digits: f64,
    pub residue: f64,
    stops: f64,
    /// The share of the lines around in the run that follow the same pattern.
    pattern: f64,
}

/// How far lines of the same pattern are looked for.
const AROUND: usize = 4;
/// Signs that make a pattern.
const SHORTEST_PATTERN: usize = 2;

impl Run {
    /// The run of each line; that of a paragraph is empty.
    pub fn all(lines: &[Line], is_residue: &[bool]) -> Vec<Self> {
        let mut runs = Vec::with_capacity(lines.len());
        while runs.len() < lines.len() {
            let first = runs.len();
            let length = lines[first..]
                .iter()
                .take_while(|line| !line.is_paragraph())
                .count();
            match length {
                0 => runs.push(Self::none(first)),
                _ => runs.extend(Self::of(lines, is_residue, first..first + length)),
            }
        }
        runs
    }

    fn none(at: usize) -> Self {
        Self {
            lines: at..at,
            intro: Intro::None,
            digits: 0.0,
            residue: 0.0,
            stops: 0.0,
            pattern: 0.0,
        }
    }

    fn of(lines: &[Line], is_residue: &[bool], range: Range<usize>) -> Vec<Self> {
        let share = |is: &dyn Fn(usize) -> bool| {
            range.clone().filter(|&at| is(at)).count() as f64 / range.len() as f64
        };
        let mut run = Self {
            intro: match range.start {
                0 => Intro::Top,
                first if lines[first - 1].end == End::Colon => Intro::Colon,
                _ => Intro::Paragraph,
            },
            digits: share(&|at| lines[at].has_digits),
            residue: share(&|at| is_residue[at]),
            stops: share(&|at| lines[at].end.is_sentence()),
            pattern: 0.0,
            lines: range.clone(),
        };
        let mut runs = Vec::with_capacity(range.len());
        for at in range.clone() {
            if at > range.start && lines[at - 1].end == End::Colon {
                run.intro = Intro::ColonInside;
            }
            if is_residue[at] {
                run.intro = Intro::Mark;
            }
            run.pattern = pattern(lines, &range, at);
            runs.push(run.clone());
        }
        runs
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the article leads to a list, or the lines are those of a table.
    pub fn is_list(&self) -> bool {
        let is_introduced = matches!(self.intro, Intro::Colon | Intro::ColonInside);
        is_introduced && (self.residue == 0.0 || self.pattern >= 0.3)
            || self.pattern >= 0.6 && self.digits >= 0.9
    }

    /// Sets what a line's values tell of its run.
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
            values.measure(P::RunMark, self.residue);
            values.measure(P::RunSig, self.pattern);
            values.measure(P::RunStop, self.stops);
        }
    }
}

fn pattern(lines: &[Line], run: &Range<usize>, at: usize) -> f64 {
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
