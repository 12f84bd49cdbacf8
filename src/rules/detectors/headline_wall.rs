//! `headline-wall`: several headlines on one line, with a separator between them.
//!
//! The separator may be several spaces or a symbol. The most frequent one counts; the others belong to the
//! headlines. Folding joins spaces, so the line is cut in the text of the document.

use std::cell::LazyCell;
use std::ops::Range;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::detectors::list;
use crate::rules::error::RuleError;
use crate::rules::spec::shape::Shape;
use crate::text::{
    Ending, Line, PrefixTrie, TextAnalysis, is_alphanumeric, is_ignorable, words_of,
};

/// The keys of a `headline-wall` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HeadlineWallKeys {
    /// This many spaces in a row or more, of any kind, separate headlines. With 0, spaces separate none.
    min_spaces: usize,
    /// Symbols that separate headlines if there are spaces around them. A closing quotation mark
    /// separates none on a line that has the opening one.
    signs: String,
    /// The shape of a headline. All on the line have it.
    item: Shape,
    /// Words that begin sentences of running text but no headlines; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    not_openings: Vec<Spanned<String>>,
    min_items: usize,
    /// The median length of the headlines is at least this many characters. Tables and lists that belong
    /// to an article (names, scores, prices) and halves of verses are shorter than headlines.
    min_median_chars: usize,
    /// At most this share of the headlines has digits, from 0 to 1.
    max_digit_items: f64,
    /// At most this share of the words of four letters or more also occurs elsewhere in the document, from
    /// 0 to 1: an article's own subtitles use the words of the article. The headline with the largest
    /// share is left out: it may be the article's title.
    max_shared_words: f64,
}

impl Default for HeadlineWallKeys {
    fn default() -> Self {
        Self {
            min_spaces: 2,
            signs: "|•»–".to_owned(),
            item: Shape::headline(),
            not_openings: Vec::new(),
            min_items: 3,
            min_median_chars: 40,
            max_digit_items: 0.5,
            max_shared_words: 0.12,
        }
    }
}

impl KindKeys for HeadlineWallKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(HeadlineWall {
            not_openings: compiler.words(&self.not_openings)?.iter().collect(),
            spaces: Finder::new("  "),
            leads: leads(&self.signs),
            params: self,
        }))
    }
}

#[derive(Debug)]
struct HeadlineWall {
    params: HeadlineWallKeys,
    not_openings: PrefixTrie<()>,
    /// Finds two spaces in a row.
    spaces: Finder<'static>,
    /// The first bytes of the separating symbols, without those for which [`is_rare`] holds.
    leads: Vec<u8>,
}

impl Detector for HeadlineWall {
    fn traits(&self) -> Traits {
        Traits {
            never_running_text: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let words = LazyCell::new(|| counts(analysis.folded.as_str()));
        for &line in context.candidates {
            if findings.in_block(line) || !self.may_hold_headlines(analysis, line) {
                continue;
            }
            let Some(wall) = self.wall(analysis, line) else {
                continue;
            };
            if self.is_residue(analysis, line, &wall, &words) {
                let message = format!(
                    "{} ({} headlines, separated by {})",
                    context.rule.summary,
                    wall.parts.len(),
                    wall.mark
                );
                findings.add_lines(context, line, line, Some(message));
            }
        }
    }
}

/// A line cut into headlines.
struct Wall {
    mark: Mark,
    /// Where the headlines are in the text, in bytes.
    parts: Vec<Range<usize>>,
}

/// What separates headlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Spaces,
    Sign(char),
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Spaces => write!(f, "runs of spaces"),
            Self::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

/// Whether a byte may begin a rare kind of space or an invisible character. Few other characters begin with it.
fn is_rare(byte: u8) -> bool {
    (byte >= 0xe0) | (byte.wrapping_sub(0xc2) < 0x0e) | (byte < 0x20)
}

/// Whether one of the bytes is such a byte. All are tested, so that the compiler can test many at once.
fn has(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let found = bytes.iter().map(|&byte| u8::from(is_such(byte)));
    found.fold(0, |any, found| any | found) != 0
}

/// The first bytes of symbols, without rare ones.
fn leads(signs: &str) -> Vec<u8> {
    let mut buffer = [0; 4];
    let lead = |sign: char| sign.encode_utf8(&mut buffer).as_bytes()[0];
    let leads = signs.chars().map(lead);
    leads.filter(|&lead| !is_rare(lead)).collect()
}

/// How many bytes of a line are tested at once.
const BLOCK: usize = 64;

impl HeadlineWall {
    fn min_items(&self) -> usize {
        self.params.min_items.max(2)
    }

