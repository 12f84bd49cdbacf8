//! What a line must have so that a rule's texts can match it, checked without reading the line: a rule without literals
//! costs almost nothing on most lines.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::rules::matching::edge_chars::{Edge, EdgeChars};
use crate::text::{Charset, TextAnalysis};

/// What a line must have so that one of a rule's texts can match it.
#[derive(Debug, Clone)]
pub struct LineNeeds {
    /// It has all kinds of characters of one of these sets; empty if nothing is known about matching lines.
    kinds: Vec<Charset>,
    /// It has at most this many bytes, folded; `None` for any number.
    longest: Option<usize>,
    /// It begins with one of these.
    first: EdgeChars,
    /// It ends with one of these.
    last: EdgeChars,
}

impl Default for LineNeeds {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            longest: None,
            first: EdgeChars::ALL,
            last: EdgeChars::ALL,
        }
    }
}

impl LineNeeds {
    /// The needs of phrases, which may be inside other text, and of patterns. `is_of_lines`: the patterns match lines as a
    /// whole.
    pub fn new(phrases: &[String], patterns: &[Hir], is_of_lines: bool) -> Self {
        let mut kinds: Vec<Charset> = phrases.iter().map(|phrase| of_text(phrase)).collect();
        let mut longest = patterns.iter().map(|hir| hir.properties().maximum_len());
        let longest = longest.try_fold(0, |longest, own| Some(longest.max(own?)));
        let is_bounded = is_of_lines && kinds.is_empty();
        kinds.extend(patterns.iter().map(needed));
        kinds.sort_unstable();
        kinds.dedup();
        let [first, last] = match is_of_lines && !kinds.is_empty() {
            true => [Edge::First, Edge::Last].map(|edge| at_edge(edge, phrases, patterns)),
            false => [EdgeChars::ALL; 2],
        };
        Self {
            longest: longest.filter(|_| is_bounded),
            kinds,
            first,
            last,
        }
    }

    /// Whether a line of a text may match.
    pub fn may_match(&self, analysis: &TextAnalysis, line: usize) -> bool {
        if self.kinds.is_empty() {
            return true;
        }
        let text = analysis.folded_line(line);
        let is_at = |edge: Edge| edge.of(text).is_none_or(|c| self.at(edge).has(c));
        let charset = analysis.lines[line].charset;
        self.longest.is_none_or(|most| text.len() <= most)
            && self.kinds.iter().any(|&kinds| charset.holds(kinds))
            && is_at(Edge::First)
            && is_at(Edge::Last)
    }

    /// The characters that a matching line may have at this edge.
    pub fn at(&self, edge: Edge) -> &EdgeChars {
        match edge {
            Edge::First => &self.first,
            Edge::Last => &self.last,
        }
    }
}

/// The characters at an edge of the lines that phrases or patterns match. Punctuation may come before a phrase, and any
/// text after an opening.
fn at_edge(edge: Edge, phrases: &[String], patterns: &[Hir]) -> EdgeChars {
    let mut chars = match (edge, phrases) {
        (_, []) => EdgeChars::NONE,
        (Edge::First, _) => EdgeChars::symbols(),
        (Edge::Last, _) => return EdgeChars::ALL,
    };
    let firsts = phrases.iter().filter_map(|phrase| phrase.chars().next());
    firsts.for_each(|c| chars.add(c, c));
    let of_patterns = patterns.iter().map(|hir| EdgeChars::of_pattern(hir, edge));
    of_patterns.for_each(|own| chars.merge(&own));
    chars
}

fn of_text(text: &str) -> Charset {
    text.chars().map(Charset::of).collect()
}

/// Larger classes have characters of several kinds.
const LARGEST_CLASS: usize = 5000;

/// The kinds of characters that are in every text which a pattern matches.
fn needed(pattern: &Hir) -> Charset {
    match pattern.kind() {
        HirKind::Literal(literal) => of_text(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let size: usize = class.ranges().iter().map(|range| range.len()).sum();
            if size == 0 || size > LARGEST_CLASS {
                return Charset::default();
            }
            let ranges = class.ranges().iter();
            Charset::common(
                ranges
                    .flat_map(|range| range.start()..=range.end())
                    .map(Charset::of),
            )
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(needed).collect(),
        HirKind::Alternation(parts) => Charset::common(parts.iter().map(needed)),
        _ => Charset::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_lack_something_cannot_match() {
        let patterns = [r"\d{1,2} (?:May|June)", r"@\w+"].map(|p| regex_syntax::parse(p).unwrap());
        let needs = LineNeeds::new(&[], &patterns, true);
        let analysis = TextAnalysis::new(
            "4 may\n4 - 5\n@name\nmay\n4 mai 2024, on a day too long\non 4 may\n4 may.",
        );
        let may_match = |line: &usize| needs.may_match(&analysis, *line);
        assert_eq!((0..7).filter(may_match).collect::<Vec<_>>(), [0, 2, 4]);
        let bounded = LineNeeds::new(&[], &patterns[..1], true);
        assert!(!bounded.may_match(&analysis, 4) && bounded.may_match(&analysis, 0));
        let phrases = ["تعليق".to_owned()];
        let needs = LineNeeds::new(&phrases, &[], true);
        assert!(!(0..7).any(|line| needs.may_match(&analysis, line)));
        let analysis = TextAnalysis::new("« تعليق\nلا تعليق");
        assert!(needs.may_match(&analysis, 0) && !needs.may_match(&analysis, 1));
    }
}
