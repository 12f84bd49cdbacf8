//! Segments: the pieces of a long line. A segment is a sentence, a bracket between sentences, or text between separators.
//!
//! Scraped corpora often lose the line breaks of an article, and templates glue text to paragraphs. Rules can then look at
//! segments as they look at lines.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::abbreviations::is_abbreviation;
use crate::text::char_traits::CharTraits;
use crate::text::head::head;

/// What separates a segment from its neighbour. The first variants are the most certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boundary {
    /// The beginning or the end of the line.
    Line,
    /// The end of a sentence, followed by white space.
    Sentence,
    /// The end of a bracket that stands between sentences.
    Bracket,
    /// A sign that separates texts, such as a bar or a bullet.
    Separator,
    /// Several spaces, or a full stop before a small letter.
    Gap,
    /// The end of a sentence without white space after it.
    Glued,
}

impl Boundary {
    /// Whether text on both sides of it is surely separate.
    pub fn is_certain(self) -> bool {
        self <= Self::Separator
    }
}

/// A segment of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// In bytes of the line, with the white space after it.
    pub span: Range<usize>,
    /// What is before it.
    pub start: Boundary,
    /// What is after it.
    pub end: Boundary,
}

/// The segments of a line without its line break, in order. Together they are the line.
pub fn segments(line: &str) -> Vec<Segment> {
    let signs = signs(line);
    let mut cuts = sentence_cuts(line, &signs);
    cuts.extend(glued_cuts(line, &signs));
    cuts.extend(gap_cuts(line, &signs));
    let starts = [0].into_iter().chain(cuts.iter().map(|cut| cut.0));
    let brackets: Vec<_> = starts
        .filter_map(|start| bracket_cut(line, start))
        .collect();
    cuts.extend(brackets);
    // Of two boundaries at one place, the more certain one counts.
    cuts.retain(|&(at, _)| 0 < at && at < line.len());
    cuts.sort_unstable();
    cuts.dedup_by_key(|cut| cut.0);
    let mut segments = Vec::with_capacity(cuts.len() + 1);
    let (mut start, mut before) = (0, Boundary::Line);
    for (at, boundary) in cuts.into_iter().chain([(line.len(), Boundary::Line)]) {
        segments.push(Segment {
            span: start..at,
            start: before,
            end: boundary,
        });
        (start, before) = (at, boundary);
    }
    segments
}

type Cut = (usize, Boundary);

/// A character at which a line may be cut, with its place in bytes.
type Sign = (usize, char);

/// The characters at which a line may be cut: not letters, digits, single spaces, or punctuation inside sentences. Everything
/// else that looks for cuts looks only at these, because most characters of a line are none of them.
fn signs(line: &str) -> Vec<Sign> {
    let mut after_space = false;
    let is_sign = |&(_, c): &Sign| {
        let traits = CharTraits::of(c);
        let is_repeated = after_space && traits.is_space();
        after_space = traits.is_space();
        is_repeated || c != ' ' && !traits.is_word_char() && !is_inner(c)
    };
    line.char_indices().filter(is_sign).collect()
}

/// Whether a sign is punctuation inside sentences.
fn is_inner(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | ':'
            | '\''
            | '"'
            | '('
            | ')'
            | '«'
            | '»'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '–'
            | '\u{60c}'
            | '\u{61b}'
    )
}

/// The places where sentences begin, by the rules of Unicode and by what those rules lack.
fn sentence_cuts(line: &str, signs: &[Sign]) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = unicode_starts(line, signs)
        .into_iter()
        .map(|at| before_quote(line, at))
        .filter_map(|at| Some((at, sentence_boundary(line, at)?)))
        .collect();
    // Unicode takes a small letter after a full stop for the same sentence, even behind a bracket, a number or a sign.
    for &(at, stop) in signs {
        if !CharTraits::of(stop).is_stop() {
            continue;
        }
        let rest = line[at + stop.len_utf8()..].trim_start_matches(is_closer);
        let next = rest.trim_start();
        let start = line.len() - next.len();
        let Some(first) = next.chars().next().map(CharTraits::of) else {
            continue;
        };
        let is_other = !first.is_letter() && !first.is_stop();
        if next.len() < rest.len() && (first.is_lower() || is_other) && is_full_stop(&line[..at]) {
            cuts.push((
                start,
                if is_other {
                    Boundary::Sentence
                } else {
                    Boundary::Gap
                },
            ));
        }
    }
    cuts
}

