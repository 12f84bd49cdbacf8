//! The TOML shape of conditions on lines.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::catalog::Category;
use crate::rules::spec::shape::Shape;
use crate::text::{Part, Script};

/// Conditions on a line, as TOML gives them. All must hold.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WhereSpec {
    /// The part of the document: head, body or tail.
    pub part: Vec<Part>,
    /// Below the title, if the document has one.
    pub after_title: bool,
    /// Among the first lines that are not blank, this many.
    pub first: Option<usize>,
    /// Among the last lines that are not blank, this many.
    pub last: Option<usize>,
    /// Beginning after this share of the text, from 0 to 1.
    pub after_share: Option<f64>,
    /// Beginning before this share of the text, from 0 to 1.
    pub before_share: Option<f64>,
    /// The document has at least this many lines that are not blank.
    pub min_lines: Option<usize>,
    /// The script that most letters of the document are in.
    pub script: Option<Script>,
    /// Whether it is where an article has subheadings: below a finished line and above a sentence, neither of which a rule
    /// marks.
    pub subheading: Option<bool>,
    /// The line itself.
    pub line: Shape,
    /// The nearest line above that is not blank. The first line of a document meets every such condition.
    pub previous: Shape,
    /// The nearest line below that is not blank. The last line of a document meets every such condition.
    pub next: Shape,
    /// The line itself is such a line. With `not`, these are the exceptions of a rule.
    pub itself: Option<NearSpec>,
    /// Such a line is close above.
    pub follows: Option<NearSpec>,
    /// Such a line is close below.
    pub precedes: Option<NearSpec>,
    /// Between such a line above and such a line below.
    pub inside: Option<InsideSpec>,
    /// All of these hold.
    pub all: Vec<WhereSpec>,
    /// One of these holds.
    pub any: Vec<WhereSpec>,
    /// This does not hold.
    pub not: Option<Box<WhereSpec>>,
}

/// A description of a line near another one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NearSpec {
    /// It is at most this many lines away. Blank lines do not count.
    pub within: Option<usize>,
    /// It is one of these phrases as a whole.
    #[schemars(with = "Vec<String>")]
    pub phrases: Vec<Spanned<String>>,
    /// It begins with one of these.
    #[schemars(with = "Vec<String>")]
    pub openings: Vec<Spanned<String>>,
    /// It matches one of these regular expressions as a whole.
    #[schemars(with = "Vec<String>")]
    pub patterns: Vec<Spanned<String>>,
    /// A rule of one of these categories marks it.
    pub category: Vec<Category>,
    /// It has this shape.
    pub line: Shape,
}

/// A line above and a line below.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InsideSpec {
    /// The line above.
    pub after: NearSpec,
    /// The line below.
    pub before: NearSpec,
}

impl WhereSpec {
    /// These conditions and those in `all`, as a flat list.
    pub(crate) fn demands(&self) -> Vec<&Self> {
        let inner = self.all.iter().flat_map(Self::demands);
        std::iter::once(self).chain(inner).collect()
    }
}
