//! The top level of a rule file: its tables, of which those of rules are read later.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rules::RuleError;
use crate::rules::pack::compile::Models;
use crate::rules::pack::error::Source;
use crate::rules::pack::spec::{Lists, OverrideSpec, PackSpec};

/// The top level of a rule file.
pub struct File<'t> {
    pub pack: PackSpec,
    pub lists: Lists,
    pub models: Models,
    pub overrides: Vec<OverrideSpec>,
    /// The tables of its rules.
    pub rules: Vec<Spanned<DeTable<'t>>>,
}

impl<'t> File<'t> {
    /// Reads the tables of a file.
    ///
    /// # Errors
    /// A table that is none of a pack's, or none of the pack itself.
    pub fn split(source: &Arc<Source>, table: Spanned<DeTable<'t>>) -> Result<Self, RuleError> {
        let whole = table.span();
        let mut pack = None;
        let mut lists = Lists::new();
        let mut models = Models::default();
        let mut overrides = Vec::new();
        let mut rules = Vec::new();
        for (key, value) in table.into_inner() {
            let span = value.span();
            match key.get_ref().as_ref() {
                "pack" => pack = Some(read(source, value)?),
                "lists" => lists = read(source, value)?,
                "models" => models.stories = read(source, value)?,
                "page_models" => models.pages = read(source, value)?,
                "override" => overrides = read(source, value)?,
                "rule" => {
                    let DeValue::Array(tables) = value.into_inner() else {
                        return Err(source
                            .error(span, "rules stand in tables of an array", "not an array")
                            .help("write `[[rule]]`, with two brackets"));
                    };
                    for table in tables {
                        rules.push(as_table(source, table)?);
                    }
                }
                other => {
                    return Err(source.unknown(
                        key.span(),
                        "key",
                        other,
                        &["pack", "lists", "models", "page_models", "override", "rule"],
                    ));
                }
            }
        }
        let pack = pack.ok_or_else(|| {
            source
                .error(
                    whole.start..whole.start,
                    "this file has no `[pack]` table",
                    "expected here",
                )
                .help("begin with:  [pack]  name = \"my-site\"  about = \"Residue of my site\"")
        })?;
        Ok(Self {
            pack,
            lists,
            models,
            overrides,
            rules,
        })
    }
}

fn read<T: for<'de> Deserialize<'de>>(
    source: &Arc<Source>,
    value: Spanned<DeValue<'_>>,
) -> Result<T, RuleError> {
    let span = value.span();
    T::deserialize(toml::de::ValueDeserializer::from(value))
        .map_err(|error| source.toml_error(&error, span))
}

fn as_table<'t>(
    source: &Arc<Source>,
    value: Spanned<DeValue<'t>>,
) -> Result<Spanned<DeTable<'t>>, RuleError> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Spanned::new(span, table)),
        _ => Err(source.error(span, "a rule is a table", "not a table")),
    }
}
