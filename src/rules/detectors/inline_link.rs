//! `inline-link`: a marker inside running text, such as "Read also:", with the headline that follows it.
//!
//! Where the marker begins is certain. Where the headline ends is the question, since a text without line breaks has no sign for
//! it. The kind of end that is found decides how far the fix may be trusted, and the finding names it.

use std::ops::Range;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::catalog::Applicability;
use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::spec::rule::Unit;
use crate::rules::survey::SurveyedLines;
use crate::text::{
    Beginning, Boundary, CharTraits, Ending, Line, SpacedWord, TextAnalysis, beginning_at,
    fold_phrase, inner_sentence, spaced_words,
};

/// The keys of an `inline-link` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InlineLinkKeys {
    /// Words that begin sentences and hardly occur inside headlines: a headline ends before them.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    sentence_openers: Vec<Spanned<String>>,
    /// Characters of the longest headline.
    #[serde(default = "longest")]
    max_chars: usize,
    /// The fewest words of a headline.
    #[serde(default = "fewest")]
    min_words: usize,
}

fn longest() -> usize {
    150
}

fn fewest() -> usize {
    3
}

impl KindKeys for InlineLinkKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let openers = compiler.words(&self.sentence_openers)?;
        Ok(Box::new(InlineLinks {
            openers: openers.into_iter().collect(),
            max_chars: self.max_chars,
            min_words: self.min_words,
        }))
    }
}

#[derive(Debug)]
struct InlineLinks {
    /// Folded.
    openers: FxHashSet<String>,
    max_chars: usize,
    min_words: usize,
}

/// How the end of a headline is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The bracket around marker and headline closes.
    Bracket,
    /// The line ends.
    Line,
    /// What was read so far is the title of another document of the corpus.
    Title,
    /// A sign such as a bar follows.
    Separator,
    /// Several spaces follow.
    Gap,
    /// A question mark or an exclamation mark ends it.
    Question,
    /// A small letter and a capital touch: the space of a line break was lost.
    Glued,
    /// Words with capitals end, and a sentence with small letters begins.
    Capitals,
    /// A word follows that begins a sentence.
    Opener,
    /// Only the end of the next sentence: the headline ends somewhere before it.
    Unknown,
}

impl End {
    fn applicability(self) -> Applicability {
        match self {
            Self::Bracket | Self::Line | Self::Title | Self::Separator => Applicability::Safe,
            Self::Gap | Self::Question | Self::Glued | Self::Capitals | Self::Opener => {
                Applicability::Unsafe
            }
            Self::Unknown => Applicability::DisplayOnly,
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Bracket => "up to the end of its bracket",
            Self::Line => "up to the end of the line",
            Self::Title => "which is the title of another document",
            Self::Separator => "up to the next separator",
            Self::Gap => "up to a gap of several spaces",
            Self::Question => "up to its question or exclamation mark",
            Self::Glued => "up to a capital letter without a space before it",
            Self::Capitals => "up to the end of its words with capitals",
            Self::Opener => "up to a word that begins a sentence",
            Self::Unknown => "where its headline ends is not certain",
        }
    }
}

/// Signs between a marker and its headline.
const SEPARATORS: &[char] = &[
    ':', '：', '-', '–', '—', '|', '/', '»', '>', '›', '►', '▶', '←', '«', '“', '"', '『', '《',
];

