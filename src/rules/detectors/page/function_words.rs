//! Function words: the share of words in a line, and in the lines around it, that hold sentences together.

use std::ops::Range;

use crate::rules::detectors::page::layout::ratio;
use crate::rules::detectors::page::line::FilledLine;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// How many lines above and below are counted.
const WITHIN: usize = 5;

/// The lines whose words have to be read for a line: the line, and the lines around it up to the next
/// paragraph.
pub fn needed(lines: &[FilledLine], at: usize) -> Range<usize> {
    let is_short = |line: &&FilledLine| !line.is_paragraph();
    let above = lines[..at].iter().rev();
    let above = above.take(WITHIN).take_while(is_short);
    let below = lines[at + 1..].iter();
    let below = below.take(WITHIN).take_while(is_short);
    at - above.count()..at + 1 + below.count()
}

/// Sets the properties of a line that count function words. The words of [`needed`] must have been read.
pub fn set(lines: &[FilledLine], at: usize, values: &mut Values) {
    let share = |range: Range<usize>| {
        let words = || lines[range.clone()].iter().map(FilledLine::words_read);
        ratio(
            words().map(|words| words.function_words).sum(),
            words().map(|words| words.ids.len()).sum(),
        )
    };
    if !lines[at].words_read().ids.is_empty() {
        values.measure(P::Func, share(at..at + 1));
        values.measure(P::Func8, share(needed(lines, at)));
    }
}
