//! An edit: a span of a text, and the text that replaces it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Replaces a span of a text. Serialised as `{"start", "end", "content"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced, in bytes of the text.
    #[serde(flatten)]
    pub span: Range<usize>,
    /// What replaces it; empty for a removal.
    #[serde(rename = "content")]
    pub text: String,
}

impl Edit {
    /// Removes a span.
    pub fn remove(span: Range<usize>) -> Self {
        Self {
            span,
            text: String::new(),
        }
    }

    /// Inserts text at an offset, in bytes.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            span: at..at,
            text: text.into(),
        }
    }
}

/// The text after edits, which are in ascending order and do not overlap.
pub fn apply_edits<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(&text[at..edit.span.start]);
        edited.push_str(&edit.text);
        at = edit.span.end;
    }
    edited.push_str(&text[at..]);
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_written_as_they_are_read() {
        let edit = Edit {
            span: 2..5,
            text: "é".into(),
        };
        let written = r#"{"start":2,"end":5,"content":"é"}"#;
        assert_eq!(serde_json::to_string(&edit).unwrap(), written);
        assert_eq!(serde_json::from_str::<Edit>(written).unwrap(), edit);
    }

    #[test]
    fn edits_are_applied_in_order() {
        let edits = [
            Edit::remove(0..1),
            Edit::insert(2, "xy"),
            Edit::remove(3..4),
        ];
        assert_eq!(apply_edits("abcd", &edits), "bxyc");
        assert_eq!(apply_edits("abcd", []), "abcd");
    }
}
