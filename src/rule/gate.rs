//! The gate: one search for the literals of all rules, so that a line costs the same however many
//! rules there are, and a rule sees only lines that hold one of its literals.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex_syntax::hir::{Hir, literal};

use crate::document::Segments;

/// Finds, for each rule, the lines that may match it.
#[derive(Debug)]
pub struct Gate {
    literals: Option<AhoCorasick>,
    /// The rule of each literal.
    rules: Vec<usize>,
}

impl Gate {
    /// Builds the gate from the literals of rules, given as pairs of rule and folded literal.
    pub fn new(pairs: Vec<(usize, String)>) -> Self {
        let (rules, literals): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        Self {
            // The prefilter looks for rare first bytes; nearly every Arabic letter begins with one
            // of two bytes, so that it only costs time.
            literals: (!literals.is_empty()).then(|| {
                AhoCorasickBuilder::new()
                    .match_kind(MatchKind::Standard)
                    .prefilter(false)
                    .build(&literals)
                    .expect("literals of rules fit the automaton")
            }),
            rules,
        }
    }

    /// The lines of a document that hold a literal of each rule, ascending, without repeats.
    pub fn candidates(&self, segments: &Segments, rules: usize) -> Vec<Vec<usize>> {
        let mut candidates = vec![Vec::new(); rules];
        let Some(literals) = &self.literals else {
            return candidates;
        };
        for hit in literals.find_overlapping_iter(segments.folded.as_str()) {
            let line = segments.line_at_folded(hit.start());
            let lines: &mut Vec<usize> = &mut candidates[self.rules[hit.pattern().as_usize()]];
            // Hits come in the order of their ends, so a line may only repeat at the end.
            if lines.last() != Some(&line) {
                lines.push(line);
            }
        }
        candidates
    }
}

/// Literals of which one stands in every text that a pattern matches, or `None` where there is no
/// such set of literals long enough to tell lines apart.
pub fn literals_of(pattern: &Hir) -> Option<Vec<String>> {
    const SHORTEST: usize = 2;
    [literal::ExtractKind::Prefix, literal::ExtractKind::Suffix]
        .into_iter()
        .filter_map(|kind| {
            let mut found = literal::Extractor::new()
                .kind(kind.clone())
                .extract(pattern);
            match kind {
                literal::ExtractKind::Suffix => found.optimize_for_suffix_by_preference(),
                _ => found.optimize_for_prefix_by_preference(),
            }
            let literals: Vec<String> = found
                .literals()?
                .iter()
                .map(|l| String::from_utf8(l.as_bytes().to_vec()).ok())
                .collect::<Option<_>>()?;
            let shortest = literals.iter().map(|l| l.chars().count()).min()?;
            (shortest >= SHORTEST).then_some((shortest, literals))
        })
        .max_by_key(|&(shortest, _)| shortest)
        .map(|(_, literals)| literals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_gets_the_lines_with_its_literals() {
        let gate = Gate::new(vec![
            (0, "تعليق".into()),
            (1, "ab".into()),
            (1, "abc".into()),
        ]);
        let segments = Segments::new("تعليقات\nabc\nlinear");
        assert_eq!(gate.candidates(&segments, 3), [vec![0], vec![1], vec![]]);
    }

    #[test]
    fn literals_come_from_the_better_end_of_a_pattern() {
        let literals = |p| literals_of(&regex_syntax::parse(p).unwrap());
        assert_eq!(literals("^(?:source: .*)$"), Some(vec!["source: ".into()]));
        assert_eq!(literals(r"\d+ views"), Some(vec![" views".into()]));
        assert_eq!(literals(r"\d+"), None);
    }
}
