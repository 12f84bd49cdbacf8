//! What other rules found in a document: how much it shows that the document is a page, and which lines it
//! marks.

use std::collections::BTreeSet;

use crate::rules::Category;
use crate::rules::detectors::findings::Evidence;
use crate::rules::detectors::page::sources::Sources;

/// The findings of other rules by line, among the lines that are not blank.
#[derive(Debug)]
pub struct LineMarks {
    /// Whether a rule found boilerplate in the line.
    pub boilerplate: Vec<bool>,
    /// Whether a rule found metadata of the article in the line.
    pub metadata: Vec<bool>,
}

impl LineMarks {
    /// Assigns findings to lines, which are given by their indices in the text.
    pub fn new(evidence: &[Evidence], sources: &Sources, lines: &[usize]) -> Self {
        let mut marks = Self {
            boilerplate: vec![false; lines.len()],
            metadata: vec![false; lines.len()],
        };
        for found in evidence {
            let first = lines.partition_point(|&line| line < found.first);
            let end = lines.partition_point(|&line| line <= found.last);
            let marked = match found.category {
                category if sources.metadata.contains(&category) => &mut marks.metadata,
                category if sources.says_nothing(category) => continue,
                _ => &mut marks.boilerplate,
            };
            marked[first..end].fill(true);
        }
        marks
    }
}

/// How strongly the findings of other rules show that a document is a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceWeight {
    /// How many findings there are.
    pub findings: usize,
    /// Of how many categories they are.
    pub categories: usize,
}

impl EvidenceWeight {
    /// Counts several findings of one category in one place as one.
    pub fn new(evidence: &[Evidence], sources: &Sources) -> Self {
        let found: BTreeSet<(usize, Category)> = evidence
            .iter()
            .filter(|found| sources.is_evidence(found.category))
            .map(|found| (found.first, found.category))
            .collect();
        let categories: BTreeSet<Category> = found.iter().map(|&(_, category)| category).collect();
        Self {
            findings: found.len(),
            categories: categories.len(),
        }
    }
}
