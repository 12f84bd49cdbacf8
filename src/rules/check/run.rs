//! Runs the rules on a document.

use std::ops::Range;

use crate::rules::catalog::Applicability;
use crate::rules::check::contained::by_place;
use crate::rules::check::corroborate::corroborate;
use crate::rules::check::document_check::DocumentCheck;
use crate::rules::check::document_scope::{DocumentScope, RuleUse};
use crate::rules::detectors::detector::Traits;
use crate::rules::detectors::findings::Findings;
use crate::rules::finding::Finding;
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::spec::rule::Unit;
use crate::rules::timings::Phase;
use crate::text::{CharDfa, Document, EarlierAnalysis, TextAnalysis};

impl RuleSet {
    /// Checks a document: its findings, by place, without those that larger ones contain.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        let analysis = self.analyse(&document.text);
        let mut findings = self.check_all(&analysis, &self.scope(document));
        self.drop_contained_findings(&mut findings);
        findings
    }

    /// All findings in a document, including those inside larger ones: for the test of the prefilter.
    #[doc(hidden)]
    pub fn all_findings(&self, document: &Document) -> Vec<Finding> {
        let analysis = self.analyse(&document.text);
        self.check_all(&analysis, &self.scope(document))
    }

    /// Analyses a text for these rules.
    pub(crate) fn analyse<'t>(&'t self, text: &'t str) -> TextAnalysis<'t> {
        self.analyse_again(text, &EarlierAnalysis::default())
    }

    /// Analyses a text for these rules, given their analysis of the text before it was changed.
    pub(crate) fn analyse_again<'t>(
        &'t self,
        text: &'t str,
        earlier: &EarlierAnalysis,
    ) -> TextAnalysis<'t> {
        let dfa = match text.is_empty() {
            // So a run without any text never builds the prefilter.
            true => CharDfa::nothing(),
            false => self.prefilter().dfa(),
        };
        (self.timings).phase(Phase::Fold, || TextAnalysis::with_dfa(text, dfa, earlier))
    }

    /// The rule whose fix writes the file of a document in UTF-8, if there is one.
    pub fn transcodes(&self, document: &Document) -> Option<&Rule> {
        let scope = self.scope(document);
        self.rules.iter().find(|rule| {
            rule.traits.writes_utf8
                && rule.applicability >= Some(Applicability::Unsafe)
                && scope.use_of(rule) == RuleUse::Reports
        })
    }

    /// How the rules treat a document, whatever its text becomes.
    pub(crate) fn scope<'d>(&'d self, document: &'d Document) -> DocumentScope<'d> {
        DocumentScope::new(self, document)
    }

    /// All findings of a text by place, with those that larger ones contain.
    pub(crate) fn check_all(&self, analysis: &TextAnalysis, scope: &DocumentScope) -> Vec<Finding> {
        let check = DocumentCheck::new(self, analysis, scope, Unit::Line);
        let mut findings = self.detect(&check, scope, |_| true);
        if !check.candidates.split.is_empty() {
            let segmented = analysis.segmented(&check.candidates.split);
            let check = DocumentCheck::new(self, &segmented, scope, Unit::Segment);
            findings.append(&mut self.detect(&check, scope, |_| true));
        }
        self.put_off(&mut findings);
        by_place(findings)
    }

    /// What some of the rules find in whole lines. `chosen` decides which rules are asked.
    pub(super) fn check_lines(
        &self,
        analysis: &TextAnalysis,
        scope: &DocumentScope,
        chosen: impl Fn(&Rule) -> bool,
    ) -> Vec<Finding> {
        let check = DocumentCheck::new(self, analysis, scope, Unit::Line);
        self.detect(&check, scope, chosen)
    }

    /// Drops the findings of models on lines with code. The models read such a line again when the code is gone.
    fn put_off(&self, findings: &mut Vec<Finding>) {
        let has = |finding: &Finding, is: fn(&Traits) -> bool| is(&self.rules[finding.rule].traits);
        let code = findings
            .iter()
            .filter(|finding| has(finding, |traits| traits.gives_no_evidence));
        let code: Vec<_> = code.map(|finding| finding.span.clone()).collect();
        if code.is_empty() {
            return;
        }
        let holds = |outer: &Range<usize>| {
            let inside = |inner: &Range<usize>| {
                outer.start <= inner.start && inner.end <= outer.end && inner != outer
            };
            code.iter().any(inside)
        };
        findings.retain(|finding| {
            !(has(finding, |traits| traits.reads_evidence) && holds(&finding.span))
        });
    }

    /// What the chosen rules of a check find, rule by rule.
    fn detect(
        &self,
        check: &DocumentCheck,
        scope: &DocumentScope,
        chosen: impl Fn(&Rule) -> bool,
    ) -> Vec<Finding> {
        let mut findings = Findings::new(check.analysis.lines.len());
        for candidate in check.reporting().filter(|one| chosen(one.rule)) {
            let rule = candidate.rule;
            if rule.traits.reads_evidence && findings.evidence.is_none() {
                let found = findings.all.clone();
                findings.evidence = Some(self.all_evidence(check, scope, found));
            }
            let before = findings.all.len();
            let context = check.context(candidate);
            self.timings
                .rule_on(rule.index, || rule.detector.detect(&context, &mut findings));
            if !rule.findings.contains(&(findings.all.len() - before)) {
                findings.all.truncate(before);
            }
            scope.judge_by_habit(rule, check.analysis, &mut findings.all, before);
            corroborate(rule, check, &mut findings.all[before..]);
        }
        findings.all
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{Pack, RuleSet};
    use crate::text::Document;

    /// How many findings the rule of a pack makes.
    fn findings(rule: &str, text: &str) -> usize {
        let rule = format!(
            "[pack]\nname = \"own\"\nabout = \"a\"\nversion = \"1\"\n[[rule]]\nid = \"own\"\nkind = \"line\"\ncategory = \"separator\"\nsummary = \"s\"\nwhy = \"w\"\n{rule}\n[[rule.test]]\nflag = [\"⟦x⟧\"]\nclean = [\"y\"]"
        );
        let pack = Pack::parse("own.toml", &rule, &[]).unwrap();
        let rules = RuleSet::new([pack]).unwrap();
        rules.check(&Document::new(text)).len()
    }

    #[test]
    fn a_rule_that_lets_more_count_sees_lines_that_are_blank_to_others() {
        let text = "one\nـــــ\n\ntwo\n";
        let rule = "fold = \"none\"\nphrases = [\"ـــــ\", \"the other\"]";
        assert_eq!(findings(rule, text), 1);
        assert_eq!(findings("fold = \"none\"\npatterns = ['ـ+']", text), 1);
        assert_eq!(findings("phrases = [\"one\"]", text), 1);
    }

    #[test]
    fn literals_are_looked_for_where_they_can_stand() {
        let found = [
            ("phrases = [\"Read also\"]", "« READ ALSO »"),
            ("openings = [\"لا\"]", "- لا تعليق"),
            (
                "patterns = ['\\W*(?:read|see) also.*']",
                "*** see also this",
            ),
            ("patterns = ['(?:ab|cd){2}x?']", "abcdx"),
            ("patterns = ['[0-9]+ (?:新|旧)']", "12 旧"),
            ("patterns = ['(?i)Share this']", "SHARE THIS"),
            ("fold = \"case\"\nphrases = [\"École\"]", "ÉCOLE"),
            ("fold = \"none\"\npatterns = ['É.*']", "École"),
        ];
        for (rule, text) in found {
            assert_eq!(
                findings(rule, &format!("a line\n{text}\nanother")),
                1,
                "{rule}"
            );
        }
    }
}
