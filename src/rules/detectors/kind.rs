//! A kind of rule: its name, its keys in TOML, and how they become a detector.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::type_map::TypeMap;
use crate::rules::compile::{Compiler, ModelSpecs};
use crate::rules::detectors::detector::Detector;
use crate::rules::error::RuleError;
use crate::rules::matching::matcher::TextUse;
use crate::rules::spec::keys::keys_of;

/// A kind of rule, as the registry lists it.
pub struct RuleKind {
    /// The name in TOML.
    pub name: &'static str,
    /// What rules of this kind look for, in a sentence.
    pub about: &'static str,
    pub text_use: TextUse,
    /// Whether its rules may replace what they find by other text.
    pub replaces: bool,
    /// The keys of the kind, besides those that every rule has.
    pub keys: fn() -> &'static [&'static str],
    pub(crate) build: Build,
    /// The JSON Schema of those keys.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

type Build = fn(
    Spanned<DeTable<'_>>,
    &Compiler,
) -> Result<Result<Box<dyn Detector>, RuleError>, toml::de::Error>;

/// The keys of a kind as TOML gives them, and how they become a detector.
pub(super) trait KindKeys: DeserializeOwned + JsonSchema {
    /// Compiles the keys.
    ///
    /// # Errors
    /// A value that cannot be compiled, such as a name of a model that does not exist.
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError>;
}

impl RuleKind {
    /// A kind whose keys are the fields of `P`.
    pub(super) const fn of<P: KindKeys>(
        name: &'static str,
        about: &'static str,
        text_use: TextUse,
    ) -> Self {
        Self {
            name,
            about,
            text_use,
            replaces: false,
            keys: keys_of::<P>,
            build: |table, compiler| {
                let params = P::deserialize(toml::de::Deserializer::from(table))?;
                Ok(params.build(compiler))
            },
            schema: P::json_schema,
        }
    }

    /// The same kind, whose rules may replace what they find.
    pub(super) const fn replacing(self) -> Self {
        Self {
            replaces: true,
            ..self
        }
    }
}

/// A type of model, as the registry lists it: packs write models of each type in a table of their own.
pub struct ModelTable {
    /// The name of the table in TOML.
    pub key: &'static str,
    pub(crate) read: fn(Spanned<DeValue<'_>>, &mut TypeMap) -> Result<(), toml::de::Error>,
    /// The JSON Schema of the table.
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

impl ModelTable {
    /// The table of models that are read into `T`.
    pub(super) const fn of<T: DeserializeOwned + JsonSchema + 'static>(key: &'static str) -> Self {
        Self {
            key,
            read: |value, models| {
                let value = toml::de::ValueDeserializer::from(value);
                models.insert(ModelSpecs::<T>::deserialize(value)?);
                Ok(())
            },
            schema: |generator| generator.subschema_for::<ModelSpecs<T>>(),
        }
    }
}

/// Everything that packs may use: the kinds of rules, in the order in which they run, and the types of models.
#[derive(Clone, Copy)]
pub struct Registry {
    pub kinds: &'static [RuleKind],
    pub models: &'static [ModelTable],
}

impl Registry {
    /// The kind of this name, with its place in the order in which kinds run.
    pub fn kind(&self, name: &str) -> Option<(usize, &'static RuleKind)> {
        let mut kinds = self.kinds.iter().enumerate();
        kinds.find(|(_, kind)| kind.name == name)
    }
}
