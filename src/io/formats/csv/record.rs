//! A row as a record: its documents, and the places of their texts.

use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::csv::fields::{Field, Misplaced, RowFields, without_break};
use crate::io::formats::csv::header::CsvHeader;
use crate::io::formats::format::Parser;
use crate::io::formats::options::ReadContext;
use crate::io::formats::piece::{Holds, Parsed, Piece};
use crate::io::formats::utf8::utf8;
use crate::text::Document;

/// Reads the documents of a row.
pub(super) struct RowParser {
    pub(super) columns: CsvHeader,
    pub(super) context: Arc<ReadContext>,
}

impl Parser for RowParser {
    fn parse(&self, piece: &Piece) -> Parsed {
        self.read(piece).unwrap_or_else(Parsed::from)
    }
}

impl RowParser {
    fn read(&self, piece: &Piece) -> Result<Parsed, Problem> {
        let Holds::Record(record) = piece.holds else {
            return Ok(Parsed::default());
        };
        let place = format!("{}:{}", self.context.path, piece.line);
        let row = without_break(utf8(&piece.bytes, &place)?);
        let fields = self.fields(row, &place)?;
        let text = |n: &usize| fields[*n].text(row).into_owned();
        let columns = &self.columns;
        let template = Document {
            path: self.context.path.clone(),
            record,
            id: columns.id.as_ref().map(text),
            fields: columns
                .wanted
                .iter()
                .map(|(n, name)| (name.clone(), text(n)))
                .collect(),
            language: columns.language.as_ref().map(text),
            source: columns.source.as_ref().map(text),
            title: columns.title.as_ref().map(text),
            encoding: self.context.encoding.filter(|_| record == Some(0)),
            ..Document::default()
        };
        let document = |(n, name): &(usize, String)| {
            let (text, origin) = fields[*n].document(row, columns.delimiter);
            let document = Document {
                field: self.context.fields.label(name),
                text,
                ..template.clone()
            };
            (document, origin)
        };
        Ok(Parsed {
            documents: columns.texts.iter().map(document).collect(),
            problems: Vec::new(),
        })
    }

    /// The fields of a row, if there are as many as columns.
    fn fields(&self, row: &str, place: &str) -> Result<Vec<Field>, Problem> {
        let (mut fields, mut found) = (Vec::new(), 0);
        for field in RowFields::new(row, self.columns.delimiter) {
            found += 1;
            let field = field.map_err(|Misplaced| {
                let message = format!("there is text after the closing quote of field {found}");
                Problem::new(place, message).help(
                    "quotes inside a quoted field must be doubled; the row was left as it was",
                )
            })?;
            // A hostile row may have any number of fields.
            if found <= self.columns.count {
                fields.push(field);
            }
        }
        match found == self.columns.count {
            true => Ok(fields),
            false => Err(Problem::new(
                place,
                format!(
                    "the row has {found} fields, the header {}",
                    self.columns.count
                ),
            )
            .help(
                "there are too few or too many delimiters or quotes; the row was left as it was",
            )),
        }
    }
}
