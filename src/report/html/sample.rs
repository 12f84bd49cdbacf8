//! Which documents the page shows: all documents with findings if they fit, otherwise the first few of every rule.
//!
//! Documents are ordered by a hash of their names. Each rule takes its first documents in that order; how many is
//! the largest number that fitted during the whole run. So every rule has examples, the choice does not depend on
//! threads, and no text is held that is not shown: a document that is not among the first ones of its rules now
//! will not be later.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::rules::finding::Finding;
use crate::text::Document;

/// The limits of the sample.
#[derive(Debug, Clone, Copy)]
pub struct SampleLimits {
    /// Documents.
    pub documents: usize,
    /// Bytes of texts and of messages.
    pub bytes: usize,
    /// Bytes of one document. A longer one is counted but not shown.
    pub document: usize,
}

impl Default for SampleLimits {
    fn default() -> Self {
        Self {
            documents: 2_000,
            bytes: 20 << 20,
            document: 1 << 20,
        }
    }
}

/// The estimated size of a finding in bytes, without its message.
const FINDING_BYTES: usize = 100;

/// The position of a document in the sample: the hash of its name, then its number in the input.
type SampleKey = (u64, usize);

/// A document of the sample.
#[derive(Debug)]
pub struct SampledDocument {
    /// The document.
    pub document: Document,
    /// Its findings.
    pub findings: Vec<Finding>,
    bytes: usize,
}

/// The sample of the documents with findings.
#[derive(Debug)]
pub struct ReportSample {
    /// The limits that the sample keeps.
    pub limits: SampleLimits,
    /// How many documents each rule takes.
    pub per_rule: usize,
    /// If one document for each rule is too much, only documents before this one are taken.
    pub before: Option<SampleKey>,
    /// Documents with findings that were too long to show.
    pub too_long: usize,
    offered: usize,
    bytes: usize,
    kept: BTreeMap<SampleKey, SampledDocument>,
    firsts: BTreeMap<usize, BTreeSet<SampleKey>>,
}

impl Default for ReportSample {
    fn default() -> Self {
        Self::new(SampleLimits::default())
    }
}

impl ReportSample {
    fn new(limits: SampleLimits) -> Self {
        Self {
            limits,
            per_rule: usize::MAX,
            before: None,
            too_long: 0,
            offered: 0,
            bytes: 0,
            kept: BTreeMap::new(),
            firsts: BTreeMap::new(),
        }
    }

    /// Takes a document if it is among the first ones of at least one of its rules.
    pub fn offer(&mut self, document: &Document, findings: &[Finding]) {
        self.offered += 1;
        let bytes_of_findings = findings
            .iter()
            .map(|finding| FINDING_BYTES + finding.full_message().len());
        let bytes = document.text.len() + bytes_of_findings.sum::<usize>();
        if bytes > self.limits.document && !findings.is_empty() {
            self.too_long += 1;
            return;
        }
        let key = (hash(document), self.offered);
        if self.before.is_some_and(|before| key >= before) {
            return;
        }
        let mut is_taken = false;
        for rule in findings.iter().map(|finding| finding.rule) {
            let firsts = self.firsts.entry(rule).or_default();
            is_taken |= firsts.len() < self.per_rule || firsts.last() > Some(&key);
        }
        if !is_taken {
            return;
        }
        for rule in findings.iter().map(|finding| finding.rule) {
            self.firsts.entry(rule).or_default().insert(key);
        }
        let kept = SampledDocument {
            document: document.clone(),
            findings: findings.to_vec(),
            bytes,
        };
        self.bytes += bytes;
        self.kept.insert(key, kept);
        self.keep_firsts();
        if !self.fits(self.kept.len(), self.bytes) {
            self.tighten();
            self.keep_firsts();
        }
    }

    fn fits(&self, documents: usize, bytes: usize) -> bool {
        documents <= self.limits.documents && bytes <= self.limits.bytes
    }

    /// Drops the documents that are no longer among the first ones of any rule.
    fn keep_firsts(&mut self) {
        let mut dropped = BTreeSet::new();
        for firsts in self.firsts.values_mut() {
            if let Some(before) = &self.before {
                dropped.append(&mut firsts.split_off(before));
            }
            while firsts.len() > self.per_rule {
                dropped.extend(firsts.pop_last());
            }
        }
        dropped.retain(|key| !self.firsts.values().any(|firsts| firsts.contains(key)));
        for key in dropped {
            if let Some(kept) = self.kept.remove(&key) {
                self.bytes -= kept.bytes;
            }
        }
    }

