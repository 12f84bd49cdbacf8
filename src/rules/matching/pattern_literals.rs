//! Finds literals in regular expressions: texts of which one is in everything that the expression matches.

use std::cell::LazyCell;

use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal as Extracted};
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
    // Lazy, because most patterns have good literals at their beginning.
    let inner = LazyCell::new(|| inner_parts(pattern));
    let heads = std::iter::once(pattern)
        .chain(std::iter::once(&inner).flat_map(|inner| inner.iter()))
        .map(|part| (part, ExtractKind::Prefix));
    let sets = heads
        .chain([(pattern, ExtractKind::Suffix)])
        .enumerate()
        .filter_map(|(n, (part, kind))| {
            let found = Extractor::new().kind(kind.clone()).extract(part);
            let cut = |literal: &Extracted| whole_characters(literal.as_bytes(), &kind);
            let mut literals: Vec<String> = found.literals()?.iter().map(cut).collect();
            literals.sort();
            literals.dedup();
            let weakest = literals.iter().map(|literal| weight(literal)).min()?;
            let position = match n {
                0 if is_of_lines => LiteralPosition::Start,
                _ => LiteralPosition::Anywhere,
            };
            (weakest >= WEAKEST && literals.len() <= MOST).then_some((position, weakest, literals))
        });
    // The first good set; otherwise the best, of equals the first.
    let mut best: Option<(LiteralPosition, usize, Vec<String>)> = None;
    for set in sets {
        if best.as_ref().is_none_or(|best| set.1 > best.1) {
            best = Some(set);
        }
        if best
            .as_ref()
            .is_some_and(|best| best.0 == LiteralPosition::Start || best.1 >= GOOD)
        {
            break;
        }
    }
    let (position, _, literals) = best?;
    let literal = |text| Literal { position, text };
    Some(literals.into_iter().map(literal).collect())
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
const MOST: usize = 500;

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
    }
}
