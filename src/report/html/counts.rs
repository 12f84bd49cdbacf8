//! Exact counts over all documents: by rule, category, severity, fix and source.

use std::collections::BTreeMap;

use crate::report::tally::{DocumentTally, FindingTally, add_by_key};
use crate::rules::finding::Finding;
use crate::rules::{Applicability, Category, RuleSet, Severity};
use crate::text::Document;

/// How many sources are counted separately: the first ones of the run. Memory must not grow with the corpus.
pub const SOURCES: usize = 5_000;
/// The name that all other sources are counted under.
pub const OTHER_SOURCES: &str = "(other sources)";

/// The counts of a run.
#[derive(Debug, Default)]
pub struct RunCounts {
    /// All documents.
    pub total: DocumentTally,
    /// By the index of the rule.
    pub rules: BTreeMap<usize, FindingTally>,
    /// By category.
    pub categories: BTreeMap<Category, FindingTally>,
    /// By severity.
    pub severities: BTreeMap<Severity, FindingTally>,
    /// By the applicability of the fix; `None` for findings without a fix.
    pub fixes: BTreeMap<Option<Applicability>, FindingTally>,
    /// By source.
    pub sources: BTreeMap<String, DocumentTally>,
}

impl RunCounts {
    /// Counts a document and its findings.
    pub fn document(&mut self, document: &Document, findings: &[Finding], rules: &RuleSet) {
        let rule = |finding: &Finding| &rules.rules()[finding.rule];
        add_by_key(&mut self.rules, findings, |finding| finding.rule);
        add_by_key(&mut self.categories, findings, |f| rule(f).category);
        add_by_key(&mut self.severities, findings, |f| rule(f).severity);
        add_by_key(&mut self.fixes, findings, |finding| {
            finding.fix.as_ref().map(|fix| fix.applicability)
        });
        let of_document = DocumentTally::one(document, findings);
        self.total += of_document;
        let source = self.source(document);
        *self.sources.entry(source).or_default() += of_document;
    }

    /// The name that the source of a document is counted under.
    pub fn source(&self, document: &Document) -> String {
        let name = document.source_name();
        match self.sources.len() < SOURCES || self.sources.contains_key(&*name) {
            true => name.into_owned(),
            false => OTHER_SOURCES.to_owned(),
        }
    }
}
