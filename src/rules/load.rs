//! Reads packs with the kinds and models of this program.

use schemars::Schema;

use crate::rules::detectors::registry::REGISTRY;
use crate::rules::error::RuleErrors;
use crate::rules::pack::Pack;
use crate::rules::pack::schema::schema;
use crate::rules::pack::shipped::SHIPPED;

impl Pack {
    /// Reads a rule file. It may extend packs that were read before.
    ///
    /// # Errors
    /// Every error of the file, each with its place in the text.
    pub fn parse(name: &str, text: &str, before: &[&Self]) -> Result<Self, RuleErrors> {
        Self::read(name, text, before, false, REGISTRY)
    }
}

/// Reads the shipped packs.
///
/// # Errors
/// None in a released build: the tests load every shipped pack.
pub fn shipped_packs() -> Result<Vec<Pack>, RuleErrors> {
    let mut packs: Vec<Pack> = Vec::new();
    for (name, text) in SHIPPED {
        let before: Vec<&Pack> = packs.iter().collect();
        packs.push(Pack::read(name, text, &before, true, REGISTRY)?);
    }
    Ok(packs)
}

/// The JSON Schema of a rule file.
pub fn rule_file_schema() -> Schema {
    schema(REGISTRY)
}
