//! The gate: one search for the literals of all rules, so that a line costs the same however many
//! rules there are, and a rule sees only lines that hold one of its literals.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal};
use regex_syntax::hir::{Hir, HirKind};

use crate::document::{Fold, Script, Segments, head, is_alphanumeric};

/// Finds, for each rule, the lines that may match it.
#[derive(Debug)]
pub struct Gate(Vec<Search>);

/// The search for the literals of all rules of one folding.
#[derive(Debug)]
struct Search {
    fold: Fold,
    literals: AhoCorasick,
    /// The rule of each literal.
    rules: Vec<usize>,
}

impl Gate {
    /// Builds the gate from the literals of rules: the rule, its folding, a folded literal.
    pub fn new(literals: &[(usize, Fold, String)]) -> Self {
        let search = |fold: Fold| {
            let of_fold = || literals.iter().filter(move |(_, of, _)| *of == fold);
            of_fold().next()?;
            Some(Search {
                fold,
                // The prefilter looks for rare first bytes; nearly every Arabic letter begins with
                // one of two bytes, so that it only costs time.
                literals: AhoCorasickBuilder::new()
                    .match_kind(MatchKind::Standard)
                    .prefilter(false)
                    .build(of_fold().map(|(_, _, literal)| literal))
                    .expect("literals of rules fit the automaton"),
                rules: of_fold().map(|&(rule, _, _)| rule).collect(),
            })
        };
        Self(Fold::ALL.iter().copied().filter_map(search).collect())
    }

    /// The rules that have a literal in a document, each with the lines that hold one: ascending,
    /// without repeats.
    pub fn candidates(&self, segments: &Segments) -> Vec<(usize, usize)> {
        let mut hits = Vec::new();
        for search in &self.0 {
            let text = segments.folded_as(search.fold).as_str();
            for hit in search.literals.find_overlapping_iter(text) {
                // By its last byte: a literal may begin with the space before a line's content.
                let line = segments.line_at(search.fold, hit.end() - 1);
                hits.push((search.rules[hit.pattern().as_usize()], line));
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

/// The fewest literals of which one stands in every text that one of these stands in: long ones are
/// cut, and those that begin with another go.
pub fn fewest(literals: Vec<String>) -> Vec<String> {
    let mut literals: Vec<String> = literals
        .into_iter()
        .map(|literal| head(&literal, LONGEST).to_owned())
        .collect();
    literals.sort_unstable();
    literals.dedup_by(|next, kept| next.starts_with(kept.as_str()));
    literals
}

/// Characters of a literal that are looked for: more tell hardly more, and make the search larger.
const LONGEST: usize = 12;

/// Literals of which one stands in every text that a pattern matches, or `None` where there is no
/// such set of literals good enough to tell lines apart.
///
/// The head, the end and every inner part of the pattern are asked; the set whose weakest literal
/// is strongest wins.
pub fn literals_of(pattern: &Hir) -> Option<Vec<String>> {
    let inner: Vec<Hir> = match pattern.kind() {
        HirKind::Concat(parts) => (1..parts.len())
            .map(|n| Hir::concat(parts[n..].to_vec()))
            .collect(),
        HirKind::Capture(capture) => return literals_of(&capture.sub),
        _ => Vec::new(),
    };
    let heads = std::iter::once(pattern)
        .chain(&inner)
        .map(|part| (part, ExtractKind::Prefix));
    let sets = heads
        .chain([(pattern, ExtractKind::Suffix)])
        .filter_map(|(part, kind)| {
            let found = Extractor::new().kind(kind.clone()).extract(part);
            let cut = |literal: &Literal| whole_characters(literal.as_bytes(), &kind);
            let mut literals: Vec<String> = found.literals()?.iter().map(cut).collect();
            literals.sort();
            literals.dedup();
            let weakest = literals.iter().map(|literal| weight(literal)).min()?;
            (weakest >= WEAKEST && literals.len() <= MOST).then_some((weakest, literals))
        });
    // The first that is good enough; else the best, of equals the first: no chance is in it.
    let mut best: Option<(usize, Vec<String>)> = None;
    for set in sets {
        if best.as_ref().is_none_or(|best| set.0 > best.0) {
            best = Some(set);
        }
        if best.as_ref().is_some_and(|best| best.0 >= GOOD) {
            break;
        }
    }
    best.map(|(_, literals)| literals)
}

/// How well a literal tells lines apart: two for a letter; one for a digit or a space, which stand in
/// many lines; four for a sign or an ideograph, which stand in few.
fn weight(literal: &str) -> usize {
    let weight = |c: char| match c {
        ' ' | '\n' | '0'..='9' => 1,
        _ if c.is_ascii() => 2,
        _ if Script::of(c) == Some(Script::Cjk) || !is_alphanumeric(c) => 4,
        _ => 2,
    };
    literal.chars().map(weight).sum()
}

/// The weight that a literal must have: that of two letters.
const WEAKEST: usize = 4;
/// With this weight a set is not bettered.
const GOOD: usize = 8;
/// More literals than this cost more than they keep away.
const MOST: usize = 500;

/// A literal as text. The extractor cuts by bytes; a character that it cut goes.
fn whole_characters(bytes: &[u8], kind: &ExtractKind) -> String {
    let is_start = |&byte: &u8| byte & 0b1100_0000 != 0b1000_0000;
    let bytes = match kind {
        ExtractKind::Suffix => &bytes[bytes.iter().position(is_start).unwrap_or(bytes.len())..],
        _ => bytes,
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_gets_the_lines_with_its_literals() {
        let literal = |rule, literal: &str| (rule, Fold::Arabic, literal.to_owned());
        let gate = Gate::new(&[literal(0, "تعليق"), literal(1, "ab"), literal(1, "abc")]);
        let segments = Segments::new("تعليقات\nabc\nlinear");
        assert_eq!(gate.candidates(&segments), [(0, 0), (1, 1)]);
    }

    #[test]
    fn a_literal_that_begins_with_another_is_not_needed() {
        let literals = ["read", "read also", "a very long literal", "a very long"];
        let literals = literals.map(str::to_owned).to_vec();
        assert_eq!(fewest(literals), ["a very long", "read"]);
    }

    #[test]
    fn literals_come_from_the_better_end_of_a_pattern() {
        let literals = |p| literals_of(&regex_syntax::parse(p).unwrap());
        assert_eq!(literals("^(?:source: .*)$"), Some(vec!["source: ".into()]));
        assert_eq!(literals(r"\d+ views"), Some(vec![" views".into()]));
        assert_eq!(
            literals(r".{0,9}Related .{0,9}"),
            Some(vec!["Related ".into()])
        );
        assert_eq!(
            literals("(?:تابع|شارك)نا"),
            Some(vec!["تابعنا".into(), "شاركنا".into()])
        );
        assert_eq!(literals(r"\d+"), None);
    }
}
