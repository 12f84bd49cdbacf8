//! What the findings of other rules mean to the page model, by category.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::Category;

/// What the findings of other rules say, by their categories.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sources {
    /// Lines with such findings are metadata of the article: they are never removed.
    pub metadata: Vec<Category>,
    /// Such findings say nothing about their lines.
    pub not_residue: Vec<Category>,
    /// Lines with such findings are boilerplate, but do not show that the document is a page.
    pub not_evidence: Vec<Category>,
}

impl Sources {
    /// Whether a finding of this category says nothing about its lines.
    pub fn says_nothing(&self, category: Category) -> bool {
        self.not_residue.contains(&category)
    }

    /// Whether a finding of this category shows that the document is a page.
    pub fn is_evidence(&self, category: Category) -> bool {
        let others = [&self.metadata, &self.not_residue, &self.not_evidence];
        !others.iter().any(|list| list.contains(&category))
    }
}
