//! What may be said of a finding, and the row that keeps it.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::base::names::named;
use crate::report::relative;
use crate::rules::finding::{Edit, Finding};
use crate::text::Document;

named! {
    /// What was said.
    pub enum Verdict {
        Accept = "accept", "it is residue: its fix is applied";
        Reject = "reject", "it is the article's own: no fix may touch it";
        Skip = "skip", "nothing was said of it";
        Always = "always", "it is residue, and so is all that its rule finds";
        Never = "never", "its rule is not asked about any more";
        Undo = "undo", "the latest row about the same is taken back";
        Applied = "applied", "the text is what a review left of an earlier one";
    }
}

/// Which finding in which text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The file, the record in brackets, the field.
    pub document: String,
    /// XXH3-128 of the text, in hexadecimal: what was said of another text does not count.
    pub text: String,
    #[serde(default)]
    pub rule: String,
    #[serde(default)]
    pub start: usize,
    #[serde(default)]
    pub end: usize,
}

/// A row of the progress file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub verdict: Verdict,
    #[serde(flatten)]
    pub key: Key,
    /// What the fix would do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
}

impl Key {
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

impl Row {
    /// What the row speaks of: what is flagged, and what its fix only removes.
    pub fn spans(&self) -> Vec<Range<usize>> {
        let removals = self.edits.iter().filter(|edit| edit.content.is_empty());
        let removals = removals.map(|edit| edit.start..edit.end);
        std::iter::once(self.key.start..self.key.end)
            .chain(removals)
            .filter(|span| !span.is_empty())
            .collect()
    }
}

/// What a document is called in the progress file, wherever the run was told to begin.
pub fn name_of(document: &Document) -> String {
    let path = relative(&document.path);
    let record = document.record.map(|record| format!("[{record}]"));
    let field = document.field.as_ref().map(|field| format!(".{field}"));
    [Some(path.into_owned()), record, field]
        .into_iter()
        .flatten()
        .collect()
}

/// What stands for a text in the progress file.
pub fn hash_of(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}
