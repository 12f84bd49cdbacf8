//! How the rules treat one document, whatever its text becomes: which rules report, and what the survey says.

use std::cell::Cell;

use crate::rules::conditions::scope::ScopedDocument;
use crate::rules::detectors::model_caches::ModelCaches;
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::survey::SurveyView;
use crate::text::Document;

/// What a rule does in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleUse {
    /// Nothing: the rule is not for the document.
    Off,
    /// It only marks lines for other rules.
    MarksOnly,
    Reports,
}

/// How the rules treat one document.
pub(crate) struct DocumentScope<'d> {
    rules: &'d RuleSet,
    document: ScopedDocument<'d>,
    /// The names of the rules, categories and packs that do not report on its path.
    ignored: Vec<&'d str>,
    /// By index of a rule, its use here, once it is known.
    uses: Vec<Cell<Option<RuleUse>>>,
    /// Whether all enabled rules report, also those that the user did not select.
    pub(super) all_report: bool,
    /// What the survey says about the source of the document, if there is a survey.
    pub(super) view: Option<SurveyView<'d>>,
    pub(super) caches: ModelCaches,
}

impl<'d> DocumentScope<'d> {
    pub(super) fn new(rules: &'d RuleSet, document: &'d Document) -> Self {
        let survey = rules.survey.as_ref();
        let view = survey.map(|survey| SurveyView::new(survey, document));
        let document = ScopedDocument::new(document);
        let ignores = rules.path_ignores.iter();
        let ignored = ignores
            .filter(|(paths, _)| paths.is_match(document.path()))
            .flat_map(|(_, names)| names.iter().map(String::as_str));
        Self {
            ignored: ignored.collect(),
            all_report: false,
            uses: vec![Cell::new(None); rules.rules.len()],
            view,
            rules,
            document,
            caches: ModelCaches::default(),
        }
    }

    /// The same, with all enabled rules reporting.
    pub(super) fn with_all_rules(self) -> Self {
        Self {
            all_report: true,
            ..self
        }
    }

    /// What a rule does in the document.
    pub(super) fn use_of(&self, rule: &Rule) -> RuleUse {
        let cell = &self.uses[rule.index];
        let known = cell.get().unwrap_or_else(|| self.find_use(rule));
        cell.set(Some(known));
        known
    }

    fn find_use(&self, rule: &Rule) -> RuleUse {
        let is_ignored = || self.ignored.iter().any(|name| rule.is_named(name));
        let is_for_it = || rule.when.iter().all(|when| when.holds(&self.document));
        if self.rules.scopes_count && !is_for_it() {
            RuleUse::Off
        } else if self.all_report && rule.enabled {
            RuleUse::Reports
        } else if !self.rules.selected[rule.index] || is_ignored() {
            RuleUse::MarksOnly
        } else {
            RuleUse::Reports
        }
    }

    /// Whether there is nothing to check: no text, and no file in another encoding than UTF-8.
    pub(super) fn is_empty(&self, text: &str) -> bool {
        text.is_empty() && self.document.document.encoding.is_none()
    }
}
