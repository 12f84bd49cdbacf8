//! One check of a text: the candidate lines of each rule that meet its conditions, and the landmarks.

use std::ops::Range;

use crate::rules::check::candidates::{CandidateRule, CandidateRules};
use crate::rules::check::document_scope::DocumentScope;
use crate::rules::conditions::landmarks::Landmarks;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::model_caches::ModelCaches;
use crate::rules::rule_set::RuleSet;
use crate::rules::spec::rule::Unit;
use crate::rules::survey::SurveyedLines;
use crate::text::{TextAnalysis, fenced};

/// What the detectors of all rules see of a text.
pub(super) struct DocumentCheck<'p> {
    pub analysis: &'p TextAnalysis<'p>,
    pub surveyed: Option<SurveyedLines<'p>>,
    caches: &'p ModelCaches,
    landmarks: Landmarks,
    pub candidates: CandidateRules<'p>,
    /// The blocks of code that the text shows, in bytes. No rule looks inside.
    fences: Vec<Range<usize>>,
}

impl<'p> DocumentCheck<'p> {
    pub fn new(
        rules: &'p RuleSet,
        analysis: &'p TextAnalysis<'p>,
        scope: &'p DocumentScope,
        unit: Unit,
    ) -> Self {
        let view = scope.view.as_ref();
        let mut check = Self {
            surveyed: view.map(|view| SurveyedLines::new(view, analysis)),
            landmarks: Landmarks::new(analysis.lines.len()),
            caches: &scope.caches,
            candidates: rules.candidates(analysis, scope, unit),
            fences: fenced(analysis.text),
            analysis,
        };
        // Rules whose conditions depend on landmarks mark none themselves.
        for is_late in [false, true] {
            for n in 0..check.candidates.rules.len() {
                let rule = check.candidates.rules[n].rule;
                if rule.uses_landmarks() == is_late {
                    rules.timings.rule(rule.index, || {
                        check.narrow(n);
                        if !is_late {
                            check.mark(n);
                        }
                    });
                }
            }
        }
        check.candidates.rules.retain(CandidateRule::may_find);
        check
    }

    /// Whether a line is in a block of code that the text shows.
    fn is_fenced(&self, line: usize) -> bool {
        let start = self.analysis.lines[line].whole.start;
        let fence = self.fences.partition_point(|fence| fence.end <= start);
        self.fences
            .get(fence)
            .is_some_and(|fence| fence.start <= start)
    }

    /// Keeps the candidate lines of a rule that meet its conditions.
    fn narrow(&mut self, n: usize) {
        let CandidateRule { rule, lines, .. } = &self.candidates.rules[n];
        let (rule, lines) = (*rule, lines.clone());
        let shape = rule.traits.first_line.as_ref();
        let is_allowed = |line: usize| {
            // A line that is blank for others may have text for a rule that folds less.
            !self.analysis.range_as(rule.fold(), line).is_empty()
                && shape.is_none_or(|shape| shape.fits(self.analysis, line))
                && rule.conditions.allows(self.analysis, &self.landmarks, line)
                && !self.is_fenced(line)
        };
        let of_rule = self.candidates.lines[lines.clone()].iter().copied();
        let kept: Vec<usize> = of_rule.filter(|&line| is_allowed(line)).collect();
        let end = lines.start + kept.len();
        self.candidates.lines[lines.start..end].copy_from_slice(&kept);
        self.candidates.rules[n].lines.end = end;
    }

    /// Marks the lines of a rule that are landmarks for others.
    fn mark(&mut self, n: usize) {
        let candidate = &self.candidates.rules[n];
        if candidate.rule.traits.marks_lines {
            let category = candidate.rule.category;
            for line in self.context(candidate).matching_lines().to_vec() {
                self.landmarks.mark(line, category);
            }
        }
    }

    /// The rules that report.
    pub fn reporting(&self) -> impl Iterator<Item = &CandidateRule<'p>> {
        let rules = self.candidates.rules.iter();
        rules.filter(|candidate| candidate.reports)
    }

    /// What the detector of a rule sees.
    pub fn context<'c>(&'c self, candidate: &'c CandidateRule) -> Context<'c> {
        Context {
            analysis: self.analysis,
            rule: candidate.rule.parts(),
            candidates: &self.candidates.lines[candidate.lines.clone()],
            matching: &candidate.matching,
            landmarks: &self.landmarks,
            caches: self.caches,
            surveyed: self.surveyed.as_ref(),
        }
    }
}