    /// Lowers the number of documents for each rule to the largest that fits.
    fn tighten(&mut self) {
        let mut ranks: BTreeMap<SampleKey, usize> = BTreeMap::new();
        for firsts in self.firsts.values() {
            for (rank, key) in firsts.iter().enumerate() {
                let least = ranks.entry(*key).or_insert(rank);
                *least = rank.min(*least);
            }
        }
        let mut by_rank: Vec<(usize, SampleKey)> =
            ranks.into_iter().map(|(key, rank)| (rank, key)).collect();
        by_rank.sort_unstable();
        let (mut documents, mut bytes) = (0, 0);
        for (rank, key) in by_rank {
            documents += 1;
            bytes += self.kept[&key].bytes;
            if !self.fits(documents, bytes) {
                self.per_rule = rank.max(1);
                self.before = (rank == 0).then_some(key).or(self.before);
                return;
            }
        }
    }

    /// The documents of the sample, in the order of the input.
    pub fn in_order(&self) -> Vec<&SampledDocument> {
        let mut kept: Vec<_> = self.kept.iter().collect();
        kept.sort_by_key(|((_, place), _)| *place);
        kept.into_iter().map(|(_, kept)| kept).collect()
    }
}

fn hash(document: &Document) -> u64 {
    let id = document.id.as_deref().unwrap_or_default();
    xxh3_64(format!("{}\0{id}", document.display_name()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: SampleLimits = SampleLimits {
        documents: 40,
        bytes: 1 << 20,
        document: 5_000,
    };

    fn document(n: usize, text: &str) -> Document {
        Document {
            path: format!("{n}.txt"),
            ..Document::new(text)
        }
    }

    fn findings(rules: &[usize]) -> Vec<Finding> {
        let finding = |&rule: &usize| Finding {
            rule,
            span: 0..1,
            message: String::new(),
            fix: None,
            withheld: None,
        };
        rules.iter().map(finding).collect()
    }

    /// The sample of documents, each given by its rules, and the names of the documents in it.
    fn sampled(limits: SampleLimits, documents: &[Vec<usize>]) -> (ReportSample, BTreeSet<String>) {
        let mut sample = ReportSample::new(limits);
        for (n, rules) in documents.iter().enumerate() {
            sample.offer(&document(n, "text"), &findings(rules));
            assert!(sample.fits(sample.kept.len(), sample.bytes));
        }
        let bytes: usize = sample.kept.values().map(|kept| kept.bytes).sum();
        assert_eq!(sample.bytes, bytes);
        let names = sample
            .in_order()
            .iter()
            .map(|k| k.document.path.clone())
            .collect();
        (sample, names)
    }

    /// The documents that the definition of the sample gives, computed directly.
    fn expected(per_rule: usize, documents: &[Vec<usize>]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for rule in 0..100 {
            let mut of_rule: Vec<_> = (0..documents.len())
                .filter(|&n| documents[n].contains(&rule))
                .map(|n| (hash(&document(n, "text")), format!("{n}.txt")))
                .collect();
            of_rule.sort();
            names.extend(of_rule.into_iter().take(per_rule).map(|(_, name)| name));
        }
        names
    }

    #[test]
    fn all_are_shown_while_they_fit() {
        let documents: Vec<_> = (0..60)
            .map(|n| if n % 2 == 0 { vec![n % 7] } else { vec![] })
            .collect();
        let (sample, names) = sampled(LIMITS, &documents);
        assert_eq!((names.len(), sample.per_rule), (30, usize::MAX));
    }

    #[test]
    fn each_rule_keeps_its_first_documents_by_hash() {
        // Rule 0 is in every document, the others are rare, and the last one is in one document.
        let documents: Vec<_> = (0..3000)
            .map(|n| match n {
                2999 => vec![0, 9],
                n if n % 100 == 0 => vec![0, 1 + n / 100 % 5],
                _ => vec![0],
            })
            .collect();
        let (sample, names) = sampled(LIMITS, &documents);
        assert!((2..40).contains(&sample.per_rule), "{}", sample.per_rule);
        assert_eq!(names, expected(sample.per_rule, &documents));
        assert!(names.contains("2999.txt"));
    }

    #[test]
    fn more_rules_than_documents_are_cut_at_a_hash() {
        let documents: Vec<_> = (0..500).map(|n| vec![n % 90]).collect();
        let (sample, names) = sampled(LIMITS, &documents);
        assert_eq!(sample.per_rule, 1);
        let (before, _) = sample.before.unwrap();
        let expected: BTreeSet<_> = expected(1, &documents)
            .into_iter()
            .filter(|name| {
                let n = name.trim_end_matches(".txt").parse().unwrap();
                hash(&document(n, "text")) < before
            })
            .collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn bytes_are_limited_and_a_long_document_is_only_counted() {
        let mut sample = ReportSample::new(SampleLimits {
            bytes: 20_000,
            ..LIMITS
        });
        for n in 0..30 {
            sample.offer(&document(n, &"x".repeat(1900)), &findings(&[0]));
        }
        sample.offer(&document(30, &"x".repeat(6000)), &findings(&[1]));
        assert_eq!(
            (sample.in_order().len(), sample.per_rule, sample.too_long),
            (10, 10, 1)
        );
    }
}