/// Where sentences begin by the rules of Unicode, without the first. The rules are only applied around signs that may end a
/// sentence: on whole lines they took most of the time of a lint of texts without line breaks.
fn unicode_starts(line: &str, signs: &[Sign]) -> Vec<usize> {
    let may_end = |c: char| !c.is_ascii() || matches!(c, '.' | '!' | '?' | '\r' | '\n');
    let is_letter = |c: char| CharTraits::of(c).is_letter();
    let mut windows: Vec<Range<usize>> = Vec::new();
    let mut before = 0;
    for &(at, _) in signs.iter().filter(|sign| may_end(sign.1)) {
        match windows.last_mut() {
            // The rules look ahead no further than to the next letter.
            Some(last) if at < last.end => {
                // Without a letter since the sign before, the same letters follow: a line may be signs only.
                if line[before..at].contains(is_letter) {
                    last.end = last.end.max(behind_letters(line, at));
                }
            }
            _ => windows.push(before_sign(line, at)..behind_letters(line, at)),
        }
        before = at;
    }
    let starts = windows.into_iter().flat_map(|window| {
        let inside = line[window.clone()].split_sentence_bound_indices();
        inside.skip(1).map(move |(at, _)| window.start + at)
    });
    starts.collect()
}

/// The place of the last characters before a sign, as many as the rules of Unicode look at.
fn before_sign(line: &str, at: usize) -> usize {
    let before = line[..at].char_indices().rev().take(CONTEXT);
    before.last().map_or(at, |(start, _)| start)
}

/// The place behind the first letters after a sign.
fn behind_letters(line: &str, at: usize) -> usize {
    let mut letters = line[at..]
        .char_indices()
        .filter(|&(_, c)| CharTraits::of(c).is_letter());
    let last = letters.nth(CONTEXT - 1);
    last.map_or(line.len(), |(letter, c)| at + letter + c.len_utf8())
}

/// Characters around a sign that decide whether it ends a sentence.
const CONTEXT: usize = 4;

/// The place before an opening quotation mark that Unicode counts to the Chinese sentence before it.
fn before_quote(line: &str, at: usize) -> usize {
    match line[..at].strip_suffix(['“', '‘']) {
        Some(before) if before.ends_with(last_is_wide) => before.len(),
        _ => at,
    }
}

/// The kind of a sentence boundary that Unicode finds; `None` if the sentence goes on.
fn sentence_boundary(line: &str, at: usize) -> Option<Boundary> {
    let before = line[..at].trim_end();
    let bare = before.trim_end_matches(is_closer);
    let is_quoted = bare.len() < before.len();
    let last = bare.chars().next_back()?;
    let traits = CharTraits::of(last);
    let next = CharTraits::of(line[at..].chars().next()?);
    let head = &bare[..bare.len() - last.len_utf8()];
    if traits.is_ask() {
        // "Why?" she asked: a question inside a sentence. Scripts without capitals do not tell them apart.
        let goes_on = next.is_lower() || is_quoted && next.is_letter() && !next.is_upper();
        if goes_on && !last_is_wide(last) {
            return None;
        }
    } else if traits.is_stop() {
        let is_cut_short = head.ends_with('.') && !next.is_upper();
        if is_cut_short || last == '.' && !is_full_stop(head) {
            return None;
        }
    }
    let is_spaced = before.len() < at || last_is_wide(last);
    Some(if is_spaced {
        Boundary::Sentence
    } else {
        Boundary::Glued
    })
}

/// Chinese and Japanese sentences follow each other without a space.
fn last_is_wide(last: char) -> bool {
    matches!(last, '。' | '！' | '？' | '｡')
}

/// Bytes around a full stop in which its word is looked for: a line may be one word of a megabyte.
const LONGEST_WORD: usize = 80;

/// The end of a text.
fn tail(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_WORD))..]
}

/// Whether a full stop after this text ends a sentence: not after an abbreviation, an initial or a short number.
fn is_full_stop(head: &str) -> bool {
    let is_edge = |c: char| c.is_whitespace() || is_opener(c) || is_closer(c);
    let word = tail(head).rsplit(is_edge).next().unwrap_or_default();
    let is_ordinal =
        word.chars().count() <= 2 && word.chars().all(|c| CharTraits::of(c).is_digit());
    !is_ordinal && !is_abbreviation(word)
}

