//! The features of a text that a survey counts: its lines, and parts of lines that sites repeat.

use std::borrow::Cow;

use crate::rules::survey::example::{LEAD, TITLE};
use crate::text::{Ending, TextAnalysis, is_alphanumeric, words_of};

/// Characters from which a line is a paragraph, if it ends in a full stop, and however it ends. A paragraph may be shorter
/// here than for other rules: the teasers of other stories are short.
const PARAGRAPH: (usize, usize) = (60, 80);
/// Words of a paragraph that stand for its beginning.
const OPENING_WORDS: usize = 8;
/// The same for a title.
const TITLE_OPENING_WORDS: usize = 5;
/// A prefix has at most this many words and characters.
const PREFIX: (usize, usize) = (5, 40);
/// Characters of a line from which its sentences are counted. Such a line is a text without line breaks.
const LONG_LINE: usize = 1000;
/// The sentences of so many last paragraphs are counted, and those of the first: templates glue text to them.
const LAST_PARAGRAPHS: usize = 3;

/// What a key counts: a line, or another text that a site may repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// A folded line.
    Line,
    /// A short line without its numbers and addresses.
    Masked,
    /// The first words of a line, before a separator.
    Prefix,
    /// The first words of the first paragraph.
    Opening,
    /// The first words of a title.
    TitleOpening,
    /// A sentence of a long line.
    Segment,
}

