//! Function words: how many words of a line, and of the lines around it, hold sentences together.

use std::ops::Range;

use crate::rules::detectors::page::layout::ratio;
use crate::rules::detectors::page::line::Line;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// How far function words are counted, in the run.
const WITHIN: usize = 5;

/// The lines whose words are looked at for a line: itself, with the lines around it that are no
/// paragraphs.
pub fn needed(lines: &[Line], at: usize) -> Range<usize> {
    let is_short = |line: &&Line| !line.is_paragraph();
    let above = lines[..at].iter().rev();
    let above = above.take(WITHIN).take_while(is_short);
    let below = lines[at + 1..].iter();
    let below = below.take(WITHIN).take_while(is_short);
    at - above.count()..at + 1 + below.count()
}

/// Sets what a line's values tell of function words. The words that are needed were read.
pub fn set(lines: &[Line], at: usize, values: &mut Values) {
    let share = |range: Range<usize>| {
        let wordings = || lines[range.clone()].iter().map(Line::wording);
        ratio(
            wordings().map(|wording| wording.function_words).sum(),
            wordings().map(|wording| wording.words.len()).sum(),
        )
    };
    if !lines[at].wording().words.is_empty() {
        values.measure(P::Func, share(at..at + 1));
        values.measure(P::Func8, share(needed(lines, at)));
    }
}
