//! What models are fitted on: documents as the models of the rules see them.

use std::sync::Arc;

use crate::rules::check::document_check::DocumentCheck;
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::page::LineExample;
use crate::rules::detectors::story::{Model, Openings};
use crate::rules::detectors::{page, story};
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::spec::rule::Unit;
use crate::text::Document;

impl RuleSet {
    /// The story model of this name, or any without a name, among those of rules that report. Of several, it is
    /// the one of the pack loaded last.
    pub(crate) fn story_model(&self, name: Option<&str>) -> Option<&Arc<Model>> {
        let reporting = self.rules.iter().rev();
        reporting
            .filter(|rule| self.selected[rule.index])
            .filter_map(|rule| story::model_of(rule.detector.as_ref()))
            .find(|model| name.is_none_or(|name| model.name == name))
    }

    /// The lines at which a story model decides whether a story opens, given the first lines of the known stories;
    /// `None` if the document is not for the model.
    pub(crate) fn openings(
        &self,
        document: &Document,
        model: &Model,
        stories: &[usize],
    ) -> Option<Openings> {
        let (analysis, scope) = (self.analyse(&document.text), self.scope(document));
        let check = DocumentCheck::new(self, &analysis, &scope, Unit::Line);
        let mut findings = Findings::new(analysis.lines.len());
        for candidate in check.reporting() {
            let context = check.context(candidate);
            let detector = candidate.rule.detector.as_ref();
            match story::model_of(detector) {
                Some(own) if std::ptr::eq(own.as_ref(), model) => {
                    return story::openings_of(detector, &context, &findings, stories);
                }
                // The stories that other rules of the kind find are what this model is to find.
                Some(_) => {}
                None => detector.detect(&context, &mut findings),
            }
        }
        None
    }

    /// The lines of a document that are not blank, as the model of page boilerplate sees them; none if no rule has
    /// such a model.
    pub fn page_lines(&self, document: &Document) -> Vec<LineExample> {
        let (analysis, scope) = (self.analyse(&document.text), self.scope(document));
        let model_of = |rule: &Rule| page::model_of(rule.detector.as_ref()).cloned();
        let mut findings = self.check_all(&analysis, &scope);
        findings.retain(|finding| model_of(&self.rules[finding.rule]).is_none());
        let evidence = self.evidence(&analysis, &scope, findings);
        let model = self.rules.iter().find_map(model_of);
        model.map_or_else(Vec::new, |model| {
            LineExample::read(&analysis, &evidence, &model)
        })
    }
}
