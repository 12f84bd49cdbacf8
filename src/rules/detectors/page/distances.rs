//! What the distances of a line are measured from: the paragraphs and the findings of other rules.

use crate::rules::detectors::page::line::FilledLine;

/// The distance in lines if there is nothing to measure from.
const FAR: usize = 99;

/// Positions and distances in a page, in lines that are not blank.
pub struct Distances {
    /// The first and the last paragraph, if any.
    pub paragraphs: Option<(usize, usize)>,
    /// How many lines other rules found boilerplate in.
    pub marks: usize,
    /// For each line, the distance to the next such line above.
    pub mark_above: Vec<usize>,
    /// For each line, the distance to the next such line below.
    pub mark_below: Vec<usize>,
}

impl Distances {
    /// Measures a page, given for each line whether other rules found boilerplate in it.
    pub fn new(lines: &[FilledLine], boilerplate: &[bool]) -> Self {
        let mut mark_below = distances(boilerplate.iter().rev());
        mark_below.reverse();
        Self {
            paragraphs: lines
                .iter()
                .position(FilledLine::is_paragraph)
                .zip(lines.iter().rposition(FilledLine::is_paragraph)),
            marks: boilerplate.iter().filter(|&&is| is).count(),
            mark_above: distances(boilerplate.iter()),
            mark_below,
        }
    }
}

/// For each line, the distance back to the last marked line.
fn distances<'m>(marks: impl Iterator<Item = &'m bool>) -> Vec<usize> {
    let each = marks.scan(FAR, |distance, &is_mark| {
        let here = *distance;
        *distance = if is_mark { 1 } else { here + 1 };
        Some(here)
    });
    each.collect()
}
