//! Where a document's text stands in the bytes of its piece, and how text is written there.

use std::ops::Range;

use crate::document::OffsetMap;
use crate::fix::Patch;

/// Where a document's text stands in the bytes of its piece, and how text is written there.
#[derive(Debug)]
pub enum Origin {
    /// The bytes from there on are the text.
    Plain { start: usize },
    /// The text is a JSON string; the map leads to offsets after `start`.
    JsonString { start: usize, map: OffsetMap },
    /// The text is a field in quotes, in which a quote stands twice.
    CsvQuoted { start: usize, map: OffsetMap },
    /// The text is a field without quotes, which text with one of these bytes must have.
    CsvBare { span: Range<usize>, delimiter: u8 },
}

/// A change of a text: what is replaced and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub content: &'a str,
    /// How the content was written in the file, where that is known.
    pub written: Option<&'a str>,
}

/// The same change, told in the bytes of the piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawChange {
    pub span: Range<usize>,
    pub content: String,
}

impl<'a> From<&'a Patch> for Change<'a> {
    fn from(patch: &'a Patch) -> Self {
        Self {
            span: patch.span.clone(),
            content: &patch.content,
            written: None,
        }
    }
}

impl Origin {
    /// The span of the piece's bytes that holds a span of the text.
    pub fn bytes(&self, text: Range<usize>) -> Range<usize> {
        match self {
            Self::Plain { start } => start + text.start..start + text.end,
            Self::JsonString { start, map } | Self::CsvQuoted { start, map } => {
                start + map.source(text.start)..start + map.source(text.end)
            }
            Self::CsvBare { span, .. } => span.start + text.start..span.start + text.end,
        }
    }

    /// Text as it is written in the piece.
    fn encode(&self, text: &str) -> String {
        match self {
            Self::Plain { .. } | Self::CsvBare { .. } => text.to_owned(),
            Self::JsonString { .. } => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Self::CsvQuoted { .. } => text.replace('"', "\"\""),
        }
    }

    /// Tells changes of the text, ascending and apart, as changes of the piece, one for each.
    pub fn raw(&self, text: &str, changes: &[Change]) -> Vec<RawChange> {
        if let Self::CsvBare { span, delimiter } = self {
            let needs_quotes =
                |byte: u8| byte == *delimiter || matches!(byte, b'"' | b'\n' | b'\r');
            if changes
                .iter()
                .any(|change| change.content.bytes().any(needs_quotes))
            {
                return quoted(text, span, changes);
            }
        }
        let raw = |change: &Change| RawChange {
            span: self.bytes(change.span.clone()),
            content: match change.written {
                Some(written) => written.to_owned(),
                None => self.encode(change.content),
            },
        };
        changes.iter().map(raw).collect()
    }
}

/// A field that gets quotes is replaced as a whole; its other changes have nothing left to do.
fn quoted(text: &str, span: &Range<usize>, changes: &[Change]) -> Vec<RawChange> {
    let mut content = String::from("\"");
    let mut at = 0;
    for change in changes {
        content.push_str(&text[at..change.span.start]);
        content.push_str(change.content);
        at = change.span.end;
    }
    content.push_str(&text[at..]);
    // A bare field holds no quotes, so that only what is put in needs doubling.
    let content = format!("\"{}\"", content[1..].replace('"', "\"\""));
    let mut raw = vec![RawChange {
        span: span.clone(),
        content,
    }];
    raw.resize(
        changes.len(),
        RawChange {
            span: span.end..span.end,
            content: String::new(),
        },
    );
    raw
}