    /// Whether a line as a whole is long enough for several headlines and ends as the last of them may.
    fn may_hold_headlines(&self, analysis: &TextAnalysis, line: usize) -> bool {
        let item = &self.params.item;
        let least = |each: Option<usize>| each.unwrap_or(0).saturating_mul(self.min_items());
        let Line {
            chars,
            words,
            ending,
            ref content,
            ..
        } = analysis.lines[line];
        chars >= least(item.min_chars)
            && words >= least(item.min_words)
            && (item.may_end(ending) || self.may_end_in_gap(&analysis.text[content.clone()]))
    }

    /// Whether a separator may be between the last headline of a text and its end.
    fn may_end_in_gap(&self, text: &str) -> bool {
        let end = text.trim_end_matches(|c| !is_alphanumeric(c)).len();
        text[end..].contains(|c| is_space(c) || self.params.signs.contains(c))
    }

    /// Whether a line may have this many separators. Most lines have no spaces in a row and few symbols between
    /// spaces.
    fn may_be_parted(&self, text: &str, gaps: usize) -> bool {
        let bytes = text.as_bytes();
        let blocks = bytes.chunks(BLOCK).enumerate();
        let others = blocks
            .filter(|(_, block)| self.has_parting(block))
            .flat_map(|(n, block)| (n * BLOCK..).take(block.len()))
            .filter(|&at| self.is_parting(bytes[at]) && self.may_part(text, at));
        self.params.min_spaces == 1
            || self
                .spaces
                .find_iter(bytes)
                .chain(others)
                .nth(gaps - 1)
                .is_some()
    }

    /// Whether a byte may begin a separator other than spaces.
    fn is_parting(&self, byte: u8) -> bool {
        is_rare(byte) || self.leads.contains(&byte)
    }

    /// Whether one of the bytes may begin such a separator.
    fn has_parting(&self, block: &[u8]) -> bool {
        let is_lead = |&lead: &u8| has(block, |byte| byte == lead);
        has(block, is_rare) || self.leads.iter().any(is_lead)
    }

    /// Whether a rare kind of space begins at this place of a text, or a symbol with the right neighbours.
    fn may_part(&self, text: &str, at: usize) -> bool {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            return false;
        };
        let is_sign = |c: char| self.params.signs.contains(c);
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        match is_sign(c) {
            true => {
                before.chars().next_back().is_none_or(is_space)
                    && after
                        .chars()
                        .next()
                        .is_none_or(|c| is_space(c) || is_sign(c))
            }
            false => c != ' ' && is_space(c),
        }
    }

    /// The line, cut at its most frequent separator, if that makes enough headlines.
    fn wall(&self, analysis: &TextAnalysis, line: usize) -> Option<Wall> {
        let content = analysis.lines[line].content.clone();
        let text = &analysis.text[content.clone()];
        if !self.may_be_parted(text, self.min_items() - 1) {
            return None;
        }
        let gaps = || Gaps::new(text, &self.params);
        let mut marks: Vec<(Mark, usize)> = Vec::new();
        for (_, mark) in gaps() {
            match marks.iter_mut().find(|(of, _)| *of == mark) {
                Some((_, count)) => *count += 1,
                None => marks.push((mark, 1)),
            }
        }
        let (mark, _) = *marks.iter().rev().max_by_key(|(_, count)| *count)?;
        let ends = gaps().filter(|(_, of)| *of == mark).map(|(gap, _)| gap);
        let mut at = 0;
        let parts: Vec<_> = ends
            .chain(std::iter::once(text.len()..text.len()))
            .map(|gap| std::mem::replace(&mut at, gap.end)..gap.start)
            .filter(|part| text[part.clone()].contains(is_alphanumeric))
            .map(|part| content.start + part.start..content.start + part.end)
            .collect();
        (parts.len() >= self.min_items()).then_some(Wall { mark, parts })
    }

    /// Whether the parts of a line read like headlines of other articles.
    fn is_residue(
        &self,
        analysis: &TextAnalysis,
        line: usize,
        wall: &Wall,
        words: &FxHashMap<&str, usize>,
    ) -> bool {
        let texts: Vec<_> = wall
            .parts
            .iter()
            .map(|part| &analysis.text[part.clone()])
            .collect();
        // Shapes are those of lines, so each part becomes a line.
        let joined = texts.join("\n");
        let items = TextAnalysis::new(&joined);
        let is_headline = |item: usize| {
            self.params.item.fits(&items, item)
                && !list::opens_with(items.folded_line(item), &self.not_openings)
        };
        let has_digit = |item: &usize| {
            items
                .folded_line(*item)
                .contains(|c: char| c.is_ascii_digit())
        };
        let all = || 0..items.lines.len();
        let mut lengths: Vec<_> = items.lines.iter().map(|item| item.chars).collect();
        lengths.sort_unstable();
        let is_introduced = analysis
            .previous(line)
            .is_some_and(|above| analysis.lines[above].ending == Ending::Colon);
        !is_introduced
            && all().all(is_headline)
            && lengths[lengths.len() / 2] >= self.params.min_median_chars
            && all().filter(has_digit).count() as f64
                <= self.params.max_digit_items * lengths.len() as f64
            && shared(analysis.folded_line(line), &items, words) <= self.params.max_shared_words
            && !self.is_row(analysis, line, wall)
    }

