//! The TOML shape of a rule file, apart from what it compiles to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Visitor};
use toml::Spanned;

use crate::rules::conditions::WhereSpec;
use crate::rules::conditions::scope::{OneOrMany, WhenSpec};
use crate::rules::{Applicability, Category, Severity};
use crate::text::Fold;

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
    /// The licence that it may be passed on under.
    pub licence: Option<String>,
    /// The oldest version of corpus-lint that it works with, such as "0.1".
    #[schemars(with = "Option<String>")]
    pub requires: Option<Spanned<String>>,
    /// Packs whose lists it uses, as "@pack/list", and whose rules it may re-grade.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub extends: Vec<Spanned<String>>,
    /// Which documents its rules are for.
    pub when: Option<WhenSpec>,
}

/// Another severity or applicability for a rule or a category, or neither of them any more.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Regrade {
    pub severity: Option<Severity>,
    pub fix: Option<FixSpec>,
    pub enabled: Option<bool>,
}

/// An `[[override]]` of a pack: re-grades rules of the packs that it extends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideSpec {
    /// A rule or a category.
    #[schemars(with = "String")]
    pub rule: Spanned<String>,
    pub severity: Option<Severity>,
    pub fix: Option<FixSpec>,
    pub enabled: Option<bool>,
}

/// Lists of words and phrases that the rules of a pack share as `@name`.
pub type Lists = BTreeMap<String, Vec<Spanned<String>>>;

/// The keys that rules of every kind have. What a kind adds stands with the kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The rule's name in reports and on the command line: lower case, digits and dashes.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The kind of residue it looks for; see `src/kinds`.
    #[schemars(with = "String")]
    pub kind: Spanned<String>,
    pub category: Category,
    #[serde(default = "RuleSpec::default_severity")]
    pub severity: Severity,
    /// What a finding says, in a few words.
    pub summary: String,
    /// Why such text is residue on any site, in plain words.
    pub why: String,
    /// How far the removal may be trusted, or `none` to report only.
    #[serde(default)]
    pub fix: FixSpec,
    /// Phrases that are the whole line, punctuation around them aside.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub phrases: Vec<Spanned<String>>,
    /// Phrases that a line begins with.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub openings: Vec<Spanned<String>>,
    /// Regular expressions: for the whole line, or for the span where the kind looks inside lines.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub patterns: Vec<Spanned<String>>,
    /// What text replaces a match; `$1` or `${name}` stands for a group of the pattern. Without it
    /// the match is removed.
    #[schemars(with = "Option<String>")]
    pub replace: Option<Spanned<String>>,
    /// Which differences between texts do not count: arabic, case or none.
    #[serde(default = "RuleSpec::default_fold")]
    pub fold: Fold,
    /// Where the line must stand, and what it and its neighbours must look like.
    #[serde(default, rename = "where")]
    pub conditions: WhereSpec,
    /// Which documents the rule is for.
    pub when: Option<WhenSpec>,
    /// Whether the rule reports unless it is selected by name.
    #[serde(default = "RuleSpec::default_enabled")]
    pub enabled: bool,
    /// How a finding of whole lines grows over its neighbours.
    pub expand: Option<ExpandSpec>,
    /// With fewer findings than this in a document the rule reports none.
    #[serde(default)]
    pub min_findings: usize,
    /// With more findings than this in a document the rule reports none.
    pub max_findings: Option<usize>,
    /// A fix that leaves fewer characters than this of a document is only shown.
    #[serde(default)]
    pub min_left: usize,
    /// The share of a text's bytes, from 0 to 1, that the rule may remove although no marker says so:
    /// for rules that bring evidence of their own. Without it the guard's 0.6 holds.
    pub largest_share: Option<f64>,
    /// The rule's own tests.
    #[serde(default, rename = "test")]
    pub tests: Vec<TestSpec>,
}

impl RuleSpec {
    fn default_severity() -> Severity {
        Severity::Warning
    }

    fn default_enabled() -> bool {
        true
    }

    fn default_fold() -> Fold {
        Fold::Arabic
    }
}

/// How a finding of whole lines grows.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExpandSpec {
    /// Over lines above, while each meets this.
    pub up: Option<WhereSpec>,
    /// Over lines below, while each meets this.
    pub down: Option<WhereSpec>,
    /// At most so many lines each way, blank ones aside; 10 unless given.
    pub max: Option<usize>,
}

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

/// One `[[rule.test]]`: texts that must be flagged where they are marked, or must stay clean.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestSpec {
    /// Texts with what must be flagged between `⟦` and `⟧`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub flag: Vec<Spanned<String>>,
    /// Texts that the rule must leave alone.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub clean: Vec<Spanned<String>>,
    /// What the rule's own fix leaves of a single `flag` text.
    #[schemars(with = "Option<String>")]
    pub fixed: Option<Spanned<String>>,
    /// Why the test may fail for now.
    pub todo: Option<String>,
    /// The fields of the record that the texts belong to, where the rule's scope asks for them.
    /// Without fields and path a test text is in scope.
    #[serde(default)]
    pub record: BTreeMap<String, String>,
    /// The path of the document.
    pub path: Option<String>,
    /// The encoding of its file.
    pub encoding: Option<String>,
    /// Other documents of the same source, for rules that judge by them.
    #[serde(default)]
    pub others: Vec<String>,
}

/// What a test text must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Exactly these spans (bytes of the text without its marks); and what the fix leaves.
    Flag {
        spans: Vec<std::ops::Range<usize>>,
        fixed: Option<String>,
    },
    Clean,
}

/// One test text of a rule, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub text: String,
    pub expect: Expectation,
    /// Where the text stands in the rule file, in bytes.
    pub place: std::ops::Range<usize>,
    /// Where what the fix leaves stands there.
    pub fixed_place: Option<std::ops::Range<usize>>,
    /// Why it may fail for now.
    pub todo: Option<String>,
    /// The fields of its record, its path and encoding, where the test gives them.
    pub record: BTreeMap<String, String>,
    pub path: Option<String>,
    pub encoding: Option<String>,
    /// Other documents of its source.
    pub others: Vec<String>,
}

/// The names of the keys that a struct is deserialized from.
pub fn keys_of<T: DeserializeOwned>() -> &'static [&'static str] {
    struct Ask<'a>(&'a mut &'static [&'static str]);
    impl<'de> serde::Deserializer<'de> for Ask<'_> {
        type Error = serde::de::value::Error;
        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(serde::de::Error::custom("only structs have keys"))
        }
        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = fields;
            self.deserialize_any(visitor)
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
            option unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier
            ignored_any
        }
    }
    let mut keys: &'static [&'static str] = &[];
    let _ = T::deserialize(Ask(&mut keys));
    keys
}
