//! The TOML shape of a rule's fix and of what changes it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::catalog::{Applicability, Severity};

/// An applicability, or `none`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FixSpec(pub Option<Applicability>);

impl JsonSchema for FixSpec {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Fix".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let grades = Applicability::ALL
            .iter()
            .map(|one| (one.name(), one.about()));
        let names: Vec<_> = grades.chain([("none", "the rule only reports")]).collect();
        crate::base::names::choice(&names)
    }
}

impl<'de> Deserialize<'de> for FixSpec {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        match Applicability::from_name(&name) {
            Some(applicability) => Ok(Self(Some(applicability))),
            None if name == "none" => Ok(Self(None)),
            None => Err(serde::de::Error::unknown_variant(
                &name,
                &["safe", "unsafe", "display-only", "none"],
            )),
        }
    }
}

/// Another severity or fix for rules, or `enabled = false`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Regrade {
    /// The new severity.
    pub severity: Option<Severity>,
    /// The new fix.
    pub fix: Option<FixSpec>,
    /// Whether the rules run.
    pub enabled: Option<bool>,
}