    /// Whether the line is a row of a table: a neighbour has the same separators.
    fn is_row(&self, analysis: &TextAnalysis, line: usize, wall: &Wall) -> bool {
        let neighbours = [analysis.previous(line), analysis.next(line)];
        neighbours.into_iter().flatten().any(|neighbour| {
            self.wall(analysis, neighbour)
                .is_some_and(|row| row.mark == wall.mark && row.parts.len() == wall.parts.len())
        })
    }
}

/// The separators of a line, with their places.
struct Gaps<'a> {
    text: &'a str,
    at: usize,
    params: &'a HeadlineWallKeys,
    /// The opening quotation marks on the line. Their closing ones separate nothing.
    quotes: [bool; QUOTES.len()],
}

/// Quotation marks whose closing one may also separate headlines.
const QUOTES: [(char, char); 2] = [('«', '»'), ('‹', '›')];

impl<'a> Gaps<'a> {
    fn new(text: &'a str, params: &'a HeadlineWallKeys) -> Self {
        Self {
            text,
            at: 0,
            params,
            quotes: QUOTES.map(|(open, close)| params.signs.contains(close) && text.contains(open)),
        }
    }

    fn is_sign(&self, c: char) -> bool {
        let is_quote = |(n, &(_, close)): (usize, &(char, char))| self.quotes[n] && close == c;
        self.params.signs.contains(c) && !QUOTES.iter().enumerate().any(is_quote)
    }

    /// The separator at this place, if any. The text begins and ends with a space.
    fn mark(&self, gap: &str) -> Option<Mark> {
        match gap.chars().find(|&c| !is_space(c)) {
            Some(sign) => Some(Mark::Sign(sign)),
            None => {
                let spaces = gap.chars().filter(|c| c.is_whitespace()).count();
                (self.params.min_spaces > 0 && spaces >= self.params.min_spaces)
                    .then_some(Mark::Spaces)
            }
        }
    }
}

impl Iterator for Gaps<'_> {
    type Item = (Range<usize>, Mark);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // Symbols at the beginning of the line need no space before them.
            let from = match self.at {
                0 if self.text.starts_with(|c| self.is_sign(c)) => 0,
                at => at + self.text[at..].find(char::is_whitespace)?,
            };
            let rest = &self.text[from..];
            let run = rest.find(|c| !is_space(c) && !self.is_sign(c));
            self.at = from + run.unwrap_or(rest.len());
            let run = &rest[..self.at - from];
            // A symbol at the end of the run touches a word, unless the line ends there.
            let gap = match self.at < self.text.len() {
                true => run.trim_end_matches(|c| !is_space(c)),
                false => run,
            };
            if let Some(mark) = self.mark(gap) {
                return Some((from..from + gap.len(), mark));
            }
        }
    }
}

/// Whether a reader sees only space here.
fn is_space(c: char) -> bool {
    c.is_whitespace() || is_ignorable(c)
}

/// Words of this many letters or more are seldom among those that every text has.
const LONG_WORD: usize = 4;

fn long_words(folded: &str) -> impl Iterator<Item = &str> {
    words_of(folded).filter(|word| word.chars().nth(LONG_WORD - 1).is_some())
}