impl Feature {
    /// Its part of the seed of hashes. For lines, the seed is the source alone.
    pub(super) fn seed(self) -> u64 {
        (self as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// What stands for an address in a masked line.
pub(crate) const ADDRESS: &str = "@";

/// Whether a line is a paragraph for a survey.
pub(crate) fn is_paragraph(analysis: &TextAnalysis, line: usize) -> bool {
    analysis.lines[line].is_paragraph_of(PARAGRAPH)
}

/// The first paragraph of a text for a survey.
pub(crate) fn lead_of(analysis: &TextAnalysis) -> Option<usize> {
    (0..analysis.lines.len()).find(|&line| is_paragraph(analysis, line))
}

/// The lines whose sentences are counted; ascending.
pub(crate) fn counted_in_segments(analysis: &TextAnalysis) -> Vec<usize> {
    let paragraphs = (0..analysis.lines.len()).filter(|&line| is_paragraph(analysis, line));
    let paragraphs: Vec<usize> = paragraphs.collect();
    let last = paragraphs.len().saturating_sub(LAST_PARAGRAPHS);
    let is_edge = |n: usize| n == 0 || n >= last;
    let is_long = |line: usize| analysis.lines[line].chars >= LONG_LINE;
    let counted = paragraphs.iter().enumerate();
    counted
        .filter(|&(n, &line)| is_edge(n) || is_long(line))
        .map(|(_, &line)| line)
        .collect()
}

/// A folded line without its numbers and addresses; `None` if it has none.
pub(crate) fn masked(folded: &str) -> Option<String> {
    let is_masked = |c: char| c.is_ascii_digit() || matches!(c, '@' | '/');
    if !folded.contains(is_masked) {
        return None;
    }
    let is_address = |token: &str| {
        token.starts_with("www.") || token.contains("://") || token.trim_matches('@').contains('@')
    };
    let mut masked = String::with_capacity(folded.len());
    for token in folded.split(' ') {
        match is_address(token) {
            true => push_word(&mut masked, ADDRESS),
            false => {
                words_of(token).for_each(|word| push_word(&mut masked, &without_numbers(word)))
            }
        }
    }
    Some(masked)
}

/// A word with each number as `0`.
fn without_numbers(word: &str) -> Cow<'_, str> {
    if !word.contains(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        match c.is_ascii_digit() {
            true if plain.ends_with('0') => {}
            true => plain.push('0'),
            false => plain.push(c),
        }
    }
    Cow::Owned(plain)
}

/// Adds a word. Of several numbers in a row, one is kept.
fn push_word(text: &mut String, word: &str) {
    if word == "0" && (text == "0" || text.ends_with(" 0")) {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// The prefix of a line: a few words before a separator, as in "Read also: …".
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// Its words and its separator.
    pub key: String,
    /// Where the text after it begins, in bytes of the folded line.
    pub end: usize,
}

/// The prefix of a folded line, if it has one.
pub(crate) fn prefix_of(folded: &str) -> Option<Prefix> {
    let start = folded.find(is_alphanumeric)?;
    let (mut words, mut chars, mut in_word) = (0, 0, false);
    let mut before = ' ';
    for (at, c) in folded[start..].char_indices() {
        let at = start + at;
        let after = folded[at + c.len_utf8()..].chars().next();
        if is_separator(c, before, after) {
            let key = masked_words(&folded[start..at])?;
            if folded[at..].starts_with("://") {
                return None;
            }
            let rest = folded[at..].trim_start_matches(|c| {
                matches!(c, ':' | '/' | '|' | '-' | '–' | '—' | '.' | '…' | ' ')
            });
            return Some(Prefix {
                key: format!("{key} {c}"),
                end: folded.len() - rest.len(),
            });
        }
        chars += 1;
        let is_word = is_alphanumeric(c);
        words += usize::from(is_word && !in_word);
        in_word = is_word;
        if words > PREFIX.0 || chars > PREFIX.1 || !(is_word || c == ' ' || c == '\'' || c == '’')
        {
            return None;
        }
        before = c;
    }
    None
}

/// Whether a sign between these characters separates a prefix from what follows it.
fn is_separator(c: char, before: char, after: Option<char>) -> bool {
    let is_free = before == ' ' || after.is_none_or(|after| after == ' ');
    let in_number = before.is_ascii_digit() && after.is_some_and(|after| after.is_ascii_digit());
    match c {
        ':' | '：' | '|' | '…' => !in_number,
        '/' | '-' | '–' | '—' => is_free,
        '.' => after == Some('.'),
        _ => false,
    }
}

/// The words of a prefix without numbers; `None` if there are only numbers.
fn masked_words(text: &str) -> Option<String> {
    let mut masked = String::with_capacity(text.len());
    words_of(text).for_each(|word| push_word(&mut masked, &without_numbers(word)));
    masked
        .contains(|c: char| c != '0' && c != ' ')
        .then_some(masked)
}

/// The first words of a paragraph, which stand for all of it; `None` if it is shorter.
pub(crate) fn opening(folded: &str) -> Option<String> {
    first_words(folded, OPENING_WORDS)
}

/// The first words of a title; `None` if it is shorter.
pub(crate) fn title_opening(folded: &str) -> Option<String> {
    first_words(folded, TITLE_OPENING_WORDS)
}

fn first_words(folded: &str, number: usize) -> Option<String> {
    let words: Vec<&str> = words_of(folded).take(number).collect();
    (words.len() == number).then(|| words.join(" "))
}

/// Whether a line ends as a sentence does.
pub(crate) fn is_sentence(analysis: &TextAnalysis, line: usize) -> bool {
    let ending = analysis.lines[line].ending;
    matches!(ending, Ending::Stop | Ending::Question)
}

/// Whether a line may be the beginning of a paragraph, cut anywhere.
pub(crate) fn is_open_ended(analysis: &TextAnalysis, line: usize) -> bool {
    let ending = analysis.lines[line].ending;
    matches!(ending, Ending::Ellipsis | Ending::Open | Ending::Comma)
}

/// Passes the features of a line to `add`, with their roles. The roles of the line are bits: [`TITLE`], [`LEAD`]. A prefix has
/// the role of a lead if its line ends as a sentence.
pub(crate) fn each_feature(
    analysis: &TextAnalysis,
    line: usize,
    roles: u8,
    mut add: impl FnMut(Feature, &str, u8),
) {
    let folded = analysis.folded_line(line);
    let is_segment = analysis.lines[line].is_segment();
    if is_segment {
        add(
            Feature::Segment,
            masked(folded).as_deref().unwrap_or(folded),
            0,
        );
    } else {
        add(Feature::Line, folded, roles);
        if !is_paragraph(analysis, line)
            && let Some(masked) = masked(folded)
        {
            add(Feature::Masked, &masked, 0);
        }
    }
    if let Some(prefix) = prefix_of(folded) {
        let ends_sentence = if is_sentence(analysis, line) { LEAD } else { 0 };
        add(Feature::Prefix, &prefix.key, ends_sentence);
    }
    if is_segment {
        return;
    }
    if (roles & LEAD != 0 || is_open_ended(analysis, line))
        && let Some(opening) = opening(folded)
    {
        add(Feature::Opening, &opening, roles & LEAD);
    }
    let is_cut = analysis.lines[line].ending == Ending::Ellipsis;
    if (roles & TITLE != 0 || is_cut)
        && let Some(opening) = title_opening(folded)
    {
        add(Feature::TitleOpening, &opening, roles & TITLE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_do_not_count() {
        let cases = [
            ("seen 1,234 times", Some("seen 0 times")),
            ("10:30 - 12/5", Some("0")),
            ("covid19 at https://a.example/x?b=1", Some("covid0 at @")),
            ("write to a@b.example", Some("write to @")),
            ("no number", None),
        ];
        for (folded, expected) in cases {
            assert_eq!(masked(folded).as_deref(), expected, "{folded}");
        }
    }

    #[test]
    fn a_prefix_is_a_few_words_before_a_separator() {
        let cases = [
            (
                "read also: harbour opens",
                Some(("read also :", "harbour opens")),
            ),
            (
                "» read 3 more / harbour",
                Some(("read 0 more /", "harbour")),
            ),
            ("more.. harbour", Some(("more .", "harbour"))),
            (
                "editor's choice – harbour",
                Some(("editor s choice –", "harbour")),
            ),
            ("well-known men came", None),
            ("10:30 in town", None),
            ("https://a.example/b", None),
            ("at 10:30 in town", None),
            ("2024 - harbour", None),
            ("one two three four five six: harbour", None),
            ("harbour, and: more", None),
        ];
        for (folded, expected) in cases {
            let found = prefix_of(folded);
            let found = found
                .as_ref()
                .map(|prefix| (prefix.key.as_str(), &folded[prefix.end..]));
            assert_eq!(found, expected, "{folded}");
        }
    }
}
