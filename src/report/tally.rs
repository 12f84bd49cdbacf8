//! Exact counts of findings: how many, in how many documents, over how many bytes.

use std::collections::BTreeMap;
use std::ops::{AddAssign, Range};

use serde::Serialize;

use crate::rules::finding::Finding;
use crate::text::Document;

/// How much was found of one kind, such as one rule.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FindingTally {
    /// Findings.
    pub findings: u64,
    /// Documents with at least one of these findings.
    pub documents: u64,
    /// Bytes that these findings cover. Bytes that several findings cover count once.
    pub bytes: u64,
}

/// All documents of one kind, and what was found in them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DocumentTally {
    /// Documents, with and without findings.
    pub all_documents: u64,
    /// Bytes of their texts.
    pub all_bytes: u64,
    /// What was found in them.
    #[serde(flatten)]
    pub found: FindingTally,
}

impl FindingTally {
    /// What was found in one document, from the spans of its findings.
    fn of(spans: Vec<Range<usize>>) -> Self {
        Self {
            findings: spans.len() as u64,
            documents: u64::from(!spans.is_empty()),
            bytes: covered(spans) as u64,
        }
    }
}

impl DocumentTally {
    /// The tally of one document.
    pub fn one(document: &Document, findings: &[Finding]) -> Self {
        let spans = findings.iter().map(|finding| finding.span.clone());
        Self {
            all_documents: 1,
            all_bytes: document.text.len() as u64,
            found: FindingTally::of(spans.collect()),
        }
    }
}

impl AddAssign for FindingTally {
    fn add_assign(&mut self, other: Self) {
        self.findings += other.findings;
        self.documents += other.documents;
        self.bytes += other.bytes;
    }
}

impl AddAssign for DocumentTally {
    fn add_assign(&mut self, other: Self) {
        self.all_documents += other.all_documents;
        self.all_bytes += other.all_bytes;
        self.found += other.found;
    }
}

/// Adds the findings of one document to tallies, grouped by a key.
pub fn add_by_key<K: Ord>(
    tallies: &mut BTreeMap<K, FindingTally>,
    findings: &[Finding],
    key: impl Fn(&Finding) -> K,
) {
    let mut spans: BTreeMap<K, Vec<Range<usize>>> = BTreeMap::new();
    for finding in findings {
        let of_key = spans.entry(key(finding)).or_default();
        of_key.push(finding.span.clone());
    }
    for (key, spans) in spans {
        *tallies.entry(key).or_default() += FindingTally::of(spans);
    }
}

/// The number of bytes that the spans cover.
fn covered(mut spans: Vec<Range<usize>>) -> usize {
    spans.sort_by_key(|span| span.start);
    let (mut bytes, mut end) = (0, 0);
    for span in spans {
        bytes += span.end.saturating_sub(span.start.max(end));
        end = end.max(span.end);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_findings_cover_counts_once() {
        assert_eq!(covered(vec![5..9, 0..3, 2..6, 4..5, 9..9]), 9);
        assert_eq!(covered(vec![0..4, 2..6, 10..12, 10..11]), 8);
        assert_eq!(covered(vec![]), 0);
    }
}
