//! Applies the fixes of a document's findings, in rounds, until nothing changes.

use std::collections::BTreeMap;

use super::guard::{self, Reason};
use super::patch::{Patch, apply_patches, compose, to_original};
use super::tidy;
use crate::document::Segments;
use crate::finding::{Edit, Finding, Fix};
use crate::rule::{Grade, RuleSet};

/// More rounds than this mean that rules undo one another; the text stays as the last round left it.
const MOST_ROUNDS: usize = 10;

/// What fixing made of a text.
#[derive(Debug)]
pub struct Fixed {
    pub text: String,
    /// What was done, in the offsets of the original text.
    pub patches: Vec<Patch>,
    /// All findings of the original text.
    pub found: Vec<Finding>,
    /// The findings that are left, in the offsets of the original text.
    pub left: Vec<Finding>,
}

/// Fixes a text with the fixes of at least this grade.
///
/// Pure: the same rules and text give the same result. Fixes are applied whole or not at all; one
/// that meets another's edits waits for the next round.
pub fn fix(rules: &RuleSet, original: &str, grade: Grade) -> Fixed {
    let found = rules.check(original);
    let mut fixed = Fixed {
        text: original.to_owned(),
        patches: Vec::new(),
        left: found.clone(),
        found,
    };
    for _ in 0..MOST_ROUNDS {
        let round = plan(rules, &fixed.text, std::mem::take(&mut fixed.left), grade);
        fixed.left = round.left;
        if round.patches.is_empty() {
            break;
        }
        fixed.text = apply_patches(&fixed.text, &round.patches);
        fixed.patches = compose(fixed.patches, round.patches);
        fixed.left = rules.check(&fixed.text);
    }
    debug_assert_eq!(fixed.text, apply_patches(original, &fixed.patches));
    for finding in &mut fixed.left {
        finding.span.start = to_original(&fixed.patches, finding.span.start, true);
        finding.span.end =
            to_original(&fixed.patches, finding.span.end, false).max(finding.span.start);
        for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.start = to_original(&fixed.patches, edit.start, true);
            edit.end = to_original(&fixed.patches, edit.end, false).max(edit.start);
        }
    }
    fixed
}

struct Round {
    patches: Vec<Patch>,
    left: Vec<Finding>,
}

/// Chooses the fixes of one round.
fn plan(rules: &RuleSet, text: &str, findings: Vec<Finding>, grade: Grade) -> Round {
    let is_wanted = |fix: &&Fix| fix.grade >= grade.max(Grade::Unsafe);
    if !findings
        .iter()
        .any(|finding| finding.fix.as_ref().filter(is_wanted).is_some())
    {
        return Round {
            patches: Vec::new(),
            left: findings,
        };
    }
    let segments = Segments::new(text);
    let mut taken = BTreeMap::new();
    let (mut chosen, mut left) = (Vec::new(), Vec::new());
    for finding in findings {
        let Some(fix) = finding.fix.as_ref().filter(is_wanted) else {
            left.push(finding);
            continue;
        };
        if guard::takes_first_paragraph(&segments, &finding) {
            left.push(withhold(finding, guard::FIRST_PARAGRAPH));
        } else if fix.edits.iter().all(|edit| is_free(&taken, edit)) {
            taken.extend(fix.edits.iter().map(|edit| (edit.start, edit.end)));
            chosen.push(finding);
        } else {
            left.push(finding);
        }
    }
    let is_unmarked = |finding: &Finding| !rules.rules()[finding.rule].has_marker();
    let unmarked = removed(text, chosen.iter().filter(|finding| is_unmarked(finding)));
    if guard::is_too_large_a_share(text, unmarked) {
        let (unmarked, marked) = chosen.into_iter().partition(is_unmarked);
        left.extend(
            Vec::into_iter(unmarked).map(|finding| withhold(finding, guard::TOO_LARGE_A_SHARE)),
        );
        chosen = marked;
    }
    if !chosen.is_empty() && removed(text, chosen.iter()) >= guard::visible(text) {
        left.extend(
            chosen
                .drain(..)
                .map(|finding| withhold(finding, guard::NOTHING_LEFT)),
        );
    }
    left.sort_by_key(|finding| finding.span.start);
    Round {
        patches: patches(text, &chosen),
        left,
    }
}

/// Whether an edit meets none of those taken, given as start and end.
fn is_free(taken: &BTreeMap<usize, usize>, edit: &Edit) -> bool {
    let above = taken.range(..=edit.start).next_back();
    let below = taken.range(edit.start + 1..).next();
    above.is_none_or(|(&start, &end)| start < edit.start && end <= edit.start)
        && below.is_none_or(|(&start, _)| edit.end <= start)
}

/// The visible bytes that the fixes of findings remove.
fn removed<'f>(text: &str, findings: impl Iterator<Item = &'f Finding>) -> usize {
    findings
        .flat_map(|finding| finding.fix.iter().flat_map(|fix| &fix.edits))
        .map(|edit| guard::visible(&text[edit.start..edit.end]))
        .sum()
}

/// The edits of findings as tidy patches, ascending.
fn patches(text: &str, findings: &[Finding]) -> Vec<Patch> {
    let mut patches: Vec<_> = findings.iter().flat_map(Patch::of).collect();
    patches.sort_by_key(|patch| (patch.span.start, patch.span.end));
    tidy(text, &mut patches);
    patches
}

/// Turns a finding's fix into one that is shown only, and says why.
fn withhold(mut finding: Finding, reason: Reason) -> Finding {
    if let Some(fix) = &mut finding.fix {
        fix.grade = Grade::DisplayOnly;
    }
    finding.message = format!("{}; not removed: {reason}", finding.message);
    finding
}