impl Detector for InlineLinks {
    fn traits(&self) -> Traits {
        Traits {
            only_unit: Some(Unit::Segment),
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        for &at in context.matching_lines() {
            let line = &analysis.lines[at];
            let Some(headline) = self.after_marker(context, at) else {
                continue;
            };
            let title = context
                .surveyed
                .and_then(|surveyed| end_of_title(surveyed, &analysis.text[headline.span.clone()]));
            let title = title.map(|end| (headline.span.start + end, End::Title));
            let Some((end, kind)) = title.or_else(|| self.end(analysis, &headline)) else {
                continue;
            };
            let message = format!("{}, {}", context.rule.summary, kind.about());
            let most = match headline.has_separator {
                true => kind.applicability(),
                false => kind.applicability().min(Applicability::Unsafe),
            };
            findings.add_inside(context, line.content.start..end, Some(message), most);
        }
    }
}

/// The text after a marker.
struct Headline {
    /// The segment that it is in.
    line: usize,
    /// In bytes of the text, up to the end of the segment.
    span: Range<usize>,
    /// Whether a sign separates it from the marker.
    has_separator: bool,
}

impl InlineLinks {
    /// The text after the marker; `None` if there is none, or if nothing shows that the marker is one.
    fn after_marker(&self, context: &Context, at: usize) -> Option<Headline> {
        let analysis = context.analysis;
        let line = &analysis.lines[at];
        let length = context
            .rule
            .matcher
            .opening_length(analysis.folded_line(at))?;
        let marker = line.folded.start..line.folded.start + length;
        let marker = analysis.folded.span(analysis.text, marker);
        let is_sign = |c: char| c.is_whitespace() || SEPARATORS.contains(&c);
        let rest = &analysis.text[marker.end..line.content.end];
        let bare = rest.trim_start_matches(is_sign);
        if bare.is_empty() {
            // A bar after the marker has made the headline a segment of its own.
            let next = analysis
                .lines
                .get(at + 1)
                .filter(|_| line.edges.1 == Boundary::Separator)?;
            let text = &analysis.text[next.content.clone()];
            let start = next.content.end - text.trim_start_matches(is_sign).len();
            return Some(Headline {
                line: at + 1,
                span: start..next.content.end,
                has_separator: true,
            });
        }
        let has_separator = rest[..rest.len() - bare.len()].contains(SEPARATORS);
        let shouts = |c: char| !c.is_lowercase();
        let is_phrase = analysis.text[marker.clone()].trim().contains(' ');
        let is_label = analysis.text[marker.clone()].chars().all(shouts)
            && analysis.text[marker].contains(char::is_uppercase)
            && bare.contains(char::is_lowercase);
        let is_last = line.edges.1 == Boundary::Line && line.ending == Ending::Open && is_phrase;
        (has_separator || is_label || is_last).then(|| Headline {
            line: at,
            span: line.content.end - bare.len()..line.content.end,
            has_separator,
        })
    }

    /// Where a headline ends, and how that is known.
    fn end(&self, analysis: &TextAnalysis, headline: &Headline) -> Option<(usize, End)> {
        let line = &analysis.lines[headline.line];
        let text = &analysis.text[headline.span.clone()];
        let words = spaced_words(text);
        if words.len() < self.min_words && !is_unspaced(text) {
            return None;
        }
        let is_short = text.chars().count() <= self.max_chars;
        let boundary = end_by_boundary(line, text).filter(|_| is_short);
        // A question may also be the article's own, behind a headline.
        if let Some(end) = boundary.filter(|&end| end != End::Question) {
            return Some((line.content.end, end));
        }
        let inside = self.end_inside(&words);
        let is_cased = words.iter().any(|word| word.is_cased);
        let inside = inside.filter(|&(offset, _)| text[..offset].chars().count() <= self.max_chars);
        Some(match (inside, boundary) {
            (Some((offset, kind)), _) => {
                (headline.span.start + text[..offset].trim_end().len(), kind)
            }
            (None, Some(end)) if is_cased && !inner_sentence(&words, self.min_words).1 => {
                (line.content.end, end)
            }
            (None, _) => (line.content.end, End::Unknown),
        })
    }

