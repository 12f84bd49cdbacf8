//! Fixes that were wanted and came to nothing, because other fixes took what they would have taken.

use std::collections::BTreeSet;

use crate::rules::finding::Finding;
use crate::rules::fixing::applied::{AppliedEdit, to_original};
use crate::rules::fixing::plan::Plan;

/// A finding of any round: the index of its rule, and where it begins in the original text, in bytes.
type FindingKey = (usize, usize);

/// Fixes that met the edits of others in some round.
#[derive(Default)]
pub(super) struct MetFixes {
    waiting: BTreeSet<FindingKey>,
    applied: BTreeSet<FindingKey>,
}

impl MetFixes {
    /// Adds what a round does to the text that these edits led to.
    pub fn add_round(&mut self, applied: &[AppliedEdit], plan: &Plan) {
        if plan.met.is_empty() && self.waiting.is_empty() {
            return;
        }
        let keys = |indices: &[usize]| -> Vec<FindingKey> {
            let mut findings = plan.findings(indices);
            to_original(applied, &mut findings);
            findings.iter().map(key).collect()
        };
        self.waiting.extend(keys(&plan.met));
        self.applied.extend(keys(&plan.chosen));
    }

    /// The rules, by index, of fixes that were not applied later and whose findings are not left.
    pub fn superseded(self, left: &[Finding]) -> Vec<usize> {
        let left: BTreeSet<FindingKey> = left.iter().map(key).collect();
        let is_gone = |key: &&FindingKey| !self.applied.contains(key) && !left.contains(key);
        self.waiting
            .iter()
            .filter(is_gone)
            .map(|&(rule, _)| rule)
            .collect()
    }
}

fn key(finding: &Finding) -> FindingKey {
    (finding.rule, finding.span.start)
}
