//! The texts that trigger a rule: whole-line phrases, openings and regular expressions.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};
use rustc_hash::FxHashSet;

use super::gate::Literal;
use super::heads::Heads;
use super::pattern::Pattern;
use super::reach::Reach;

use crate::document::{Fold, Segments, is_alphanumeric};

/// What a kind does with the phrases, openings and patterns of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextUse {
    /// They must match a whole line; at least one is needed.
    Line,
    /// They are found inside lines; at least one is needed.
    Inside,
    /// The kind judges by shape and takes none.
    None,
}

/// The compiled texts of a rule. Everything is folded.
#[derive(Debug)]
pub struct Matcher {
    pub(super) fold: Fold,
    pub(super) phrases: FxHashSet<Box<str>>,
    pub(super) openings: Heads<()>,
    pub(super) lines: Vec<Pattern>,
    pub(super) inside: Vec<Pattern>,
    pub(super) inside_phrases: Option<AhoCorasick>,
    pub(super) reach: Reach,
    /// One of them stands in every line that matches; none where nothing is known.
    literals: Vec<String>,
    /// The search for them, made when it is first needed.
    search: OnceLock<AhoCorasick>,
}

impl Matcher {
    /// One that has no texts.
    pub(super) fn none(fold: Fold) -> Self {
        Self {
            fold,
            phrases: FxHashSet::default(),
            openings: Heads::default(),
            lines: Vec::new(),
            inside: Vec::new(),
            inside_phrases: None,
            reach: Reach::default(),
            literals: Vec::new(),
            search: OnceLock::new(),
        }
    }

    /// The groups of the pattern that gave a span (bytes of the folded text), with the folded line
    /// that their offsets count in.
    pub(super) fn captures<'s>(
        &self,
        segments: &'s Segments,
        line: usize,
        span: &Range<usize>,
    ) -> Option<Captures<'s>> {
        let folded = segments.line_as(self.fold, line);
        let from = segments.range_as(self.fold, line).start;
        let whole = span.start - from..span.end - from;
        self.lines
            .iter()
            .chain(&self.inside)
            .filter_map(|pattern| pattern.regex().captures_at(folded, whole.start))
            .find(|found| found.get(0).is_some_and(|found| found.range() == whole))
    }

    /// A phrase that another rule has too: the first by alphabet.
    pub(super) fn shared_phrase<'m>(&'m self, other: &'m Self) -> Option<&'m str> {
        self.phrases
            .intersection(&other.phrases)
            .map(AsRef::as_ref)
            .min()
    }

    /// The patterns, of whole lines and of spans.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Regex> {
        self.lines.iter().chain(&self.inside).map(Pattern::regex)
    }

    /// Whether phrases or openings are among the texts.
    pub(super) fn has_phrases(&self) -> bool {
        !self.phrases.is_empty() || !self.openings.is_empty() || self.inside_phrases.is_some()
    }

    /// What a line must have to match.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Whether the rule has no texts.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
            && self.openings.is_empty()
            && self.lines.is_empty()
            && self.inside.is_empty()
            && self.inside_phrases.is_none()
    }

    /// The same, which looks for literals before it asks patterns: for lines that no gate chose.
    pub(super) fn gated(self, literals: Option<Vec<Literal>>) -> Self {
        let literals = literals.filter(|_| self.fold == Fold::Arabic && !self.lines.is_empty());
        let texts = literals.into_iter().flatten().map(|literal| literal.text);
        Self {
            literals: texts.collect(),
            ..self
        }
    }

    fn has_literal(&self, folded: &str) -> bool {
        let search = || AhoCorasick::new(&self.literals).expect("few literals");
        self.literals.is_empty() || self.search.get_or_init(search).is_match(folded)
    }

    /// Whether a line is one of the phrases, begins with an opening or matches a pattern as a whole.
    pub fn is_line(&self, segments: &Segments, line: usize) -> bool {
        if !self.reach.has(segments, line) {
            return false;
        }
        let folded = segments.line_as(self.fold, line);
        if !self.has_literal(folded) {
            return false;
        }
        let core = core(folded);
        self.phrases.contains(core)
            || self.openings.opens(core.chars())
            || self
                .lines
                .iter()
                .any(|pattern| pattern.regex().is_match(folded))
    }

    /// The spans inside a line, in bytes of the folded text, ascending, that do not overlap.
    pub fn spans(&self, segments: &Segments, line: usize) -> Vec<Range<usize>> {
        let folded = segments.line_as(self.fold, line);
        let from = segments.range_as(self.fold, line).start;
        let phrases = self.inside_phrases.iter().flat_map(|phrases| {
            phrases
                .find_iter(folded)
                .map(|m| m.range())
                .filter(|span| is_bounded(folded, span))
        });
        let patterns = self
            .inside
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

/// A line without the punctuation around it; a line that is all punctuation stays as it is.
pub(super) fn core(folded: &str) -> &str {
    let core = folded.trim_matches(|c: char| !is_alphanumeric(c));
    if core.is_empty() { folded } else { core }
}

/// Whether no letter or digit touches the span: a phrase inside a longer word is another word.
fn is_bounded(text: &str, span: &Range<usize>) -> bool {
    !text[..span.start].ends_with(is_alphanumeric) && !text[span.end..].starts_with(is_alphanumeric)
}
