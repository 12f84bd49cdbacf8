//! Where things stand in a document that its lines are measured from.

use crate::rules::detectors::page::line::Line;

/// The distance of a mark that there is not.
const FAR: usize = 99;

/// Where things stand that lines are measured from.
pub struct Places {
    /// The first and the last paragraph.
    pub paragraphs: Option<(usize, usize)>,
    /// How many lines are residue.
    pub marks: usize,
    /// The lines to the next residue above and below.
    pub mark_above: Vec<usize>,
    pub mark_below: Vec<usize>,
}

impl Places {
    pub fn new(lines: &[Line], residue: &[bool]) -> Self {
        let mut mark_below = distances(residue.iter().rev());
        mark_below.reverse();
        Self {
            paragraphs: lines
                .iter()
                .position(Line::is_paragraph)
                .zip(lines.iter().rposition(Line::is_paragraph)),
            marks: residue.iter().filter(|&&is| is).count(),
            mark_above: distances(residue.iter()),
            mark_below,
        }
    }
}

/// For each line, how many lines back the last mark stood.
fn distances<'m>(marks: impl Iterator<Item = &'m bool>) -> Vec<usize> {
    let each = marks.scan(FAR, |distance, &is_mark| {
        let here = *distance;
        *distance = if is_mark { 1 } else { here + 1 };
        Some(here)
    });
    each.collect()
}
