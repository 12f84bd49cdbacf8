//! What texts of a rule need of a line, told without looking at its words: so most lines cost a rule
//! that has no literals next to nothing.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::rules::prefilter::edges::{Chars, Edge};
use crate::text::{Charset, TextAnalysis};

/// What a line must have so that one of some texts can match it.
#[derive(Debug, Clone)]
pub struct Reach {
    /// It holds the characters of one of these sets; empty where nothing at all is known.
    needs: Vec<Charset>,
    /// It has at most so many bytes, folded; `None` where they may be any number.
    longest: Option<usize>,
    /// It begins with one of these.
    heads: Chars,
    /// It ends with one of these.
    tails: Chars,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            needs: Vec::new(),
            longest: None,
            heads: Chars::ALL,
            tails: Chars::ALL,
        }
    }
}

impl Reach {
    /// Of phrases that may stand among other text, and of patterns; `is_of_lines` says that these
    /// match lines as a whole.
    pub fn new(phrases: &[String], patterns: &[Hir], is_of_lines: bool) -> Self {
        let mut needs: Vec<Charset> = phrases.iter().map(|phrase| of_text(phrase)).collect();
        let mut longest = patterns.iter().map(|hir| hir.properties().maximum_len());
        let longest = longest.try_fold(0, |longest, own| Some(longest.max(own?)));
        let is_bounded = is_of_lines && needs.is_empty();
        needs.extend(patterns.iter().map(needed));
        needs.sort_unstable();
        needs.dedup();
        let [heads, tails] = match is_of_lines && !needs.is_empty() {
            true => [Edge::Head, Edge::Tail].map(|edge| at_edge(edge, phrases, patterns)),
            false => [Chars::ALL; 2],
        };
        Self {
            longest: longest.filter(|_| is_bounded),
            needs,
            heads,
            tails,
        }
    }

    /// Whether a line of a document may match.
    pub fn has(&self, analysis: &TextAnalysis, line: usize) -> bool {
        if self.needs.is_empty() {
            return true;
        }
        let text = analysis.folded_line(line);
        let is_at = |edge: Edge| edge.of(text).is_none_or(|c| self.at(edge).has(c));
        let charset = analysis.lines[line].charset;
        self.longest.is_none_or(|most| text.len() <= most)
            && self.needs.iter().any(|&needs| charset.holds(needs))
            && is_at(Edge::Head)
            && is_at(Edge::Tail)
    }

    /// The characters that a line that matches may have at this end.
    pub fn at(&self, edge: Edge) -> &Chars {
        match edge {
            Edge::Head => &self.heads,
            Edge::Tail => &self.tails,
        }
    }
}

/// The characters at an end of the lines that phrases or patterns match. Signs may stand before a phrase,
/// and all kinds of text after an opening.
fn at_edge(edge: Edge, phrases: &[String], patterns: &[Hir]) -> Chars {
    let mut chars = match (edge, phrases) {
        (_, []) => Chars::NONE,
        (Edge::Head, _) => Chars::signs(),
        (Edge::Tail, _) => return Chars::ALL,
    };
    let heads = phrases.iter().filter_map(|phrase| phrase.chars().next());
    heads.for_each(|c| chars.add(c, c));
    let of_patterns = patterns.iter().map(|hir| Chars::of_pattern(hir, edge));
    of_patterns.for_each(|own| chars.merge(&own));
    chars
}

fn of_text(text: &str) -> Charset {
    text.chars().map(Charset::of).collect()
}

/// Classes of more characters are of several kinds.
const LARGEST_CLASS: usize = 5000;

/// The kinds of characters that stand in every text which a pattern matches.
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
    fn lines_that_lack_something_are_out_of_reach() {
        let patterns = [r"\d{1,2} (?:May|June)", r"@\w+"].map(|p| regex_syntax::parse(p).unwrap());
        let reach = Reach::new(&[], &patterns, true);
        let analysis = TextAnalysis::new(
            "4 may\n4 - 5\n@name\nmay\n4 mai 2024, on a day too long\non 4 may\n4 may.",
        );
        let in_reach = |line: &usize| reach.has(&analysis, *line);
        assert_eq!((0..7).filter(in_reach).collect::<Vec<_>>(), [0, 2, 4]);
        let bounded = Reach::new(&[], &patterns[..1], true);
        assert!(!bounded.has(&analysis, 4) && bounded.has(&analysis, 0));
        let phrases = ["تعليق".to_owned()];
        let reach = Reach::new(&phrases, &[], true);
        assert!(!(0..7).any(|line| reach.has(&analysis, line)));
        let analysis = TextAnalysis::new("« تعليق\nلا تعليق");
        assert!(reach.has(&analysis, 0) && !reach.has(&analysis, 1));
    }
}
