//! The texts that trigger a rule: whole-line phrases, openings and regular expressions.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::Regex;
use rustc_hash::FxHashSet;

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
#[derive(Debug, Default)]
pub struct Matcher {
    pub(super) phrases: FxHashSet<Box<str>>,
    pub(super) openings: Vec<Box<str>>,
    pub(super) lines: Vec<Regex>,
    pub(super) inside: Vec<Regex>,
    pub(super) inside_phrases: Option<AhoCorasick>,
}

impl Matcher {
    /// Whether the rule has no texts.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
            && self.openings.is_empty()
            && self.lines.is_empty()
            && self.inside.is_empty()
            && self.inside_phrases.is_none()
    }

    /// Whether a folded, trimmed line is one of the phrases, begins with an opening or matches a
    /// pattern as a whole.
    pub fn is_line(&self, folded: &str) -> bool {
        let core = core(folded);
        self.phrases.contains(core)
            || self.openings.iter().any(|opening| opens(core, opening))
            || self.lines.iter().any(|pattern| pattern.is_match(folded))
    }

    /// The spans inside a folded line, ascending, that do not overlap.
    pub fn spans(&self, folded: &str) -> Vec<Range<usize>> {
        let phrases = self.inside_phrases.iter().flat_map(|phrases| {
            phrases
                .find_iter(folded)
                .map(|m| m.range())
                .filter(|span| is_bounded(folded, span))
        });
        let patterns = self
            .inside
            .iter()
            .flat_map(|pattern| pattern.find_iter(folded).map(|m| m.range()));
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
    }
}

/// A line without the punctuation around it; a line that is all punctuation stays as it is.
pub(super) fn core(folded: &str) -> &str {
    let core = folded.trim_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() { folded } else { core }
}

fn opens(core: &str, opening: &str) -> bool {
    core.strip_prefix(opening)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether no letter or digit touches the span: a phrase inside a longer word is another word.
fn is_bounded(text: &str, span: &Range<usize>) -> bool {
    !text[..span.start].ends_with(char::is_alphanumeric)
        && !text[span.end..].starts_with(char::is_alphanumeric)
}
