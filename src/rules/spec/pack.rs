//! The TOML shape of a pack: its `[pack]` table, its lists and its overrides.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::catalog::Severity;
use crate::rules::spec::fix::FixSpec;
use crate::rules::spec::when::{OneOrMany, WhenSpec};

/// The `[pack]` table: what the file is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackSpec {
    /// The pack's name.
    pub name: String,
    /// What it is for, in a sentence.
    pub about: String,
    /// The pack's own version.
    pub version: Option<String>,
    /// The language it is for, or several.
    pub language: Option<OneOrMany>,
    /// The licence of the pack.
    pub licence: Option<String>,
    /// The oldest version of corpus-lint that it works with, such as "0.1".
    #[schemars(with = "Option<String>")]
    pub requires: Option<Spanned<String>>,
    /// Packs whose lists it uses, as "@pack/list", and whose rules it may change in overrides.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub extends: Vec<Spanned<String>>,
    /// Which documents its rules are for.
    pub when: Option<WhenSpec>,
}

/// An `[[override]]` of a pack: changes the severity or the fix of rules in the packs that it extends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideSpec {
    /// A rule or a category.
    #[schemars(with = "String")]
    pub rule: Spanned<String>,
    /// The new severity.
    pub severity: Option<Severity>,
    /// The new fix.
    pub fix: Option<FixSpec>,
    /// Whether the rules run.
    pub enabled: Option<bool>,
}

/// Lists of words and phrases that the rules of a pack share as `@name`.
pub type Lists = BTreeMap<String, Vec<Spanned<String>>>;