/// The places where a sentence follows the end of another without a space, as in "the day.The next".
fn glued_cuts<'l>(line: &'l str, signs: &'l [Sign]) -> impl Iterator<Item = Cut> + 'l {
    let stops = signs.iter().filter(|(_, c)| {
        let traits = CharTraits::of(*c);
        traits.is_stop() || traits.is_ask()
    });
    stops.filter_map(move |&(at, stop)| {
        let rest = &line[at + stop.len_utf8()..];
        let next = rest.trim_start_matches(is_closer);
        let start = line.len() - next.len();
        let mut letters = next.chars();
        let begins = letters.next().is_some_and(|c| CharTraits::of(c).is_upper())
            && letters.next().is_some_and(|c| CharTraits::of(c).is_lower());
        let small = tail(&line[..at])
            .chars()
            .rev()
            .take_while(|&c| CharTraits::of(c).is_lower());
        // Not inside an address such as example.org/News.The.
        let before = tail(&line[..at])
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let after = head(next, LONGEST_WORD)
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let is_address =
            before.contains(ADDRESS) || after.trim_end_matches(['.', ',']).contains(ADDRESS);
        (begins && small.count() >= 3 && !is_address).then_some((start, Boundary::Glued))
    })
}

/// Signs inside web and mail addresses.
const ADDRESS: [char; 3] = ['/', '@', '.'];

/// The places after several spaces, and before signs that separate texts.
fn gap_cuts(line: &str, signs: &[Sign]) -> Vec<Cut> {
    let next = |at: usize| line.len() - line[at..].trim_start().len();
    let mut cuts = Vec::new();
    let mut end = 0;
    for &(at, c) in signs {
        // The run of spaces or of rule signs that begins here was looked at as a whole.
        if at < end {
            continue;
        }
        if c.is_whitespace() {
            // A tab or a line separator is as good as several spaces.
            let is_wide = matches!(c, '\t' | '\u{2028}' | '\u{2029}');
            if is_wide || line[..at].ends_with(char::is_whitespace) {
                end = next(at);
                cuts.push((end, Boundary::Gap));
            }
            continue;
        }
        let rest = &line[at..];
        if c.is_ascii() && RULE_SIGNS.contains(&c) {
            end = line.len() - rest.trim_start_matches(RULE_SIGNS).len();
            if end - at >= SHORTEST_RULE {
                let after = next(end);
                if !line[..at].trim_end().ends_with(RULE_SIGNS) {
                    cuts.push((at, Boundary::Separator));
                }
                if !line[after..].starts_with(RULE_SIGNS) {
                    cuts.push((after, Boundary::Separator));
                }
            }
        }
        let sign = SEPARATORS.iter().find(|sign| rest.starts_with(**sign));
        let is_free = |sign: &&str| {
            line[..at].ends_with(char::is_whitespace)
                && rest[sign.len()..].starts_with(char::is_whitespace)
        };
        if sign.is_some_and(is_free) {
            cuts.push((at, Boundary::Separator));
        }
    }
    cuts
}

/// Signs of which a row draws a line between texts.
const RULE_SIGNS: [char; 6] = ['-', '_', '=', '*', '~', '#'];
/// Signs of the shortest such row.
const SHORTEST_RULE: usize = 5;

/// Signs between two spaces that separate texts.
const SEPARATORS: &[&str] = &[
    "|", "•", "·", "▪", "●", "■", "//", "***", "###", ">>", "→", "※",
];

/// The end of a bracket at the beginning of a segment, if a new sentence begins after it.
fn bracket_cut(line: &str, start: usize) -> Option<Cut> {
    let rest = &line[start..];
    let open = rest.chars().next().filter(|&c| is_opener(c))?;
    let close = closer_of(open)?;
    let mut depth = 0usize;
    for (at, c) in rest.char_indices().take(LONGEST_BRACKET) {
        depth += usize::from(c == open);
        depth -= usize::from(c == close);
        if depth > 0 {
            continue;
        }
        let after = &rest[at + c.len_utf8()..];
        let next = after.trim_start();
        let begins = next.chars().next().is_none_or(|c| {
            let traits = CharTraits::of(c);
            traits.is_upper()
                || traits.is_letter() && !traits.is_cased()
                || traits.is_quote()
                || is_opener(c)
        });
        let is_apart = next.len() < after.len() || CharTraits::of(next.chars().next()?).is_wide();
        return (begins && is_apart).then_some((line.len() - next.len(), Boundary::Bracket));
    }
    None
}

