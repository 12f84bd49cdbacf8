//! The texts that trigger a rule: whole-line phrases, openings and regular expressions.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::{Captures, Regex};
use regex_syntax::hir::Hir;
use rustc_hash::FxHashSet;

use crate::rules::matching::line_needs::LineNeeds;
use crate::rules::matching::literal::{Literal, LiteralPosition, fewest, refolded};
use crate::rules::matching::pattern::Pattern;
use crate::rules::matching::pattern_literals::literals_of;
use crate::text::{Fold, PrefixTrie, TextAnalysis, is_alphanumeric, joins_word};

/// How a kind of rule uses phrases, openings and patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextUse {
    /// They must match a whole line; at least one is needed.
    Line,
    /// They are found inside lines; at least one is needed.
    Inside,
    /// The kind checks the shape of lines and takes none.
    None,
}

/// The compiled texts of a rule. Everything is folded.
#[derive(Debug)]
pub struct Matcher {
    pub(crate) fold: Fold,
    text_use: TextUse,
    /// Phrases that are whole lines.
    phrases: FxHashSet<Box<str>>,
    openings: PrefixTrie<()>,
    patterns: Vec<Pattern>,
    inside_phrases: Option<AhoCorasick>,
    /// The phrases and openings.
    words: Vec<String>,
    requirements: OnceLock<Requirements>,
    /// The search for the literals, made when [`Self::is_any_line`] first needs it.
    search: OnceLock<Option<AhoCorasick>>,
}

/// What a line must have to match.
#[derive(Debug, Default)]
struct Requirements {
    /// One of them is in every line that matches; `None` if there is no such set.
    literals: Option<Vec<Literal>>,
    needs: LineNeeds,
}

impl Matcher {
    /// A matcher of folded texts. Phrases and openings of whole lines must not have punctuation around them.
    pub(crate) fn new(
        fold: Fold,
        text_use: TextUse,
        phrases: Vec<String>,
        openings: &[String],
        patterns: Vec<Pattern>,
    ) -> Self {
        let is_of_lines = text_use == TextUse::Line;
        let search = || {
            let mut search = AhoCorasickBuilder::new();
            let search = search
                .match_kind(MatchKind::LeftmostLongest)
                .build(&phrases);
            search.expect("phrases of a rule fit the automaton")
        };
        Self {
            fold,
            text_use,
            inside_phrases: (!is_of_lines && !phrases.is_empty()).then(search),
            phrases: match is_of_lines {
                true => phrases
                    .iter()
                    .map(|phrase| phrase.as_str().into())
                    .collect(),
                false => FxHashSet::default(),
            },
            openings: openings.iter().collect(),
            patterns,
            words: [phrases, openings.to_vec()].concat(),
            requirements: OnceLock::new(),
            search: OnceLock::new(),
        }
    }

    /// Literals of which one is in every line that matches; `None` if there is no such set.
    pub(crate) fn literals(&self) -> Option<&[Literal]> {
        self.requirements().literals.as_deref()
    }

    /// What else a line must have to match.
    pub(crate) fn needs(&self) -> &LineNeeds {
        &self.requirements().needs
    }

    /// Computed at the first use: a run without texts does not need it.
    fn requirements(&self) -> &Requirements {
        self.requirements.get_or_init(|| {
            let hirs = self.patterns.iter();
            let hirs: Vec<Hir> = hirs
                .map(|pattern| pattern.hir().expect("a checked pattern parses"))
                .collect();
            let is_of_lines = self.text_use == TextUse::Line;
            Requirements {
                literals: self.find_literals(&hirs),
                // The features of lines are those of the usual folding.
                needs: match self.fold {
                    Fold::Arabic => LineNeeds::new(&self.words, &hirs, is_of_lines),
                    _ => LineNeeds::default(),
                },
            }
        })
    }

    fn find_literals(&self, patterns: &[Hir]) -> Option<Vec<Literal>> {
        let is_of_lines = self.text_use == TextUse::Line;
        let position = match is_of_lines {
            true => LiteralPosition::Core,
            false => LiteralPosition::Anywhere,
        };
        let literal = |text: &String| Literal {
            position,
            text: text.clone(),
        };
        let mut literals: Vec<Literal> = self.words.iter().map(literal).collect();
        for hir in patterns {
            literals.extend(literals_of(hir, is_of_lines)?);
        }
        let literals = match self.fold {
            Fold::Arabic => literals,
            _ => refolded(literals)?,
        };
        (!literals.is_empty()).then(|| fewest(literals))
    }

