//! The rules that may find something in a text, and on which lines.

use std::cell::OnceCell;
use std::ops::Range;

use crate::rules::check::document_scope::{DocumentScope, RuleUse};
use crate::rules::prefilter::gate::Scanned;
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::timings::Phase;

/// A rule that may find something in a text.
pub(super) struct CandidateRule<'r> {
    pub rule: &'r Rule,
    pub reports: bool,
    /// Which of the candidate lines are its own.
    pub lines: Range<usize>,
    /// Those that its texts match as whole lines, once they are known.
    pub matching: OnceCell<Vec<usize>>,
}

impl CandidateRule<'_> {
    /// Whether it may find something. A rule without texts may also look at lines that are no candidates, such as
    /// blank ones.
    pub fn may_find(&self) -> bool {
        !self.lines.is_empty() || self.rule.matcher.is_empty()
    }
}

/// The rules that may find something in a text, in the order in which they run.
#[derive(Default)]
pub(super) struct Candidates<'r> {
    pub rules: Vec<CandidateRule<'r>>,
    /// The candidate lines of all these rules, rule by rule.
    pub lines: Vec<usize>,
}

impl RuleSet {
    /// Asks the prefilter which rules may find something in a text, and on which lines.
    pub(super) fn candidates(&self, scanned: &Scanned, scope: &DocumentScope) -> Candidates<'_> {
        let mut candidates = Candidates::default();
        if scope.is_empty(scanned.text) {
            return candidates;
        }
        let chooser = self.chooser();
        let hits = (self.timings).phase(Phase::Gate, || chooser.gate.candidates(scanned));
        for hits in hits.chunk_by(|a, b| a.0 == b.0) {
            let lines = hits.iter().map(|&(_, line)| line);
            candidates.add(&self.rules[hits[0].0], scope, lines);
        }
        let sifted = chooser.sieve.sift(scanned);
        for (n, &rule) in chooser.sieve.rules.iter().enumerate() {
            candidates.add(&self.rules[rule], scope, sifted.lines(n));
        }
        let rank = |candidate: &CandidateRule| self.ranks[candidate.rule.index];
        candidates.rules.sort_unstable_by_key(rank);
        candidates
    }
}

impl<'r> Candidates<'r> {
    /// Adds a rule that may find something on some lines, if it does anything in the document.
    fn add(&mut self, rule: &'r Rule, scope: &DocumentScope, lines: impl Iterator<Item = usize>) {
        let rule_use = scope.use_of(rule);
        if rule_use == RuleUse::Off || rule.needs_survey() && scope.view.is_none() {
            return;
        }
        let start = self.lines.len();
        self.lines.extend(lines);
        let candidate = CandidateRule {
            rule,
            reports: rule_use == RuleUse::Reports,
            lines: start..self.lines.len(),
            matching: OnceCell::new(),
        };
        if candidate.may_find() {
            self.rules.push(candidate);
        }
    }
}
