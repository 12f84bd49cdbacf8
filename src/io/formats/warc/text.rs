//! Reads the documents of records, and updates the headers of records whose text was rewritten.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::format::Parser;
use crate::io::formats::options::ReadContext;
use crate::io::formats::origin::Origin;
use crate::io::formats::piece::{Holds, Parsed, Piece};
use crate::io::formats::utf8::utf8;
use crate::io::formats::warc::mended::mended;
use crate::io::formats::warc::record::WarcRecord;
use crate::text::Document;

/// Reads the documents of records.
pub(super) struct RecordParser(pub(super) Arc<ReadContext>);

impl Parser for RecordParser {
    fn parse(&self, piece: &Piece) -> Parsed {
        let Some(record) = WarcRecord::read(&piece.bytes) else {
            return Parsed::default();
        };
        let start = record.text.start;
        match self.document(piece, &record) {
            Ok(document) => Parsed {
                documents: vec![(document, Origin::Plain { start })],
                problems: Vec::new(),
            },
            Err(problem) => problem.into(),
        }
    }

    /// Updates lengths and digests. The rest of the headers stays.
    fn mend(&self, piece: &Piece, rewritten: Vec<u8>) -> Result<Vec<u8>, Problem> {
        match WarcRecord::read(&piece.bytes) {
            Some(record) => {
                mended(&piece.bytes, &record, &rewritten).map_err(|name| self.stale(piece, name))
            }
            None => Ok(rewritten),
        }
    }
}

impl RecordParser {
    fn document(&self, piece: &Piece, record: &WarcRecord) -> Result<Document, Problem> {
        let header = |name: &str| record.headers.get(name).map(Cow::into_owned);
        let fields = &self.0.fields;
        let id = || {
            Some(
                header("WARC-Record-ID")?
                    .trim_matches(['<', '>'])
                    .to_owned(),
            )
        };
        let field = |name: &String| Some((name.clone(), header(name)?));
        Ok(Document {
            path: self.0.path.clone(),
            record: number(piece),
            id: header(&fields.id).or_else(id),
            fields: fields.wanted.iter().filter_map(field).collect(),
            language: fields.language.as_deref().and_then(header),
            source: header(&fields.source).or_else(|| header("WARC-Target-URI")),
            title: header(&fields.title),
            text: utf8(&piece.bytes[record.text.clone()], &self.place(piece))?.to_owned(),
            ..Document::default()
        })
    }

    fn stale(&self, piece: &Piece, name: &str) -> Problem {
        let message = format!("{name} is not a SHA-1 or SHA-256 digest of the record as it is");
        Problem::new(self.place(piece), message).help(
            "it cannot be computed again, so the record was left as it was; check whether the record is \
             damaged, or remove the digest",
        )
    }

    fn place(&self, piece: &Piece) -> String {
        match number(piece) {
            Some(number) => format!("{}[{number}]", self.0.path),
            None => self.0.path.clone(),
        }
    }
}

/// The number of a record in its file, counted from 0.
fn number(piece: &Piece) -> Option<u64> {
    match piece.holds {
        Holds::Record(number) => number,
        _ => None,
    }
}
