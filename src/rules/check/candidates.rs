//! The rules that may find something in a text, and on which lines.

use std::cell::OnceCell;
use std::ops::Range;

use crate::rules::check::document_scope::{DocumentScope, RuleUse};
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::timings::Phase;
use crate::text::TextAnalysis;

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
pub(super) struct CandidateRules<'r> {
    pub rules: Vec<CandidateRule<'r>>,
    /// The candidate lines of all these rules, rule by rule.
    pub lines: Vec<usize>,
}

impl RuleSet {
    /// Asks the prefilter which rules may find something in a text, and on which lines.
    pub(super) fn candidates(
        &self,
        analysis: &TextAnalysis,
        scope: &DocumentScope,
    ) -> CandidateRules<'_> {
        if scope.is_empty(analysis.text) {
            return CandidateRules {
                rules: Vec::new(),
                lines: Vec::new(),
            };
        }
        let prefilter = self.prefilter();
        let candidates = (self.timings).phase(Phase::Prefilter, || prefilter.candidates(analysis));
        let of_rules = candidates.of_rules.into_iter();
        let mut rules: Vec<_> = of_rules
            .filter_map(|(rule, lines)| self.candidate(rule, lines, scope))
            .collect();
        rules.sort_unstable_by_key(|candidate| self.ranks[candidate.rule.index]);
        CandidateRules {
            rules,
            lines: candidates.lines,
        }
    }

    /// A rule that may find something on some of the candidate lines, if it does anything in the document.
    fn candidate(
        &self,
        rule: usize,
        lines: Range<usize>,
        scope: &DocumentScope,
    ) -> Option<CandidateRule<'_>> {
        let rule = &self.rules[rule];
        let rule_use = scope.use_of(rule);
        if rule_use == RuleUse::Off || rule.needs_survey() && scope.view.is_none() {
            return None;
        }
        let candidate = CandidateRule {
            rule,
            reports: rule_use == RuleUse::Reports,
            lines,
            matching: OnceCell::new(),
        };
        candidate.may_find().then_some(candidate)
    }
}
