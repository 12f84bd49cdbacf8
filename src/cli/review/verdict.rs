//! The decisions about a finding, and the row of the progress file that stores one.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::report::relative;
use crate::rules::finding::Finding;
use crate::text::{Document, Edit};

named! {
    /// A decision about a finding or a rule.
    pub enum Verdict {
        Accept = "accept", "it is boilerplate: its fix is applied";
        Reject = "reject", "it belongs to the article: no fix may change it";
        Skip = "skip", "no decision";
        Always = "always", "it is boilerplate, and so is everything that its rule finds";
        Never = "never", "findings of its rule are not shown again";
        Undo = "undo", "the latest row with the same key is taken back";
        Applied = "applied", "the text is the result of fixes that were accepted";
    }
}

/// Identifies a finding in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReviewKey {
    /// The file, with the record in brackets and the field.
    pub document: String,
    /// XXH3-128 of the text, in hexadecimal: a decision about another text does not count.
    pub text: String,
    /// The rule.
    #[serde(default)]
    pub rule: String,
    /// Where the finding starts, in bytes.
    #[serde(default)]
    pub start: usize,
    /// Where it ends, in bytes.
    #[serde(default)]
    pub end: usize,
}

/// A row of the progress file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictRow {
    /// The decision.
    pub verdict: Verdict,
    /// The finding.
    #[serde(flatten)]
    pub key: ReviewKey,
    /// The edits of its fix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
}

impl ReviewKey {
    /// The key of a finding.
    pub fn of(document: &str, text: &str, rule: &str, finding: &Finding) -> Self {
        Self {
            document: document.to_owned(),
            text: text.to_owned(),
            rule: rule.to_owned(),
            start: finding.span.start,
            end: finding.span.end,
        }
    }
}

impl VerdictRow {
    /// The text that the row is about, in bytes: the flagged text, and text that its fix removes.
    pub fn spans(&self) -> Vec<Range<usize>> {
        let removals = self.edits.iter().filter(|edit| edit.text.is_empty());
        let removals = removals.map(|edit| edit.span.clone());
        std::iter::once(self.key.start..self.key.end)
            .chain(removals)
            .filter(|span| !span.is_empty())
            .collect()
    }
}

/// The name of a document in the progress file; it does not depend on how the user named the path.
pub fn name_of(document: &Document) -> String {
    let path = relative(&document.path);
    let record = document.record.map(|record| format!("[{record}]"));
    let field = document.field.as_ref().map(|field| format!(".{field}"));
    [Some(path.into_owned()), record, field]
        .into_iter()
        .flatten()
        .collect()
}

impl Verdict {
    /// Whether it says that a finding is boilerplate.
    pub fn is_boilerplate(self) -> bool {
        matches!(self, Self::Accept | Self::Always)
    }
}
