//! Datelines: the place or agency before a report, and the reporting verb behind it.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use memchr::{memchr, memchr3};
use regex::Regex;

use crate::rules::detectors::story::word_lists::WordLists;
use crate::text::words_of;

/// A report begins with letters.
static LETTERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[^\W\d_]{3}").expect("a valid pattern"));

/// The length of a place or agency before a report, in characters.
const DATELINE: RangeInclusive<usize> = 2..=45;
/// Characters in which a dateline must end.
const LONGEST_DATELINE: usize = 48;

/// The first byte of the longer dashes.
const DASHES: u8 = 0xe2;

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | ':' | '/')
}

fn is_sentence_mark(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '"' | '«' | '»' | '“' | '”' | '\u{60c}' | '\u{61b}' | '\u{61f}'
    )
}

/// The text behind the dateline at the beginning of a line. A dateline is a place or agency up to a dash,
/// colon or slash, without sentence marks and quotation marks.
fn dateline(text: &str) -> Option<&str> {
    // Most lines have none: no separator, or another mark before the first separator.
    let head = &text.as_bytes()[..text.len().min(4 * LONGEST_DATELINE)];
    memchr3(b'-', b':', b'/', head).or_else(|| memchr(DASHES, head))?;
    let mut chars = text.chars().take(LONGEST_DATELINE);
    if !chars
        .find(|&c| is_separator(c) || is_sentence_mark(c))
        .is_some_and(is_separator)
    {
        return None;
    }
    // The number of characters so far, and the number up to the last one that is no space.
    let (mut before, mut filled) = (0, 0);
    for (at, c) in text.char_indices() {
        if is_sentence_mark(c) || filled > *DATELINE.end() {
            return None;
        }
        if is_separator(c) && before >= *DATELINE.start() {
            let rest = text[at + c.len_utf8()..].trim_start();
            if LETTERS.is_match(rest) {
                return Some(rest);
            }
        }
        before += 1;
        if !c.is_whitespace() {
            filled = before;
        }
    }
    None
}

/// The reporting verb behind the dateline at the beginning of a line.
pub fn reporting_verb<'s>(text: &'s str, words: &WordLists) -> Option<&'s str> {
    let word = words_of(dateline(text)?).next()?;
    words.reporting_verbs.contains(word).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn datelines_end_where_the_pattern_says(
            head in "[ab .:/—-]{0,6}", middle in "[a ]{0,45}", text in "[ab3 .:/–«،-]{0,16}"
        ) {
            let pattern = Regex::new(
                r#"^[^.\u{60c}\u{61b}\u{61f}"«»“”!]{2,45}?\s*[-–—:/]\s*([^\W\d_]{3})"#,
            );
            let text = head + &middle + &text;
            let mark = |&c: &char| is_separator(c) || is_sentence_mark(c);
            let is_near = text.chars().take(LONGEST_DATELINE).find(mark).is_some_and(is_separator);
            let letters = pattern.unwrap().captures(&text).and_then(|found| found.get(1));
            let expected = letters.filter(|_| is_near).map(|letters| &text[letters.start()..]);
            prop_assert_eq!(dateline(&text), expected);
        }
    }
}
