//! Landmarks: the lines of a document that rules mark for the conditions of other rules.

use crate::rules::catalog::Category;

/// The landmarks of a document: by line, the category of the rule that marks it.
#[derive(Debug, Default)]
pub(crate) struct Landmarks(Vec<Option<Category>>);

impl Landmarks {
    /// None yet, in a document of this many lines.
    pub fn new(lines: usize) -> Self {
        Self(vec![None; lines])
    }

    /// Marks a line, unless another rule did so before.
    pub fn mark(&mut self, line: usize, category: Category) {
        self.0[line].get_or_insert(category);
    }

    /// The category of the rule that marks this line, if any.
    pub fn get(&self, line: usize) -> Option<Category> {
        self.0.get(line).copied().flatten()
    }
}
