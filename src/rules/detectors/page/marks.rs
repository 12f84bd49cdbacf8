//! What other rules found in a document: the evidence that it is a page, and marks on its lines.

use std::collections::BTreeSet;

use crate::rules::Category;
use crate::rules::detectors::Evidence;
use crate::rules::detectors::page::model::Sources;

/// Marks on the lines that are not blank.
#[derive(Debug)]
pub struct Marks {
    /// Whether a rule found residue there.
    pub residue: Vec<bool>,
    /// Whether a rule found metadata of the article there.
    pub metadata: Vec<bool>,
}

impl Marks {
    /// Puts findings to lines, given by their indices in the text.
    pub fn new(evidence: &[Evidence], sources: &Sources, lines: &[usize]) -> Self {
        let mut marks = Self {
            residue: vec![false; lines.len()],
            metadata: vec![false; lines.len()],
        };
        for found in evidence {
            let first = lines.partition_point(|&line| line < found.first);
            let end = lines.partition_point(|&line| line <= found.last);
            let marked = match found.category {
                category if sources.metadata.contains(&category) => &mut marks.metadata,
                category if sources.says_nothing(category) => continue,
                _ => &mut marks.residue,
            };
            marked[first..end].fill(true);
        }
        marks
    }
}

/// How much says that a document is a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    pub findings: usize,
    pub categories: usize,
}

impl Weight {
    /// Counts findings of one category in one place once.
    pub fn new(evidence: &[Evidence], sources: &Sources) -> Self {
        let told: BTreeSet<(usize, Category)> = evidence
            .iter()
            .filter(|found| sources.is_evidence(found.category))
            .map(|found| (found.first, found.category))
            .collect();
        let categories: BTreeSet<Category> = told.iter().map(|&(_, category)| category).collect();
        Self {
            findings: told.len(),
            categories: categories.len(),
        }
    }
}
