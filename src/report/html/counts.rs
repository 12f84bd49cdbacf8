//! Exact counts over all documents: by rule, category, severity, fix and source.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::document::Document;
use crate::finding::Finding;
use crate::rule::{Applicability, Category, RuleSet, Severity};

/// Sources that are told apart, those met first; memory must not grow with the corpus.
pub const SOURCES: usize = 5_000;
/// What the others are counted under.
pub const OTHER_SOURCES: &str = "(other sources)";

/// How much was found of one sort.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub findings: usize,
    /// Documents that it was found in.
    pub documents: usize,
    /// Bytes that such findings cover; what several cover counts once.
    pub bytes: usize,
}

/// A source, all of its documents and what was found in them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OfSource {
    pub all_documents: usize,
    pub all_bytes: usize,
    #[serde(flatten)]
    pub found: Tally,
}

#[derive(Debug, Default)]
pub struct Counts {
    pub total: OfSource,
    pub rules: BTreeMap<usize, Tally>,
    pub categories: BTreeMap<Category, Tally>,
    pub severities: BTreeMap<Severity, Tally>,
    pub fixes: BTreeMap<Option<Applicability>, Tally>,
    pub sources: BTreeMap<String, OfSource>,
}

impl Counts {
    /// Counts a document and what was found in it.
    pub fn document(&mut self, document: &Document, findings: &[Finding], rules: &RuleSet) {
        let rule = |finding: &Finding| &rules.rules()[finding.rule];
        tally(&mut self.rules, findings, |finding| finding.rule);
        tally(&mut self.categories, findings, |f| rule(f).category);
        tally(&mut self.severities, findings, |f| rule(f).severity);
        tally(&mut self.fixes, findings, |finding| {
            finding.fix.as_ref().map(|fix| fix.applicability)
        });
        let mut found = BTreeMap::new();
        tally(&mut found, findings, |_| ());
        let of_document = OfSource {
            all_documents: 1,
            all_bytes: document.text.len(),
            found: found.remove(&()).unwrap_or_default(),
        };
        self.total.add(&of_document);
        let source = self.source(document);
        self.sources.entry(source).or_default().add(&of_document);
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

/// Counts the findings of one document by a key.
fn tally<K: Ord>(
    tallies: &mut BTreeMap<K, Tally>,
    findings: &[Finding],
    key: impl Fn(&Finding) -> K,
) {
    let mut spans: BTreeMap<K, Vec<Range<usize>>> = BTreeMap::new();
    for finding in findings {
        spans
            .entry(key(finding))
            .or_default()
            .push(finding.span.clone());
    }
    for (key, spans) in spans {
        tallies.entry(key).or_default().add(&Tally {
            findings: spans.len(),
            documents: 1,
            bytes: covered(spans),
        });
    }
}

/// The bytes that spans cover.
fn covered(mut spans: Vec<Range<usize>>) -> usize {
    spans.sort_by_key(|span| span.start);
    let (mut bytes, mut to) = (0, 0);
    for span in spans {
        bytes += span.end.saturating_sub(span.start.max(to));
        to = to.max(span.end);
    }
    bytes
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.findings += other.findings;
        self.documents += other.documents;
        self.bytes += other.bytes;
    }
}

impl OfSource {
    fn add(&mut self, other: &Self) {
        self.all_documents += other.all_documents;
        self.all_bytes += other.all_bytes;
        self.found.add(&other.found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_findings_cover_counts_once() {
        assert_eq!(covered(vec![5..9, 0..3, 2..6, 4..5, 9..9]), 9);
        assert_eq!(covered(vec![]), 0);
    }
}
