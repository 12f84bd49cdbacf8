//! The plan of one round: which of the fixes that are wanted are applied, and which are withheld.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::finding::{Finding, Withheld};
use crate::rules::fixing::applied::AppliedEdit;
use crate::rules::fixing::guards::{Breach, refusal};
use crate::rules::fixing::policy::ProtectedSpans;
use crate::rules::fixing::tidy::tidy;
use crate::rules::{Applicability, RuleSet};
use crate::text::{Edit, TextAnalysis};

/// Rules, by index, that may not fix a document, and why.
pub(super) type Barred = BTreeMap<usize, Withheld>;

/// What a plan is made by.
#[derive(Clone, Copy)]
pub(super) struct Planner<'p> {
    pub rules: &'p RuleSet,
    pub protected: Option<&'p ProtectedSpans<'p>>,
    pub barred: &'p Barred,
}

/// What one round does.
pub(super) struct Plan {
    /// All findings by place, with the reasons why fixes are withheld.
    pub all: Vec<Finding>,
    /// The indices of those whose fixes are applied.
    pub chosen: Vec<usize>,
    /// The indices of those that are left.
    pub left: Vec<usize>,
    /// The indices of those left whose fixes were wanted and met other fixes.
    pub met: Vec<usize>,
}

impl Planner<'_> {
    /// Chooses the fixes of one round from all findings of a text, which are in order by place. A fix
    /// that is withheld does not keep the fixes inside it from being applied.
    pub fn plan(
        &self,
        analysis: &TextAnalysis,
        mut all: Vec<Finding>,
        applicability: Applicability,
    ) -> Plan {
        let (rules, text) = (self.rules, analysis.text);
        let least = applicability.max(Applicability::Unsafe);
        let protected = self.protect(text, &mut all);
        let wants = |finding: &Finding| {
            finding.applicability() >= Some(least)
                && !finding.edits().is_empty()
                && !takes_a_part(finding, &protected)
        };
        for finding in all.iter_mut().filter(|finding| wants(finding)) {
            let barred = self.barred.get(&finding.rule).cloned();
            if let Some(reason) = barred.or_else(|| refusal(rules, analysis, finding)) {
                finding.withhold(reason);
            }
        }
        loop {
            let (chosen, left) = choose(&all, &rules.are_not_contained(&all), wants);
            let findings: Vec<_> = chosen.iter().map(|&n| &all[n]).collect();
            let Some(breach) = Breach::of(rules, text, &findings) else {
                let met = left.iter().copied().filter(|&n| wants(&all[n])).collect();
                return Plan {
                    all,
                    chosen,
                    left,
                    met,
                };
            };
            // Another rule may have found the same: its fix would take as much.
            let taken: FxHashSet<_> = chosen.iter().map(|&n| all[n].span.clone()).collect();
            for finding in all.iter_mut().filter(|finding| wants(finding)) {
                if taken.contains(&finding.span) && breach.concerns(rules, text, finding) {
                    finding.withhold(breach.reason());
                }
            }
        }
    }

    /// The protected spans. Findings inside them that are reported only because a larger one is not
    /// fixed are dropped.
    fn protect(&self, text: &str, all: &mut Vec<Finding>) -> Vec<Range<usize>> {
        let Some(protected) = self.protected else {
            return Vec::new();
        };
        let mut reported = all.clone();
        self.rules.drop_contained_findings(&mut reported);
        let spans = protected(text, &reported);
        if !spans.is_empty() {
            let reported: FxHashSet<_> = reported.iter().map(place).collect();
            all.retain(|finding| {
                reported.contains(&place(finding)) || !spans.iter().any(|span| is_in(finding, span))
            });
        }
        spans
    }
}

impl Plan {
    /// The edits of the chosen fixes, tidy and in ascending order.
    pub fn edits(&self, text: &str) -> Vec<AppliedEdit> {
        let chosen = self.chosen.iter().map(|&n| &self.all[n]);
        let mut edits: Vec<_> = chosen.flat_map(AppliedEdit::of).collect();
        edits.sort_by_key(|applied| (applied.edit.span.start, applied.edit.span.end));
        tidy(text, &mut edits);
        edits
    }

    /// The findings at these indices.
    pub fn findings(&self, indices: &[usize]) -> Vec<Finding> {
        indices.iter().map(|&n| self.all[n].clone()).collect()
    }
}

/// Withholds the fixes that a plan withholds, of findings whose fixes have at least this
/// applicability and at most that of `most`.
pub(super) fn withhold_as_planned(
    findings: &mut [Finding],
    planned: &[Finding],
    grades: std::ops::RangeInclusive<Applicability>,
) {
    let reason = |planned: &'_ Finding| Some((place(planned), planned.withheld.clone()?));
    let reasons: FxHashMap<_, _> = planned.iter().filter_map(reason).collect();
    if reasons.is_empty() {
        return;
    }
    for finding in findings {
        let is_meant = finding
            .applicability()
            .is_some_and(|applicability| grades.contains(&applicability));
        if let Some(reason) = reasons.get(&place(finding)).filter(|_| is_meant) {
            finding.withhold(reason.clone());
        }
    }
}

/// The rule of a finding and its span: together they name a finding of one text.
fn place(finding: &Finding) -> (usize, usize, usize) {
    (finding.rule, finding.span.start, finding.span.end)
}

fn is_in(finding: &Finding, span: &Range<usize>) -> bool {
    span.start <= finding.span.start && finding.span.end <= span.end
}

/// Whether a finding meets one of these spans, unless it takes all of it and more.
fn takes_a_part(finding: &Finding, spans: &[Range<usize>]) -> bool {
    let Range { start, end } = finding.span;
    spans.iter().any(|span| {
        let meets = start < span.end && span.start < end || finding.span == *span;
        let is_larger = start <= span.start && span.end <= end && finding.span != *span;
        meets && !is_larger
    })
}

/// Separates the indices of kept findings whose fixes are wanted and do not meet each other from
/// those of the others.
fn choose(
    findings: &[Finding],
    is_kept: &[bool],
    wants: impl Fn(&Finding) -> bool,
) -> (Vec<usize>, Vec<usize>) {
    let mut taken = BTreeMap::new();
    let settled = (0..findings.len()).filter(|&n| is_kept[n]);
    settled.partition(|&n| {
        let finding = &findings[n];
        let is_chosen = wants(finding) && finding.edits().iter().all(|edit| is_free(&taken, edit));
        if is_chosen {
            let spans = finding.edits().iter().map(|edit| &edit.span);
            taken.extend(spans.map(|span| (span.start, span.end)));
        }
        is_chosen
    })
}

/// Whether an edit meets none of the spans taken, given by start and end.
fn is_free(taken: &BTreeMap<usize, usize>, Edit { span, .. }: &Edit) -> bool {
    let above = taken.range(..=span.start).next_back();
    let below = taken.range(span.start + 1..).next();
    above.is_none_or(|(&start, &end)| start < span.start && end <= span.start)
        && below.is_none_or(|(&start, _)| span.end <= start)
}