    /// The first sign inside a text that a headline ends: where, and which sign. None if it may have ended before.
    fn end_inside(&self, words: &[SpacedWord]) -> Option<(usize, End)> {
        let has_capitals = has_capitals(&words[..words.len().min(FIRST_WORDS)]);
        for n in self.min_words..words.len() {
            let word = &words[n];
            if let Some(offset) = glued(words[n - 1].text) {
                return Some((words[n - 1].start + offset, End::Glued));
            }
            let before = &words[n - 1];
            if before.goes_on() || !(word.is_upper || !word.is_cased && word.letters > 0) {
                continue;
            }
            let next_is_small = words.get(n + 1).is_some_and(SpacedWord::is_small);
            if (next_is_small || !word.is_cased) && self.openers.contains(&fold_phrase(word.bare()))
            {
                return Some((word.start, End::Opener));
            }
            if is_change(words, n) {
                // Of two words with capitals, nothing shows which one begins the sentence.
                let is_apart = !before.is_upper || before.has_digit;
                return is_apart.then_some((word.start, End::Capitals));
            }
            match beginning_at(words, n) {
                Beginning::Certain if !has_capitals => return Some((word.start, End::Opener)),
                Beginning::Possible if !has_capitals => return None,
                _ => {}
            }
        }
        None
    }
}

/// Where a text that begins with the title of another document leaves that title, in bytes.
fn end_of_title(surveyed: &SurveyedLines, text: &str) -> Option<usize> {
    let words = spaced_words(text);
    let ends = words.iter().map(|word| word.start + word.text.len());
    let mut ends = ends.skip(TITLE_WORDS - 1).take(LONGEST_TITLE);
    let is_title = |&end: &usize| surveyed.is_other_title(&fold_phrase(&text[..end]));
    ends.by_ref().filter(is_title).last()
}

/// The end that the boundary of a segment shows, if the segment does not end as a sentence.
fn end_by_boundary(line: &Line, text: &str) -> Option<End> {
    match (line.edges.1, line.ending) {
        (Boundary::Bracket, _) => Some(End::Bracket),
        (_, Ending::Stop) if text.trim_end().ends_with([')', ']', '）', '】']) => {
            Some(End::Bracket)
        }
        (_, Ending::Stop | Ending::Comma | Ending::Colon) => None,
        (Boundary::Line, _) => Some(End::Line),
        (Boundary::Separator, _) => Some(End::Separator),
        (Boundary::Gap, _) => Some(End::Gap),
        (Boundary::Sentence | Boundary::Glued, Ending::Question) => Some(End::Question),
        _ => None,
    }
}

/// Whether a text is in a script without spaces between words.
fn is_unspaced(text: &str) -> bool {
    text.chars()
        .filter(|&c| CharTraits::of(c).is_wide())
        .count()
        > 5
}

/// Words that a title of another document has, at least and at most.
const TITLE_WORDS: usize = 4;
const LONGEST_TITLE: usize = 30;

/// Letters on both sides of a place where a space was lost.
const GLUED_LETTERS: usize = 3;

/// Where a capital letter follows a small one in a word, as in "yesterdayThe"; not in names such as "YouTube" or "McKay".
fn glued(word: &str) -> Option<usize> {
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let small_before = |n: usize| {
        chars[..n]
            .iter()
            .rev()
            .take_while(|(_, c)| c.is_lowercase())
            .count()
    };
    let small_after = |n: usize| {
        chars[n + 1..]
            .iter()
            .take_while(|(_, c)| c.is_lowercase())
            .count()
    };
    let is_name = chars.first().is_some_and(|(_, c)| c.is_uppercase()) && chars.len() <= 9;
    let found = (1..chars.len()).find(|&n| {
        chars[n].1.is_uppercase() && small_before(n) >= GLUED_LETTERS && small_after(n) >= 1
    });
    found.filter(|_| !is_name).map(|n| chars[n].0)
}

/// Letters from which a word has a capital in a headline whose words have capitals.
const LONG_WORD: usize = 4;

/// Words of a headline that show whether its words have capitals.
const FIRST_WORDS: usize = 9;

/// The share of long words that have capitals, from 0 to 1; `None` for fewer than three long words.
fn share_of_capitals(words: &[SpacedWord]) -> Option<f64> {
    let long = words
        .iter()
        .filter(|word| word.is_cased && word.letters >= LONG_WORD);
    let (upper, all) = long.fold((0, 0), |(upper, all), word| {
        (upper + u32::from(word.is_upper), all + 1)
    });
    (all >= 3).then_some(f64::from(upper) / f64::from(all))
}

/// Whether nearly all long words of a headline have capitals.
fn has_capitals(words: &[SpacedWord]) -> bool {
    share_of_capitals(words).is_some_and(|share| share >= 0.65)
}

/// Whether the words before a word have capitals as in a headline, and those after it do not.
fn is_change(words: &[SpacedWord], n: usize) -> bool {
    let after = &words[n + 1..words.len().min(n + 9)];
    let mut long = after
        .iter()
        .filter(|word| word.is_cased && word.letters >= LONG_WORD);
    after.first().is_some_and(SpacedWord::is_small)
        && [long.next(), long.next()]
            .into_iter()
            .flatten()
            .all(SpacedWord::is_small)
        && has_capitals(&words[..n])
        && share_of_capitals(after).is_some_and(|share| share <= 0.4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_spaces_are_seen_inside_words() {
        for (word, expected) in [
            ("yesterdayThe", Some(9)),
            ("YouTube", None),
            ("McKay", None),
            ("iPhone", None),
            ("kotaDia", Some(4)),
            ("NASA", None),
        ] {
            assert_eq!(glued(word), expected, "{word}");
        }
    }

    #[test]
    fn a_headline_ends_where_capitals_end() {
        let at =
            |text: &str| (3..spaced_words(text).len()).find(|&n| is_change(&spaced_words(text), n));
        let text = "Council Votes For A New Bridge Over River 7 Nobody had expected the vote to be close at all";
        assert_eq!(at(text), Some(9));
        assert_eq!(
            at("Council votes for a new bridge The vote was close as everybody had expected it"),
            None
        );
    }
}
