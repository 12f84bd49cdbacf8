//! Exact counts over all documents: by rule, category, severity, fix and source.

use std::collections::BTreeMap;

use crate::report::tally::{DocumentTally, FindingTally, add_by_key};
use crate::rules::finding::Finding;
use crate::rules::{Applicability, Category, RuleSet, Severity};
use crate::text::Document;

/// Sources that are told apart, those met first; memory must not grow with the corpus.
pub const SOURCES: usize = 5_000;
/// What the others are counted under.
pub const OTHER_SOURCES: &str = "(other sources)";

#[derive(Debug, Default)]
pub struct RunCounts {
    pub total: DocumentTally,
    pub rules: BTreeMap<usize, FindingTally>,
    pub categories: BTreeMap<Category, FindingTally>,
    pub severities: BTreeMap<Severity, FindingTally>,
    pub fixes: BTreeMap<Option<Applicability>, FindingTally>,
    pub sources: BTreeMap<String, DocumentTally>,
}

impl RunCounts {
    /// Counts a document and what was found in it.
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
