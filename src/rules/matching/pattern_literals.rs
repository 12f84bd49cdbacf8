//! Finds literals in regular expressions: texts of which one is in everything that the expression matches.

use std::cell::LazyCell;

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, HirKind};

use crate::rules::matching::literal::{Literal, LiteralPosition};
use crate::text::{Script, is_alphanumeric};

/// Literals of which one is in every text that a pattern matches; `None` if the pattern has no such set that excludes
/// enough lines.
///
/// Takes literals from the beginning, the end and every inner part of the pattern, and chooses the set whose weakest
/// literal is strongest. For a pattern of whole lines, the literals that they begin with are preferred if they are
/// good enough: a search at the beginning of lines is cheaper.
pub fn literals_of(pattern: &Hir, is_of_lines: bool) -> Option<Vec<Literal>> {
    let set = best_set(pattern, is_of_lines)?;
    let literal = |text| Literal {
        position: set.position,
        text,
    };
    Some(set.literals.into_iter().map(literal).collect())
}

/// Texts of which one is in every text that a pattern matches.
struct LiteralSet {
    position: LiteralPosition,
    /// The weight of the weakest.
    weakest: usize,
    literals: Vec<String>,
}

impl LiteralSet {
    /// `None` if the set excludes too few lines.
    fn new(position: LiteralPosition, mut literals: Vec<String>) -> Option<Self> {
        literals.sort();
        literals.dedup();
        let weakest = literals.iter().map(|literal| weight(literal)).min()?;
        (weakest >= WEAKEST && literals.len() <= MOST).then_some(Self {
            position,
            weakest,
            literals,
        })
    }
}

/// The first good set of a pattern; otherwise the best, of equals the first.
fn best_set(pattern: &Hir, is_of_lines: bool) -> Option<LiteralSet> {
    // Lazy, because most patterns have good literals at their beginning.
    let inner = LazyCell::new(|| inner_parts(pattern));
    let parts = || {
        let inner = std::iter::once(&inner).flat_map(|inner| inner.iter());
        std::iter::once(pattern).chain(inner)
    };
    let from_start = match is_of_lines {
        true => LiteralPosition::Start,
        false => LiteralPosition::Anywhere,
    };
    let positions = std::iter::once(from_start).chain(std::iter::repeat(LiteralPosition::Anywhere));
    let heads = parts().zip(positions).filter_map(|(part, position)| {
        LiteralSet::new(position, extracted(part, ExtractKind::Prefix)?)
    });
    let tail = std::iter::once_with(|| extracted(pattern, ExtractKind::Suffix));
    let others = tail.chain(parts().map(of_branches)).flatten();
    let others = others.filter_map(|set| LiteralSet::new(LiteralPosition::Anywhere, set));
    let mut best: Option<LiteralSet> = None;
    for set in heads.chain(others) {
        if best.as_ref().is_none_or(|best| set.weakest > best.weakest) {
            let is_good = set.position == LiteralPosition::Start || set.weakest >= GOOD;
            best = Some(set);
            if is_good {
                break;
            }
        }
    }
    best
}

/// The literals at an end of a pattern.
fn extracted(pattern: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let found = Extractor::new().kind(kind.clone()).extract(pattern);
    let literals = found.literals()?.iter();
    Some(
        literals
            .map(|literal| whole_characters(literal.as_bytes(), &kind))
            .collect(),
    )
}

/// The literals of each alternative of a pattern: for long lists of alternatives, which the extractor gives up.
fn of_branches(pattern: &Hir) -> Option<Vec<String>> {
    let HirKind::Alternation(branches) = pattern.kind() else {
        return None;
    };
    let mut all = Vec::new();
    for branch in branches {
        all.append(&mut best_set(branch, false)?.literals);
    }
    Some(all)
}

/// Parts of a pattern that all must match for the pattern to match, each with everything that follows it.
fn inner_parts(pattern: &Hir) -> Vec<Hir> {
    match pattern.kind() {
        HirKind::Concat(parts) => {
            let ends = (1..parts.len()).map(|n| Hir::concat(parts[n..].to_vec()));
            ends.chain(parts.iter().flat_map(inner_parts)).collect()
        }
        HirKind::Capture(capture) => {
            let own = std::iter::once((*capture.sub).clone());
            own.chain(inner_parts(&capture.sub)).collect()
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let own = std::iter::once((*repetition.sub).clone());
            own.chain(inner_parts(&repetition.sub)).collect()
        }
        // What matches is one of its parts.
        HirKind::Alternation(_) => vec![pattern.clone()],
        _ => Vec::new(),
    }
}

/// How many lines a literal excludes, as a score: one for a digit or a space, which are in many
/// lines; two for a letter or common punctuation; four for a rare symbol or an ideograph, which are in few lines.
fn weight(literal: &str) -> usize {
    let weight = |c: char| match c {
        ' ' | '\n' | '0'..='9' => 1,
        '<' | '>' | '{' | '}' | '[' | ']' | '=' | '_' | '\\' | '|' | '@' | '#' | '$' | '%' => 4,
        _ if c.is_ascii() => 2,
        _ if Script::of(c) == Some(Script::Cjk) || !is_alphanumeric(c) => 4,
        _ => 2,
    };
    literal.chars().map(weight).sum()
}

/// The least weight of a usable literal: that of two letters.
const WEAKEST: usize = 4;
/// With this weight, a set is good enough to end the search.
const GOOD: usize = 8;
/// More literals than this cost more than they save.
const MOST: usize = 2000;

/// A literal as text. The extractor cuts between bytes; a character that it cut is dropped.
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
    fn literals_come_from_the_better_end_of_a_pattern() {
        let literals = |p| -> Option<Vec<String>> {
            let found = literals_of(&regex_syntax::parse(p).unwrap(), false)?;
            Some(found.into_iter().map(|literal| literal.text).collect())
        };
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
        // Each alternative has its own.
        let letter = |n: u8| char::from(b'a' + n);
        let pairs = (0..20).flat_map(|one| (0..20).map(move |two| (letter(one), letter(two))));
        let words: Vec<String> = pairs.map(|(a, b)| format!("[xy]+{a}{b}zq")).collect();
        let found = literals(&format!(r"\w*(?:{})\w*", words.join("|"))).unwrap();
        assert_eq!((found.len(), found[0].as_str()), (400, "aazq"));
    }
}
