//! Lines that are never removed, whatever their score: titles, further parts of the article, lists that it introduces,
//! tables, metadata, and account names on a line of their own.

use crate::rules::detectors::page::layout::PageLayout;
use crate::rules::detectors::page::line::{FilledLine, LineEnd, LineStart};
use crate::rules::detectors::page::main_block::PagePart;
use crate::rules::detectors::page::page_words::PageWords;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

/// Characters of a title that is recognised by its words.
const TITLE: std::ops::RangeInclusive<usize> = 15..=200;
/// Characters of a title that is recognised by its place.
const TITLE_IN_PLACE: std::ops::RangeInclusive<usize> = 20..=160;
/// The fewest words of such a title, in scripts with spaces between words.
const TITLE_WORDS: usize = 4;
/// How many lines above the main block a title may be.
const TITLE_WITHIN: usize = 6;
/// The most words of a line with an @ sign that is an account name.
const ACCOUNT_WORDS: usize = 3;

/// Whether a line with these values is never removed, whatever its score.
pub fn is_protected(page: &PageLayout, written: &PageWords, at: usize, values: &Values) -> bool {
    is_protected_by_form(page, at, values) || is_title(page, written, at, values)
}

/// The same, as far as it can be decided without the words of the page.
pub fn is_protected_by_form(page: &PageLayout, at: usize, values: &Values) -> bool {
    page.marks.metadata[at]
        || values.get(P::At).is_some() && page.lines[at].words <= ACCOUNT_WORDS
        || page.extent.keeps(at)
        || is_list(page, at)
}

fn is_title(page: &PageLayout, written: &PageWords, at: usize, values: &Values) -> bool {
    page.part(at) == PagePart::Head
        && !page.marks.boilerplate[at]
        && (page.extent.heading == Some(at)
            || shares_title_words(page, written, at)
            || is_placed_as_title(page, written, at, values))
}

/// A title repeats words of the first paragraphs.
fn shares_title_words(page: &PageLayout, written: &PageWords, at: usize) -> bool {
    TITLE.contains(&page.lines[at].chars)
        && written
            .content
            .shared_with_lead(&page.lines[at])
            .is_some_and(|(stems, share)| stems >= 2 && share >= 0.3 || stems >= 1 && share >= 0.5)
}

/// A line that reads as a title, whatever its words: the one directly above the article, or one near it that is as long as
/// a title.
fn is_placed_as_title(page: &PageLayout, written: &PageWords, at: usize, values: &Values) -> bool {
    let line = &page.lines[at];
    let is_near = page.block.first - at <= TITLE_WITHIN
        && (line.words >= TITLE_WORDS || line.has_wide)
        && TITLE_IN_PLACE.contains(&line.chars);
    (is_near || page.extent.above == Some(at))
        && reads_as_title(line, values)
        && written.is_single(at)
}

fn reads_as_title(line: &FilledLine, values: &Values) -> bool {
    line.start != LineStart::Bullet
        && values.get(P::Seps) == Some(0)
        && ![P::Clock, P::Date, P::Year, P::At]
            .iter()
            .any(|&property| values.get(property).is_some())
        && !matches!(line.end, LineEnd::Colon | LineEnd::Comma)
}

/// A list that the article introduces, or a table, before any boilerplate.
fn is_list(page: &PageLayout, at: usize) -> bool {
    let run = &page.runs[at];
    let is_of_article = match page.part(at) {
        PagePart::Head => false,
        PagePart::Inside => true,
        PagePart::Tail => !page.is_after_mark(at),
    };
    !run.is_empty() && !page.marks.boilerplate[at] && is_of_article && run.is_list()
}
