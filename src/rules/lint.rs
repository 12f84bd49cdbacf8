//! Notes about rules that are valid but probably not what their authors want.

use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind};
use toml::Spanned;

use crate::rules::error::{RuleError, RuleSource};
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::spec::rule::RuleSpec;
use crate::text::Fold;

/// Notes about the chosen rules: about each by itself, and about phrases that an earlier rule of its pack also
/// finds.
pub fn lint(rules: &RuleSet, chosen: &[usize]) -> Vec<RuleError> {
    let mut notes = Vec::new();
    for &index in chosen {
        let one = &rules.rules()[index];
        notes.extend(rule(&one.source, &one.spec, one.has_literals()));
        notes.extend(shadowed(one, &rules.rules()[..index]));
    }
    notes
}

fn rule(source: &Arc<RuleSource>, spec: &RuleSpec, has_literals: bool) -> Vec<RuleError> {
    let mut notes = Vec::new();
    let shape = &spec.conditions.line;
    let is_bounded = shape.max_chars.is_some() || shape.max_words.is_some();
    let is_at_edge = spec.conditions.first.is_some() || spec.conditions.last.is_some();
    let has_texts =
        !(spec.phrases.is_empty() && spec.openings.is_empty() && spec.patterns.is_empty());
    if has_texts && !has_literals && !is_bounded && !is_at_edge {
        notes.push(
            source
                .error(spec.id.span(), format!("`{}` is tried on every line of every document", spec.id.get_ref()), "no literal to look for first")
                .help("give each pattern two letters that every match contains, or limit `where.line` with max_chars"),
        );
    }
    for pattern in &spec.patterns {
        notes.extend(pattern_notes(source, pattern, spec, is_bounded));
    }
    for (n, opening) in spec.openings.iter().enumerate() {
        let folded = |text: &Spanned<String>| Fold::Arabic.phrase(text.get_ref());
        let begins =
            |other: &&Spanned<String>| folded(opening).starts_with(&format!("{} ", folded(other)));
        if let Some(other) = spec.openings[..n].iter().find(begins) {
            notes.push(
                source
                    .error(
                        opening.span(),
                        "a shorter opening finds everything that this one finds",
                        "shadowed",
                    )
                    .and(other.span(), "by this one")
                    .help("remove one of them"),
            );
        }
    }
    notes
}

fn pattern_notes(
    source: &Arc<RuleSource>,
    pattern: &Spanned<String>,
    spec: &RuleSpec,
    is_bounded: bool,
) -> Vec<RuleError> {
    let Ok(hir) = spec.fold.pattern(pattern.get_ref()) else {
        return Vec::new();
    };
    let mut notes = Vec::new();
    if hir.properties().minimum_len() == Some(0) {
        notes.push(
            source
                .error(
                    pattern.span(),
                    "this pattern also matches an empty text",
                    "matches nothing",
                )
                .help("write `+` instead of `*`, or require a word"),
        );
    }
    if is_endless(&hir) && !is_bounded && spec.fix.0.is_some() {
        notes.push(
            source
                .error(pattern.span(), "this pattern removes text of any length", "has no limit")
                .help("limit the repetition, as in `.{0,80}`, or limit `where.line` with max_chars or max_words"),
        );
    }
    notes
}

/// Whether a pattern can match any number of words, as `.*` does.
fn is_endless(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let takes = |c: char| match repetition.sub.kind() {
                HirKind::Class(Class::Unicode(class)) => class
                    .ranges()
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&c)),
                _ => false,
            };
            (repetition.max.is_none() && takes(' ') && takes('a')) || is_endless(&repetition.sub)
        }
        HirKind::Capture(capture) => is_endless(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(is_endless),
        _ => false,
    }
}

/// Notes about phrases of a rule that an earlier rule of its pack finds under the same conditions.
fn shadowed(rule: &Rule, earlier: &[Rule]) -> Vec<RuleError> {
    let same = |other: &&Rule| {
        other.pack == rule.pack
            && other.kind_order == rule.kind_order
            && other.conditions == rule.conditions
    };
    let mut notes = Vec::new();
    for other in earlier.iter().filter(same) {
        if let Some(phrase) = rule.matcher.shared_phrase(&other.matcher) {
            notes.push(
                rule.source
                    .error(
                        rule.id_place(),
                        format!("`{}` finds “{phrase}” already", other.id),
                        "shadowed here",
                    )
                    .and(other.id_place(), "found here")
                    .help("keep the phrase in one of the two rules"),
            );
        }
    }
    notes
}
