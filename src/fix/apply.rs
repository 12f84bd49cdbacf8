//! Applies the fixes of a document's findings, in rounds, until nothing changes.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::guard::{self, Reason};
use super::patch::{Patch, Way, apply_patches, compose};
use super::tidy;
use crate::document::{Document, Segments};
use crate::finding::{Edit, Finding, Fix};
use crate::rule::{Applicability, RuleSet};

/// More rounds than this mean that rules go on without end; the text stays as the last round left it.
const MOST_ROUNDS: usize = 100;

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

/// Fixes a document with the fixes of at least this applicability.
///
/// Pure: the same rules and document give the same result. Fixes are applied whole or not at all; one
/// that meets another's edits waits for the next round.
pub fn fix(rules: &RuleSet, document: &Document, applicability: Applicability) -> Fixed {
    let original = document.text.as_str();
    let roles = rules.in_scope(document);
    let mut text = original.to_owned();
    let mut patches = Vec::new();
    let mut found = None;
    for round in 1.. {
        let segments = Segments::new(&text);
        let all = rules.check_all(&segments, &roles);
        found.get_or_insert_with(|| settled(rules, all.clone()));
        let plan = plan(rules, &segments, all, applicability);
        let patches_of_round = patches_of(&text, &plan.chosen);
        if patches_of_round.is_empty() || round > MOST_ROUNDS {
            let mut left = plan.left;
            left.extend(plan.chosen.into_iter().map(|mut finding| {
                withhold(&mut finding, guard::TOO_MANY_ROUNDS);
                finding
            }));
            to_original(&patches, &mut left);
            return Fixed {
                found: found.unwrap_or_default(),
                text,
                patches,
                left,
            };
        }
        text = apply_patches(&text, &patches_of_round);
        patches = compose(patches, patches_of_round);
        debug_assert_eq!(text, apply_patches(original, &patches));
    }
    unreachable!("the last round returns")
}

fn settled(rules: &RuleSet, mut findings: Vec<Finding>) -> Vec<Finding> {
    rules.settle(&mut findings);
    findings
}

/// Tells findings of the fixed text in the offsets of the original.
fn to_original(patches: &[Patch], findings: &mut [Finding]) {
    let way = Way::new(patches);
    let back = |start: usize, end: usize| {
        let start = way.to_original(start, true);
        (start, way.to_original(end, false).max(start))
    };
    for finding in findings {
        let (start, end) = back(finding.span.start, finding.span.end);
        finding.span = start..end;
        for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            (edit.start, edit.end) = back(edit.start, edit.end);
        }
    }
}

/// What one round does.
struct Plan {
    /// The findings whose fixes are applied.
    chosen: Vec<Finding>,
    left: Vec<Finding>,
}

/// Chooses the fixes of one round from all findings. A fix that a guard withholds does not stand
/// in the way of those inside it.
fn plan(
    rules: &RuleSet,
    segments: &Segments,
    mut all: Vec<Finding>,
    applicability: Applicability,
) -> Plan {
    let is_wanted = |fix: &&Fix| fix.applicability >= applicability.max(Applicability::Unsafe);
    let wants = |finding: &Finding| finding.fix.as_ref().filter(is_wanted).is_some();
    let text = segments.text;
    let guards = rules.guards();
    for finding in all.iter_mut().filter(|finding| wants(finding)) {
        let min_left = rules.rules()[finding.rule].min_left().max(guards.min_left);
        if guards.keep_first_paragraph && guard::takes_first_paragraph(segments, finding) {
            withhold(finding, guard::FIRST_PARAGRAPH);
        } else if guard::leaves_less_than(text, finding, min_left) {
            withhold(finding, guard::TOO_LITTLE_LEFT);
        }
    }
    loop {
        let (chosen, left) = choose(settled(rules, all.clone()), wants);
        let shape_alone = |finding: &Finding| {
            !rules.rules()[finding.rule].has_marker() && removed(text, finding) > 0
        };
        let share = chosen
            .iter()
            .filter(|f| shape_alone(f))
            .map(|f| removed(text, f))
            .sum();
        let reason = if guards.is_too_large_a_share(text, share) {
            guard::TOO_LARGE_A_SHARE
        } else if !chosen.is_empty()
            && chosen.iter().map(|f| removed(text, f)).sum::<usize>() >= guard::visible(text)
        {
            guard::NOTHING_LEFT
        } else {
            return Plan { chosen, left };
        };
        let key = |finding: &Finding| (finding.rule, finding.span.start, finding.span.end);
        let chosen: FxHashSet<_> = chosen.iter().map(key).collect();
        for finding in all
            .iter_mut()
            .filter(|finding| chosen.contains(&key(finding)))
        {
            if reason == guard::NOTHING_LEFT || shape_alone(finding) {
                withhold(finding, reason);
            }
        }
    }
}

/// Parts findings into those whose fixes are wanted and do not meet one another, and the others.
fn choose(
    findings: Vec<Finding>,
    wants: impl Fn(&Finding) -> bool,
) -> (Vec<Finding>, Vec<Finding>) {
    let mut taken = BTreeMap::new();
    findings.into_iter().partition(|finding| {
        let edits = || finding.fix.iter().flat_map(|fix| &fix.edits);
        let is_chosen = wants(finding) && edits().all(|edit| is_free(&taken, edit));
        if is_chosen {
            taken.extend(edits().map(|edit| (edit.start, edit.end)));
        }
        is_chosen
    })
}

/// Whether an edit meets none of those taken, given as start and end.
fn is_free(taken: &BTreeMap<usize, usize>, edit: &Edit) -> bool {
    let above = taken.range(..=edit.start).next_back();
    let below = taken.range(edit.start + 1..).next();
    above.is_none_or(|(&start, &end)| start < edit.start && end <= edit.start)
        && below.is_none_or(|(&start, _)| edit.end <= start)
}

/// The visible bytes that a finding's fix removes, less those that it puts in.
fn removed(text: &str, finding: &Finding) -> usize {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let removed = |edit: &Edit| {
        guard::visible(&text[edit.start..edit.end]).saturating_sub(guard::visible(&edit.content))
    };
    edits.map(removed).sum()
}

/// The edits of findings as tidy patches, ascending.
fn patches_of(text: &str, findings: &[Finding]) -> Vec<Patch> {
    let mut patches: Vec<_> = findings.iter().flat_map(Patch::of).collect();
    patches.sort_by_key(|patch| (patch.span.start, patch.span.end));
    tidy(text, &mut patches);
    patches
}

/// Turns a finding's fix into one that is shown only, and says why.
fn withhold(finding: &mut Finding, reason: Reason) {
    if let Some(fix) = &mut finding.fix {
        fix.applicability = Applicability::DisplayOnly;
    }
    finding.message = format!("{}; not removed: {reason}", finding.message);
}
