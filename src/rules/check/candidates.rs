//! The rules that may find something in a text, and on which lines.

use std::cell::OnceCell;
use std::ops::Range;

use crate::rules::check::document_scope::{DocumentScope, RuleUse};
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::spec::rule::Unit;
use crate::rules::survey::features::counted_in_segments;
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
#[derive(Default)]
pub(super) struct CandidateRules<'r> {
    pub rules: Vec<CandidateRule<'r>>,
    /// The candidate lines of all these rules, rule by rule.
    pub lines: Vec<usize>,
    /// Long lines with a segment that a rule may have to look at; ascending.
    pub split: Vec<usize>,
}

impl RuleSet {
    /// Asks the prefilter which rules may find something in a text, and on which lines. With [`Unit::Segment`], the lines of
    /// the text are segments.
    pub(super) fn candidates(
        &self,
        analysis: &TextAnalysis,
        scope: &DocumentScope,
        unit: Unit,
    ) -> CandidateRules<'_> {
        if scope.is_empty(analysis.text) {
            return CandidateRules::default();
        }
        let prefilter = self.prefilter();
        let is_in_use = |rule: usize| {
            let rule = &self.rules[rule];
            let has_survey = scope.view.is_some() || !rule.needs_survey();
            has_survey && scope.use_of(rule) != RuleUse::Off
        };
        let find = || match unit {
            Unit::Line => prefilter.candidates(analysis, is_in_use),
            Unit::Segment => prefilter.segment_candidates(analysis, |rule| {
                self.rules[rule].looks_at(unit) && is_in_use(rule)
            }),
        };
        let mut candidates = self.timings.phase(Phase::Prefilter, find);
        if unit == Unit::Line && prefilter.needs_segments(is_in_use) {
            candidates.split.append(&mut counted_in_segments(analysis));
            candidates.split.sort_unstable();
            candidates.split.dedup();
        }
        let of_rules = candidates.of_rules.into_iter();
        let mut rules: Vec<_> = of_rules
            .map(|(rule, lines)| CandidateRule {
                rule: &self.rules[rule],
                reports: scope.use_of(&self.rules[rule]) == RuleUse::Reports,
                lines,
                matching: OnceCell::new(),
            })
            .filter(|candidate| candidate.rule.looks_at(unit) && candidate.may_find())
            .collect();
        rules.sort_unstable_by_key(|candidate| self.ranks[candidate.rule.index]);
        CandidateRules {
            rules,
            lines: candidates.lines,
            split: candidates.split,
        }
    }
}
