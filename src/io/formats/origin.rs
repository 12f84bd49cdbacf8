//! Where a document's text stands in the bytes of its piece, and how text is written there.

use std::ops::Range;

use crate::rules::fixing::Patch;
use crate::text::OffsetMap;

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
    pub fn encode(&self, text: &str) -> String {
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
            let field = changed(text, changes);
            if needs_quotes(&field, changes, *delimiter) {
                return quoted(&field, span, changes.len());
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

/// A text with its changes.
fn changed(text: &str, changes: &[Change]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for change in changes {
        changed.push_str(&text[at..change.span.start]);
        changed.push_str(change.content);
        at = change.span.end;
    }
    changed.push_str(&text[at..]);
    changed
}

/// Whether a field that had no quotes must have them: for what is put in, or because it would now be
/// read as one that has them, or its end as a part of the line break. Other quotes in it may stay.
fn needs_quotes(field: &str, changes: &[Change], delimiter: u8) -> bool {
    let is_special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    let is_new = |change: &&Change| change.written.is_none();
    let mut new = changes.iter().filter(is_new);
    field.starts_with('"')
        || field.ends_with('\r')
        || new.any(|change| change.content.bytes().any(is_special))
}

/// A field that gets quotes is replaced as a whole; its other changes have nothing left to do.
fn quoted(field: &str, span: &Range<usize>, changes: usize) -> Vec<RawChange> {
    let mut raw = vec![RawChange {
        span: span.clone(),
        content: format!("\"{}\"", field.replace('"', "\"\"")),
    }];
    let nothing = RawChange {
        span: span.end..span.end,
        content: String::new(),
    };
    raw.resize(changes, nothing);
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(span: Range<usize>, content: &str) -> Change<'_> {
        Change {
            span,
            content,
            written: None,
        }
    }

    /// A row after changes of the bare field that stands there.
    fn row(row: &str, span: Range<usize>, changes: &[Change]) -> String {
        let origin = Origin::CsvBare {
            span: span.clone(),
            delimiter: b',',
        };
        let raw = origin.raw(&row[span], changes);
        assert_eq!(raw.len(), changes.len());
        raw.iter().rev().fold(row.to_owned(), |mut row, raw| {
            row.replace_range(raw.span.clone(), &raw.content);
            row
        })
    }

    #[test]
    fn a_bare_field_gets_quotes_when_it_needs_them() {
        let two = |content| [change(0..1, ""), change(2..3, content)];
        assert_eq!(row("1,abc,2", 2..5, &two("d")), "1,bd,2");
        assert_eq!(row("1,abc,2", 2..5, &two("d,e")), "1,\"bd,e\",2");
        assert_eq!(row("1,abc,2", 2..5, &two("\n")), "1,\"b\n\",2");
        assert_eq!(row("1,abc,2", 2..5, &two("\"")), "1,\"b\"\"\",2");
    }

    #[test]
    fn quotes_in_a_bare_field_stay_unless_they_come_to_its_start() {
        let field = "x 5\" pipe";
        assert_eq!(row(field, 0..9, &[change(4..9, "")]), "x 5\"");
        assert_eq!(row(field, 0..9, &[change(0..3, "")]), "\"\"\" pipe\"");
        assert_eq!(row("x\ry", 0..3, &[change(2..3, "")]), "\"x\r\"");
        assert_eq!(row(field, 0..9, &[]), field);
    }

    #[test]
    fn what_is_put_back_as_it_was_written_asks_for_no_quotes() {
        let back = Change {
            written: Some("5\" "),
            ..change(2..2, "5\" ")
        };
        assert_eq!(row("x pipe", 0..6, &[back]), "x 5\" pipe");
    }
}
