//! The text that replaces a match, which may contain groups of the pattern.

use std::ops::Range;

use toml::Spanned;

use crate::rules::error::{RuleError, RuleSource};
use crate::rules::matching::matcher::Matcher;
use crate::text::TextAnalysis;

/// A compiled replacement.
#[derive(Debug)]
pub struct Replacement(Vec<ReplacementPart>);

#[derive(Debug)]
enum ReplacementPart {
    Text(String),
    Group(usize),
    Named(String),
}

impl Replacement {
    /// Reads `$1`, `${name}` and `$$` in a replacement.
    ///
    /// # Errors
    /// A group that some pattern of the rule does not have, or a group in a rule with phrases.
    pub(crate) fn new(
        text: &Spanned<String>,
        matcher: &Matcher,
        source: &std::sync::Arc<RuleSource>,
    ) -> Result<Self, RuleError> {
        let parts = parts(text.get_ref());
        for part in &parts {
            let has = |regex: &regex::Regex| match part {
                ReplacementPart::Text(_) => true,
                ReplacementPart::Group(group) => *group < regex.captures_len(),
                ReplacementPart::Named(name) => {
                    regex.capture_names().flatten().any(|known| known == name)
                }
            };
            if !matcher.patterns().all(has)
                || (!matches!(part, ReplacementPart::Text(_)) && matcher.has_phrases())
            {
                return Err(source
                    .error(text.span(), "the replacement names a group that one of the rule's texts does not have", "here")
                    .help("groups are counted from 1 in the order of their opening brackets; $$ is a dollar sign"));
            }
        }
        Ok(Self(parts))
    }

    /// The text that replaces a span (bytes of the folded text) of a line. Groups give bytes of the original text.
    pub(crate) fn content(
        &self,
        matcher: &Matcher,
        analysis: &TextAnalysis,
        line: usize,
        span: &Range<usize>,
    ) -> String {
        let captures = matcher.captures(analysis, line, span);
        let from = analysis.range_as(matcher.fold, line).start;
        let original = |group: Option<regex::Match>| {
            let group = group.map_or(0..0, |group| from + group.start()..from + group.end());
            &analysis.text[analysis.folded_as(matcher.fold).span(analysis.text, group)]
        };
        self.0
            .iter()
            .map(|part| match part {
                ReplacementPart::Text(text) => text,
                ReplacementPart::Group(group) => {
                    original(captures.as_ref().and_then(|found| found.get(*group)))
                }
                ReplacementPart::Named(name) => {
                    original(captures.as_ref().and_then(|found| found.name(name)))
                }
            })
            .collect()
    }
}

fn parts(text: &str) -> Vec<ReplacementPart> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        parts.push(ReplacementPart::Text(rest[..at].to_owned()));
        rest = &rest[at + 1..];
        let (name, after) = match rest
            .strip_prefix('{')
            .and_then(|braced| braced.split_once('}'))
        {
            Some(braced) => braced,
            None => rest.split_at(
                rest.find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(rest.len()),
            ),
        };
        match (name.parse(), name.is_empty()) {
            (Ok(group), _) => parts.push(ReplacementPart::Group(group)),
            (_, false) => parts.push(ReplacementPart::Named(name.to_owned())),
            // A dollar sign, written once or twice, that does not begin a group.
            (_, true) => {
                parts.push(ReplacementPart::Text("$".to_owned()));
                rest = rest.strip_prefix('$').unwrap_or(rest);
                continue;
            }
        }
        rest = after;
    }
    parts.push(ReplacementPart::Text(rest.to_owned()));
    parts
}