fn counts(folded: &str) -> FxHashMap<&str, usize> {
    let mut counts = FxHashMap::default();
    for word in long_words(folded) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The share of the long words of a line's headlines that also occur elsewhere, without the headline with the
/// largest share. `everywhere` has the number of times that each word occurs in the document.
fn shared(line: &str, items: &TextAnalysis, everywhere: &FxHashMap<&str, usize>) -> f64 {
    let here = counts(line);
    let is_shared = |word: &&str| everywhere.get(word) > here.get(word);
    let of_item = |item: usize| {
        let words = || long_words(items.folded_line(item));
        (words().filter(is_shared).count(), words().count())
    };
    let shares = || (0..items.lines.len()).map(of_item);
    let share = |(shared, all): (usize, usize)| shared as f64 / all.max(1) as f64;
    let most = shares().max_by(|a, b| share(*a).total_cmp(&share(*b)));
    let without = most.unwrap_or_default();
    let (shared, all) = shares().fold((0, 0), |sum, item| (sum.0 + item.0, sum.1 + item.1));
    share((shared - without.0, all - without.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(params: &str) -> HeadlineWall {
        let params: HeadlineWallKeys = toml::from_str(params).unwrap();
        HeadlineWall {
            not_openings: PrefixTrie::default(),
            spaces: Finder::new("  "),
            leads: leads(&params.signs),
            params,
        }
    }

    /// The parts of a text's line, and their separator.
    fn parts<'t>(text: &'t str, line: usize, params: &str) -> Option<(Mark, Vec<&'t str>)> {
        let wall = kind(params).wall(&TextAnalysis::new(text), line)?;
        let parts = wall.parts.iter().map(|part| &text[part.clone()]);
        Some((wall.mark, parts.collect()))
    }

    #[test]
    fn spaces_of_all_kinds_part_a_line() {
        let text = "\u{feff}First\r\n\u{200f}واحد اثنان\u{a0}\u{a0}ثلاثة – أربعة \t\u{200f} خمسة\u{3000} six \r\nx";
        let spaces = |parts: &[&'static str]| Some((Mark::Spaces, parts.to_vec()));
        assert_eq!(
            parts(text, 1, ""),
            spaces(&["\u{200f}واحد اثنان", "ثلاثة – أربعة", "خمسة", "six"])
        );
        assert_eq!(parts(text, 1, "min_spaces = 4\nsigns = ''"), None);
        assert_eq!(
            parts("a   b  c", 0, "min_spaces = 3\nmin_items = 2"),
            spaces(&["a", "b  c"])
        );
        assert_eq!(parts("a  b  c", 0, "min_spaces = 0"), None);
    }

    #[test]
    fn signs_part_a_line_between_spaces_alone() {
        let by = |sign, parts: &[&'static str]| Some((Mark::Sign(sign), parts.to_vec()));
        assert_eq!(
            parts("• a b • c  d •  e •", 0, ""),
            by('•', &["a b", "c  d", "e"])
        );
        assert_eq!(
            parts("| a | b\u{a0}|| \u{200f}c |", 0, ""),
            by('|', &["a", "b", "c"])
        );
        assert_eq!(parts("a| b |c | d", 0, ""), None);
        assert_eq!(parts("a » b » c", 0, ""), by('»', &["a", "b", "c"]));
        assert_eq!(parts("a « b » c » d » e", 0, ""), None);
        assert_eq!(
            parts("a  –b  c", 0, ""),
            Some((Mark::Spaces, vec!["a", "–b", "c"]))
        );
    }

    #[test]
    fn lines_of_spaces_and_signs_alone_have_no_parts() {
        for text in [
            "",
            "| | | |",
            "•",
            "\u{200f}\u{a0}  \u{a0} |",
            " \t ",
            "a  ",
        ] {
            let analysis = TextAnalysis::new(text);
            for line in 0..analysis.lines.len() {
                assert_eq!(parts(text, line, "min_items = 0"), None, "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_line_of_headlines_is_left_unseen(text in "(one two|two)((  | • |\u{200f}•\u{200f})(one two|two)){1,3}(|\u{200f}|•|  \\.| •\\.| • \\.)") {
            let params = "min_items = 2\nmin_median_chars = 0\nmax_shared_words = 1.0\nitem = { min_chars = 3, min_words = 2, not_ends = ['stop'] }";
            let (kind, analysis) = (kind(params), TextAnalysis::new(&text));
            for line in 0..analysis.lines.len() {
                let wall = kind.wall(&analysis, line);
                let words = FxHashMap::default();
                let is_residue = |wall| kind.is_residue(&analysis, line, &wall, &words);
                if wall.is_some_and(is_residue) {
                    prop_assert!(kind.may_hold_headlines(&analysis, line));
                }
            }
        }
    }

    #[test]
    fn words_are_shared_where_they_stand_elsewhere_the_title_aside() {
        let text = "harbour open | harbour bridge | river open snow\nThe harbour, the snow";
        let analysis = TextAnalysis::new(text);
        let words = counts(analysis.folded.as_str());
        let items = TextAnalysis::new("harbour open\nharbour bridge\nriver open snow");
        let share = shared(analysis.folded_line(0), &items, &words);
        assert!((share - 2.0 / 5.0).abs() < 1e-9, "{share}");
        assert!(shared("", &TextAnalysis::new(""), &words) < 1e-9);
    }
}