    /// The groups of the pattern that matched a span (bytes of the folded text). Their offsets count from the beginning of
    /// the folded line.
    pub(crate) fn captures<'s>(
        &self,
        analysis: &'s TextAnalysis,
        line: usize,
        span: &Range<usize>,
    ) -> Option<Captures<'s>> {
        let folded = analysis.line_as(self.fold, line);
        let from = analysis.range_as(self.fold, line).start;
        let whole = span.start - from..span.end - from;
        self.patterns
            .iter()
            .filter_map(|pattern| pattern.regex().captures_at(folded, whole.start))
            .find(|found| found.get(0).is_some_and(|found| found.range() == whole))
    }

    /// A phrase that another rule has too; of several, the first by alphabet.
    pub(crate) fn shared_phrase<'m>(&'m self, other: &'m Self) -> Option<&'m str> {
        self.phrases
            .intersection(&other.phrases)
            .map(AsRef::as_ref)
            .min()
    }

    /// The patterns, of whole lines and of spans.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &Regex> {
        self.patterns.iter().map(Pattern::regex)
    }

    /// Whether the texts include phrases or openings.
    pub(crate) fn has_phrases(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether the rule has no texts.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.patterns.is_empty()
    }

    /// Whether a line is one of the phrases, begins with an opening or matches a pattern as a whole.
    pub fn is_line(&self, analysis: &TextAnalysis, line: usize) -> bool {
        let folded = analysis.line_as(self.fold, line);
        let core = core(folded);
        self.phrases.contains(core)
            || self.openings.opens(core.chars())
            || self
                .patterns
                .iter()
                .any(|pattern| pattern.regex().is_match(folded))
    }

    /// Whether a line is one of the phrases as a whole.
    pub(crate) fn is_phrase(&self, analysis: &TextAnalysis, line: usize) -> bool {
        self.phrases
            .contains(core(analysis.line_as(self.fold, line)))
    }

    /// The length of the longest phrase or opening that a folded line begins with, in bytes, with the punctuation before it.
    pub(crate) fn opening_length(&self, folded: &str) -> Option<usize> {
        length_of(folded, self.words.iter().map(String::as_str))
    }

    /// The same for phrases only, if the line goes on after it.
    pub(crate) fn phrase_length(&self, folded: &str) -> Option<usize> {
        length_of(folded, self.phrases.iter().map(AsRef::as_ref))
            .filter(|&length| folded[length..].contains(is_alphanumeric))
    }

    /// The same for a line that the prefilter did not choose: checks the literals and other needs first.
    pub(crate) fn is_any_line(&self, analysis: &TextAnalysis, line: usize) -> bool {
        self.needs().may_match(analysis, line)
            && self.has_literal(analysis.folded_line(line))
            && self.is_line(analysis, line)
    }

    fn has_literal(&self, folded: &str) -> bool {
        let search = || {
            let literals = self.literals().filter(|_| !self.patterns.is_empty())?;
            let texts = literals.iter().map(|literal| &literal.text);
            Some(AhoCorasick::new(texts).expect("literals of rules fit the automaton"))
        };
        let search = self.search.get_or_init(search);
        search.as_ref().is_none_or(|search| search.is_match(folded))
    }

    /// The spans inside a line, in bytes of the folded text, ascending, that do not overlap.
    pub fn spans(&self, analysis: &TextAnalysis, line: usize) -> Vec<Range<usize>> {
        let folded = analysis.line_as(self.fold, line);
        let from = analysis.range_as(self.fold, line).start;
        let phrases = self.inside_phrases.iter().flat_map(|phrases| {
            phrases
                .find_iter(folded)
                .map(|m| m.range())
                .filter(|span| is_bounded(folded, span))
        });
        let patterns = self
            .patterns
            .iter()
            .flat_map(|pattern| pattern.regex().find_iter(folded).map(|m| m.range()));
        let mut spans: Vec<_> = phrases
            .chain(patterns)
            .filter(|span| !span.is_empty())
            .collect();
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        spans.retain(|span| {
            span.start >= end && {
                end = span.end;
                true
            }
        });
        spans
            .iter()
            .map(|span| from + span.start..from + span.end)
            .collect()
    }
}

/// The length of the longest of these words that a folded line begins with, in bytes, with the punctuation before it.
fn length_of<'w>(folded: &str, words: impl Iterator<Item = &'w str>) -> Option<usize> {
    let core = folded.trim_start_matches(|c| !is_alphanumeric(c));
    let opens = |word: &&str| {
        core.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(joins_word))
    };
    let longest = words.filter(opens).map(str::len).max();
    longest.map(|length| folded.len() - core.len() + length)
}

/// A line without the punctuation around it; a line that is all punctuation stays as it is.
pub(crate) fn core(folded: &str) -> &str {
    let core = folded.trim_matches(|c: char| !is_alphanumeric(c));
    if core.is_empty() { folded } else { core }
}

/// Whether no letter or digit touches the span: a phrase inside a longer word is another word.
fn is_bounded(text: &str, span: &Range<usize>) -> bool {
    !text[..span.start].ends_with(is_alphanumeric) && !text[span.end..].starts_with(is_alphanumeric)
}