/// Characters of the longest bracket that is a segment of its own.
const LONGEST_BRACKET: usize = 240;

fn is_opener(c: char) -> bool {
    closer_of(c).is_some()
}

/// The bracket that closes this one.
fn closer_of(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        '［' => '］',
        '〔' => '〕',
        _ => return None,
    })
}

fn is_closer(c: char) -> bool {
    CharTraits::of(c).is_closer() || matches!(c, '】' | '］' | '〕')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pieces(line: &str) -> Vec<&str> {
        let segments = segments(line);
        segments
            .iter()
            .map(|segment| line[segment.span.clone()].trim())
            .collect()
    }

    #[test]
    fn lines_are_cut_at_the_ends_of_sentences() {
        let whole = [
            "Dr. Adams of the U.S. Navy met J. R. Hill at 3.5 km, i.e. far out.",
            "\"Why now?\" she asked the council.",
            "Am 3. Mai kam z. B. die Fähre.",
            "وقال: «لماذا الآن؟» ثم غادر المدينة.",
            "See example.org/News.The for more.",
        ];
        for line in whole {
            assert_eq!(pieces(line), [line], "{line}");
        }
        let cut: [(&str, &[&str]); 12] = [
            (
                "It rained. Ships waited! Why?",
                &["It rained.", "Ships waited!", "Why?"],
            ),
            (
                "عادت السفن. وقال المدير: نعم؟ لا.",
                &["عادت السفن.", "وقال المدير: نعم؟", "لا."],
            ),
            ("船回来了。港口开放！", &["船回来了。", "港口开放！"]),
            (
                "جہاز واپس آئے۔ بندرگاہ کھلی۔",
                &["جہاز واپس آئے۔", "بندرگاہ کھلی۔"],
            ),
            ("जहाज लौटे। बंदरगाह खुला।", &["जहाज लौटे।", "बंदरगाह खुला।"]),
            (
                "He said \"no.\" Then he left.",
                &["He said \"no.\"", "Then he left."],
            ),
            (
                "It rained. (Advertisement) The ships waited.",
                &["It rained.", "(Advertisement)", "The ships waited."],
            ),
            (
                "Kapal tiba. baca juga: Pelabuhan",
                &["Kapal tiba.", "baca juga: Pelabuhan"],
            ),
            (
                "It rained all day.The ships waited.",
                &["It rained all day.", "The ships waited."],
            ),
            ("One | Two • Three", &["One", "| Two", "• Three"]),
            ("It ended   Share this", &["It ended", "Share this"]),
            ("عادت السفن.وقال", &["عادت السفن.", "وقال"]),
        ];
        for (line, expected) in cut {
            assert_eq!(pieces(line), expected, "{line}");
        }
    }

    #[test]
    fn a_boundary_says_how_certain_it_is() {
        let ends = |line: &str| -> Vec<_> { segments(line).iter().map(|one| one.end).collect() };
        assert_eq!(
            ends("It rained. It stopped."),
            [Boundary::Sentence, Boundary::Line]
        );
        assert_eq!(ends("It ended   Share"), [Boundary::Gap, Boundary::Line]);
        assert_eq!(
            ends("It has ended.The next"),
            [Boundary::Glued, Boundary::Line]
        );
        assert_eq!(
            ends("(Ad) The day | Two"),
            [Boundary::Bracket, Boundary::Separator, Boundary::Line]
        );
        assert!(Boundary::Separator.is_certain() && !Boundary::Gap.is_certain());
    }

    proptest! {
        #[test]
        fn sentences_begin_where_unicode_says(
            line in "([a-cA-C]{1,3}|[.?!。؟।…]|[ \t\r\u{a0}\u{2028}]|[0-9]|[()«»\"'“”–-]|[أبج\u{64b}क़新]|, ){0,40}",
        ) {
            let all = line.split_sentence_bound_indices().map(|(at, _)| at).skip(1);
            prop_assert_eq!(unicode_starts(&line, &signs(&line)), all.collect::<Vec<_>>());
        }

        #[test]
        fn segments_are_the_whole_line(line in "[a-cA-C .?!()|\\[\\]\"»أبج。١1\t\u{a0}]{0,60}") {
            let mut at = 0;
            for segment in segments(&line) {
                prop_assert_eq!(segment.span.start, at);
                prop_assert!(segment.span.end > at || line.is_empty());
                at = segment.span.end;
            }
            prop_assert_eq!(at, line.len());
        }
    }
}
