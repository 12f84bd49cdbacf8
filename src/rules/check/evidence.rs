//! The findings of a text as evidence for rules that read it.

use crate::rules::check::contained::by_place;
use crate::rules::check::document_check::DocumentCheck;
use crate::rules::check::document_scope::{DocumentScope, RuleUse};
use crate::rules::detectors::findings::{Evidence, Findings};
use crate::rules::finding::Finding;
use crate::rules::rule_set::RuleSet;
use crate::text::TextAnalysis;

impl RuleSet {
    /// All evidence in a text: what was found, and what enabled rules find that do not report here.
    pub(super) fn all_evidence(
        &self,
        check: &DocumentCheck,
        scope: &DocumentScope,
        mut found: Vec<Finding>,
    ) -> Vec<Evidence> {
        for candidate in &check.candidates.rules {
            let rule = candidate.rule;
            if candidate.reports || !rule.enabled || rule.traits.reads_evidence {
                continue;
            }
            let mut silent = Findings::new(check.analysis.lines.len());
            let context = check.context(candidate);
            self.timings
                .rule_on(rule.index, || rule.detector.detect(&context, &mut silent));
            found.append(&mut silent.all);
        }
        self.evidence(check.analysis, scope, found)
    }

    /// Findings as evidence, without those that larger ones contain.
    pub(super) fn evidence(
        &self,
        analysis: &TextAnalysis,
        scope: &DocumentScope,
        findings: Vec<Finding>,
    ) -> Vec<Evidence> {
        // What is glued to a paragraph says nothing about the line as a whole.
        let counts = |finding: &Finding| {
            let rule = &self.rules[finding.rule];
            let (first, last) = lines_of(analysis, finding);
            let lines = analysis.span(first, last);
            let is_whole = finding.span.start <= lines.start && lines.end <= finding.span.end;
            rule.gives_evidence() && is_whole
        };
        let mut findings = by_place(findings);
        findings.retain(counts);
        self.drop_contained_findings(&mut findings);
        let evidence = |finding: &Finding| {
            let rule = &self.rules[finding.rule];
            let (first, last) = lines_of(analysis, finding);
            Evidence {
                first,
                last,
                category: rule.category,
                is_ignored: scope.use_of(rule) != RuleUse::Reports,
            }
        };
        findings.iter().map(evidence).collect()
    }
}

/// The first and the last line of a finding.
pub(super) fn lines_of(analysis: &TextAnalysis, finding: &Finding) -> (usize, usize) {
    let line_of = |offset| {
        let below = analysis
            .lines
            .partition_point(|line| line.whole.start <= offset);
        below.saturating_sub(1)
    };
    let start = finding.span.start;
    let text = analysis.text[finding.span.clone()].trim_end();
    let last = (start + text.len()).saturating_sub(1);
    (line_of(start), line_of(last.max(start)))
}
