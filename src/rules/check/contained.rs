//! Findings inside larger ones.

use std::cmp::Reverse;

use crate::rules::catalog::{Applicability, Severity};
use crate::rules::finding::Finding;
use crate::rules::rule_set::RuleSet;

impl RuleSet {
    /// Drops the findings, given by place, that a larger one contains, if the larger one is as severe and its fix
    /// is trusted as far.
    pub(crate) fn drop_contained_findings(&self, findings: &mut Vec<Finding>) {
        let mut is_kept = self.are_not_contained(findings).into_iter();
        findings.retain(|_| is_kept.next() == Some(true));
    }

    /// For each of these findings, given by place, whether no larger one contains it that is as severe and whose
    /// fix is trusted as far.
    pub(crate) fn are_not_contained(&self, findings: &[Finding]) -> Vec<bool> {
        let weight = |finding: &Finding| (trust(finding), self.rules[finding.rule].severity);
        // The ends and weights of the findings that reach as far as the current place.
        let mut open: Vec<(usize, (Option<Applicability>, Severity))> = Vec::new();
        let is_kept = |finding: &Finding| {
            let (trust, severity) = weight(finding);
            open.retain(|&(end, _)| end >= finding.span.start);
            let is_contained = open.iter().any(|&(end, larger)| {
                finding.span.end <= end && larger.0 >= trust && larger.1 >= severity
            });
            if !is_contained {
                open.push((finding.span.end, (trust, severity)));
            }
            !is_contained
        };
        findings.iter().map(is_kept).collect()
    }
}

/// Sorts findings by place. At one place, larger findings and those whose fixes are trusted more come first.
pub(super) fn by_place(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| {
        (
            finding.span.start,
            Reverse(finding.span.end),
            Reverse(trust(finding)),
            finding.rule,
        )
    });
    findings
}

/// How far the fix of a finding is trusted.
fn trust(finding: &Finding) -> Option<Applicability> {
    finding.fix.as_ref().map(|fix| fix.applicability)
}
