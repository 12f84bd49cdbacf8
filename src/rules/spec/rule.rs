//! The TOML shape of a rule: the keys that rules of every kind have.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::catalog::{Category, Severity};
use crate::rules::spec::conditions::WhereSpec;
use crate::rules::spec::fix::FixSpec;
use crate::rules::spec::when::WhenSpec;
use crate::text::Fold;

/// The keys that rules of every kind have. Each kind may have more.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The rule's name in reports and on the command line: lower case, digits and dashes.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The kind of rule; `corpus-lint explain kinds` lists them.
    #[schemars(with = "String")]
    pub kind: Spanned<String>,
    pub category: Category,
    #[serde(default = "RuleSpec::default_severity")]
    pub severity: Severity,
    /// What a finding says, in a few words.
    pub summary: String,
    /// Why such text is boilerplate on any site, in plain words.
    pub why: String,
    /// How far the removal may be trusted, or `none` to report only.
    #[serde(default)]
    pub fix: FixSpec,
    /// Phrases that are the whole line. Punctuation around them does not count.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub phrases: Vec<Spanned<String>>,
    /// Phrases that a line begins with.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub openings: Vec<Spanned<String>>,
    /// Regular expressions: for the whole line, or for a span if the kind looks inside lines.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub patterns: Vec<Spanned<String>>,
    /// The text that replaces a match. `$1` or `${name}` means a group of the pattern. Without this key
    /// the match is removed.
    #[schemars(with = "Option<String>")]
    pub replace: Option<Spanned<String>>,
    /// Which differences between texts do not count: arabic, case or none.
    #[serde(default = "RuleSpec::default_fold")]
    pub fold: Fold,
    /// What the rule looks at: lines, segments of long lines, or both.
    #[serde(default = "RuleSpec::default_units")]
    pub units: Vec<Unit>,
    /// Where the line must be, and what it and its neighbours must look like.
    #[serde(default, rename = "where")]
    pub conditions: WhereSpec,
    /// Which documents the rule is for.
    pub when: Option<WhenSpec>,
    /// Whether the rule reports without being selected by name.
    #[serde(default = "RuleSpec::default_enabled")]
    pub enabled: bool,
    /// How a finding of whole lines grows over its neighbours.
    pub expand: Option<ExpandSpec>,
    /// If a document has fewer findings than this, the rule reports none.
    #[serde(default)]
    pub min_findings: usize,
    /// If a document has more findings than this, the rule reports none.
    pub max_findings: Option<usize>,
    /// A fix that leaves fewer characters than this of a document is only shown.
    #[serde(default)]
    pub min_left: usize,
    /// The share of a text's bytes, from 0 to 1, that the rule may remove without a marker. It is for
    /// rules that have evidence of their own. The default is that of the guard, 0.6.
    pub largest_share: Option<f64>,
    /// How often the rule must find something in the documents of a source. What it finds more rarely is only shown.
    pub habit: Option<HabitSpec>,
    /// In how many articles of a source a line must be, so that an unsafe fix of the rule becomes safe.
    pub corroborated: Option<CorroborationSpec>,
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

    fn default_units() -> Vec<Unit> {
        vec![Unit::Line]
    }

    fn default_fold() -> Fold {
        Fold::Arabic
    }
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole lines.
    Line,
    /// The segments of long lines: sentences, brackets between sentences, and texts between separators.
    Segment,
}

/// How often a rule must find something in the documents of a source, on the same side of the first paragraph. What a site does in many
/// articles is a template; what happens once belongs to the article.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HabitSpec {
    /// In at least this many documents; 5 by default.
    pub min_documents: u32,
    /// In at least this share of them, from 0 to 1; 0.02 by default.
    pub min_share: f64,
    /// Another rule, by its id, whose findings count instead, anywhere in the text.
    pub of: Option<String>,
    /// Whether the rule finds nothing if too few documents of the source are known. By default, it finds what it finds
    /// without a survey.
    pub required: bool,
}

impl Default for HabitSpec {
    fn default() -> Self {
        Self {
            min_documents: 5,
            min_share: 0.02,
            of: None,
            required: false,
        }
    }
}

/// In how many articles of a source a line that a rule finds must be, so that its unsafe fix becomes safe. Numbers and
/// addresses do not count. A line with a headline counts by the words before it ("Read also: …").
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CorroborationSpec {
    /// In at least this many articles; 10 by default.
    pub min_articles: u32,
    /// In at least this share of them, from 0 to 1; 0.05 by default.
    pub min_share: f64,
}

impl Default for CorroborationSpec {
    fn default() -> Self {
        Self {
            min_articles: 10,
            min_share: 0.05,
        }
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
    /// At most this many lines each way; 10 by default. Blank lines do not count.
    pub max: Option<usize>,
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
    /// The text after the rule's own fix, for a single `flag` text.
    #[schemars(with = "Option<String>")]
    pub fixed: Option<Spanned<String>>,
    /// Why the test may fail for now.
    pub todo: Option<String>,
    /// The fields of the record that the texts belong to, if the rule is limited by fields. Without
    /// fields and path, the rule always applies to the text.
    #[serde(default)]
    pub record: BTreeMap<String, String>,
    /// The path of the document.
    pub path: Option<String>,
    /// The encoding of its file.
    pub encoding: Option<String>,
    /// Other documents of the same source, for rules that use the statistics of the corpus.
    #[serde(default)]
    pub others: Vec<String>,
    /// For how many documents each of the others stands. `{n}` in its text becomes the number of the document, from 1.
    #[serde(default = "TestSpec::once")]
    pub times: usize,
}

impl TestSpec {
    fn once() -> usize {
        1
    }
}
