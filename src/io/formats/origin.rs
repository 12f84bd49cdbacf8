//! Where the text of a document is in the bytes of its piece, and how text is written there.

use std::ops::Range;

use crate::text::{Edit, OffsetMap, apply_edits};

/// Where the text of a document is in the bytes of its piece, and how text is written there.
#[derive(Debug)]
pub enum Origin {
    /// The text is the bytes of the piece from offset `start`.
    Plain { start: usize },
    /// The text is a JSON string. The map leads from byte offsets in the text to byte offsets after `start`.
    JsonString { start: usize, map: OffsetMap },
    /// The text is a field in quotes, in which each quote is doubled. The map is like that of a JSON string.
    CsvQuoted { start: usize, map: OffsetMap },
    /// The text is a field without quotes. It needs quotes once it holds a delimiter, a quote or a line
    /// break.
    CsvBare { span: Range<usize>, delimiter: u8 },
}

/// An edit of the bytes of a piece or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    /// What is replaced, in bytes of the piece or file.
    pub span: Range<usize>,
    /// What replaces it, as it is written in the file.
    pub text: String,
}

impl Origin {
    /// The bytes of the piece that hold a span of the text.
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

    /// Edits of the text as edits of the piece, one for each. Edits are in ascending order and do not
    /// overlap. `written` is how the file wrote the text of each edit before, if they put text back.
    pub fn file_edits(
        &self,
        text: &str,
        edits: &[Edit],
        written: Option<&[&str]>,
    ) -> Vec<FileEdit> {
        if let Self::CsvBare { span, delimiter } = self {
            let field = apply_edits(text, edits);
            let inserted = edits.iter().filter(|_| written.is_none());
            if needs_quotes(&field, inserted, *delimiter) {
                return quoted(&field, span, edits.len());
            }
        }
        let in_file = |(n, edit): (usize, &Edit)| FileEdit {
            span: self.bytes(edit.span.clone()),
            text: match written {
                Some(written) => written[n].to_owned(),
                None => self.encode(&edit.text),
            },
        };
        edits.iter().enumerate().map(in_file).collect()
    }
}

/// Whether a field that had no quotes needs them: because of what is inserted, because its first
/// character would be read as an opening quote, or its last one as a part of the line break. Other
/// quotes in it may stay.
fn needs_quotes<'e>(
    field: &str,
    mut inserted: impl Iterator<Item = &'e Edit>,
    delimiter: u8,
) -> bool {
    let is_special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    field.starts_with('"')
        || field.ends_with('\r')
        || inserted.any(|edit| edit.text.bytes().any(is_special))
}

/// A field that gets quotes is replaced as a whole; its other edits have nothing left to do.
fn quoted(field: &str, span: &Range<usize>, edits: usize) -> Vec<FileEdit> {
    let mut quoted = vec![FileEdit {
        span: span.clone(),
        text: format!("\"{}\"", field.replace('"', "\"\"")),
    }];
    let nothing = FileEdit {
        span: span.end..span.end,
        text: String::new(),
    };
    quoted.resize(edits, nothing);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<usize>, text: &str) -> Edit {
        Edit {
            span,
            text: text.into(),
        }
    }

    /// A row after edits of the bare field at this span.
    fn row(row: &str, span: Range<usize>, edits: &[Edit], written: Option<&[&str]>) -> String {
        let origin = Origin::CsvBare {
            span: span.clone(),
            delimiter: b',',
        };
        let in_file = origin.file_edits(&row[span], edits, written);
        assert_eq!(in_file.len(), edits.len());
        in_file.iter().rev().fold(row.to_owned(), |mut row, edit| {
            row.replace_range(edit.span.clone(), &edit.text);
            row
        })
    }

    #[test]
    fn a_bare_field_gets_quotes_when_it_needs_them() {
        let two = |text| [edit(0..1, ""), edit(2..3, text)];
        assert_eq!(row("1,abc,2", 2..5, &two("d"), None), "1,bd,2");
        assert_eq!(row("1,abc,2", 2..5, &two("d,e"), None), "1,\"bd,e\",2");
        assert_eq!(row("1,abc,2", 2..5, &two("\n"), None), "1,\"b\n\",2");
        assert_eq!(row("1,abc,2", 2..5, &two("\""), None), "1,\"b\"\"\",2");
    }

    #[test]
    fn quotes_in_a_bare_field_stay_unless_they_come_to_its_start() {
        let field = "x 5\" pipe";
        assert_eq!(row(field, 0..9, &[edit(4..9, "")], None), "x 5\"");
        assert_eq!(row(field, 0..9, &[edit(0..3, "")], None), "\"\"\" pipe\"");
        assert_eq!(row("x\ry", 0..3, &[edit(2..3, "")], None), "\"x\r\"");
        assert_eq!(row(field, 0..9, &[], None), field);
    }

    #[test]
    fn text_put_back_in_its_written_form_needs_no_quotes() {
        let back = [edit(2..2, "5\" ")];
        assert_eq!(row("x pipe", 0..6, &back, Some(&["5\" "])), "x 5\" pipe");
    }
}
