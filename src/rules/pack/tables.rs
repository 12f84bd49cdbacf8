//! The top level of a rule file: its tables. The tables of rules are read later.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::type_map::TypeMap;
use crate::rules::detectors::Registry;
use crate::rules::error::{RuleError, RuleSource};
use crate::rules::spec::pack::{Lists, OverrideSpec, PackSpec};

/// The top level of a rule file.
pub struct PackTables<'t> {
    pub pack: PackSpec,
    pub lists: Lists,
    /// For each type of model, the models of the file by name.
    pub models: TypeMap,
    pub overrides: Vec<OverrideSpec>,
    /// The tables of its rules.
    pub rules: Vec<Spanned<DeTable<'t>>>,
}

impl<'t> PackTables<'t> {
    /// Reads the tables of a file.
    ///
    /// # Errors
    /// An unknown table, or no `[pack]` table.
    pub fn split(
        source: &Arc<RuleSource>,
        table: Spanned<DeTable<'t>>,
        registry: Registry,
    ) -> Result<Self, RuleError> {
        let whole = table.span();
        let mut pack = None;
        let mut lists = Lists::new();
        let mut models = TypeMap::default();
        let mut overrides = Vec::new();
        let mut rules = Vec::new();
        for (key, value) in table.into_inner() {
            let span = value.span();
            match key.get_ref().as_ref() {
                "pack" => pack = Some(read(source, value)?),
                "lists" => lists = read(source, value)?,
                "override" => overrides = read(source, value)?,
                "rule" => {
                    let DeValue::Array(tables) = value.into_inner() else {
                        return Err(source
                            .error(span, "rules must be an array of tables", "not an array")
                            .help("write `[[rule]]`, with two brackets"));
                    };
                    for table in tables {
                        rules.push(as_table(source, table)?);
                    }
                }
                other => {
                    let mut tables = registry.models.iter();
                    let Some(table) = tables.find(|table| table.key == other) else {
                        let models = registry.models.iter().map(|table| table.key);
                        let keys = ["pack", "lists"].into_iter().chain(models);
                        let keys: Vec<_> = keys.chain(["override", "rule"]).collect();
                        return Err(source.unknown(key.span(), "key", other, &keys));
                    };
                    (table.read)(value, &mut models)
                        .map_err(|error| source.toml_error(&error, span))?;
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
                .help("begin with:  [pack]  name = \"my-site\"  about = \"Boilerplate of my site\"")
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
    source: &Arc<RuleSource>,
    value: Spanned<DeValue<'_>>,
) -> Result<T, RuleError> {
    let span = value.span();
    T::deserialize(toml::de::ValueDeserializer::from(value))
        .map_err(|error| source.toml_error(&error, span))
}

fn as_table<'t>(
    source: &Arc<RuleSource>,
    value: Spanned<DeValue<'t>>,
) -> Result<Spanned<DeTable<'t>>, RuleError> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Spanned::new(span, table)),
        _ => Err(source.error(span, "a rule is a table", "not a table")),
    }
}
