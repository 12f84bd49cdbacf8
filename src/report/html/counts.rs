//! Exact counts over all documents: by rule, category, severity, fix and source.

use std::collections::BTreeMap;

use crate::report::tally::{OfDocuments, Tally, tally_by};
use crate::rules::finding::Finding;
use crate::rules::{Applicability, Category, RuleSet, Severity};
use crate::text::Document;

/// Sources that are told apart, those met first; memory must not grow with the corpus.
pub const SOURCES: usize = 5_000;
/// What the others are counted under.
pub const OTHER_SOURCES: &str = "(other sources)";

#[derive(Debug, Default)]
pub struct Counts {
    pub total: OfDocuments,
    pub rules: BTreeMap<usize, Tally>,
    pub categories: BTreeMap<Category, Tally>,
    pub severities: BTreeMap<Severity, Tally>,
    pub fixes: BTreeMap<Option<Applicability>, Tally>,
    pub sources: BTreeMap<String, OfDocuments>,
}

impl Counts {
    /// Counts a document and what was found in it.
    pub fn document(&mut self, document: &Document, findings: &[Finding], rules: &RuleSet) {
        let rule = |finding: &Finding| &rules.rules()[finding.rule];
        tally_by(&mut self.rules, findings, |finding| finding.rule);
        tally_by(&mut self.categories, findings, |f| rule(f).category);
        tally_by(&mut self.severities, findings, |f| rule(f).severity);
        tally_by(&mut self.fixes, findings, |finding| {
            finding.fix.as_ref().map(|fix| fix.applicability)
        });
        let of_document = OfDocuments::one(document, findings);
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
