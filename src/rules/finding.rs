//! What a rule found, and the edits that would mend it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rules::Applicability;
use crate::text::TextAnalysis;

/// One finding in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the rule in its [`RuleSet`](crate::rules::RuleSet).
    pub rule: usize,
    /// What is flagged: UTF-8 bytes of the document's text, without the last line break.
    pub span: Range<usize>,
    /// What was found and, where the rule judges by evidence, why.
    pub message: String,
    pub fix: Option<Fix>,
}

/// Edits that belong together: all are applied, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    pub applicability: Applicability,
    /// Ascending; they neither overlap nor touch the same byte.
    pub edits: Vec<Edit>,
}

/// Replaces bytes of a text by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub start: usize,
    pub end: usize,
    /// What takes their place; empty for a removal.
    pub content: String,
}

impl Edit {
    /// Removes a span.
    pub fn remove(span: Range<usize>) -> Self {
        Self {
            start: span.start,
            end: span.end,
            content: String::new(),
        }
    }

    /// Puts text in at a place.
    pub fn insert(at: usize, content: impl Into<String>) -> Self {
        Self {
            start: at,
            end: at,
            content: content.into(),
        }
    }

    /// Removes whole lines, the line break of the last one included.
    pub fn remove_lines(analysis: &TextAnalysis, first: usize, last: usize) -> Self {
        let mut start = analysis.lines[first].whole.start;
        if start == 0 && analysis.text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        Self::remove(start..analysis.lines[last].whole.end)
    }
}
