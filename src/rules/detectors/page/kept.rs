//! Lines that are never taken, whatever their score: titles, lists that the article introduces,
//! tables, metadata, and lone names of accounts.

use crate::rules::detectors::page::block::Part;
use crate::rules::detectors::page::layout::Page;
use crate::rules::detectors::page::line::{End, Line, Start};
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;
use crate::rules::detectors::page::written::Written;

/// Characters of a line that can be a title by its words.
const TITLE: std::ops::RangeInclusive<usize> = 15..=200;
/// Characters of a line that can be a title by its place.
const TITLE_IN_PLACE: std::ops::RangeInclusive<usize> = 20..=160;
/// Words that such a title has at least.
const TITLE_WORDS: usize = 4;
/// Lines above the main block within which a title stands.
const TITLE_WITHIN: usize = 6;
/// Words up to which a line with an at sign is the name of an account.
const ACCOUNT_WORDS: usize = 3;

/// Whether a line with these values is never taken, whatever its score.
pub fn is_kept(page: &Page, written: &Written, at: usize, values: &Values) -> bool {
    is_plainly_kept(page, at, values) || is_title(page, written, at, values)
}

/// The same as far as it can be told without the words of the page.
pub fn is_plainly_kept(page: &Page, at: usize, values: &Values) -> bool {
    page.marks.metadata[at]
        || values.get(P::At).is_some() && page.lines[at].words <= ACCOUNT_WORDS
        || is_list(page, at)
}

fn is_title(page: &Page, written: &Written, at: usize, values: &Values) -> bool {
    page.part(at) == Part::Head
        && !page.marks.residue[at]
        && (shares_title_words(page, written, at) || stands_as_title(page, written, at, values))
}

/// A title says what the first paragraphs say.
fn shares_title_words(page: &Page, written: &Written, at: usize) -> bool {
    TITLE.contains(&page.lines[at].chars)
        && written
            .content
            .shared_with_lead(&page.lines[at])
            .is_some_and(|(stems, share)| stems >= 2 && share >= 0.3 || stems >= 1 && share >= 0.5)
}

/// A line as long as a title right above the block, whatever its words.
fn stands_as_title(page: &Page, written: &Written, at: usize, values: &Values) -> bool {
    let line = &page.lines[at];
    page.block.first - at <= TITLE_WITHIN
        && line.words >= TITLE_WORDS
        && TITLE_IN_PLACE.contains(&line.chars)
        && reads_as_title(line, values)
        && written.is_single(at)
}

fn reads_as_title(line: &Line, values: &Values) -> bool {
    line.start != Start::Bullet
        && values.get(P::Seps) == Some(0)
        && ![P::Clock, P::Date, P::Year, P::At]
            .iter()
            .any(|&sign| values.get(sign).is_some())
        && !matches!(line.end, End::Colon | End::Comma)
}

/// A list that the article leads to, or a table, before any residue.
fn is_list(page: &Page, at: usize) -> bool {
    let run = &page.runs[at];
    let is_of_article = match page.part(at) {
        Part::Head => false,
        Part::Inside => true,
        Part::Tail => !page.is_after_mark(at),
    };
    !run.is_empty() && !page.marks.residue[at] && is_of_article && run.is_list()
}
