//! Tells changes of the texts of a piece as bytes of the file and as entries of the ledger.

use crate::base::problem::Problem;
use crate::io::formats::{Change, Origin, Parser, Piece};
use crate::run::ledger::Entry;
use crate::text::Document;

/// A piece with changed texts.
#[derive(Debug, PartialEq, Eq)]
pub struct Rewritten {
    pub bytes: Vec<u8>,
    pub entries: Vec<Entry>,
}

/// The changes of one document, ascending and apart, each with the rule that asked for it.
pub struct Changed<'a> {
    pub document: &'a Document,
    pub origin: &'a Origin,
    pub changes: Vec<Change<'a>>,
    pub rules: Vec<&'a str>,
}

/// Applies changes to a piece: every other byte stays. `None` where there are no changes.
///
/// Entries are told from the beginning of the piece.
///
/// # Errors
/// What stands against writing the piece anew; it must then stay as it was.
pub fn rewrite(
    piece: &Piece,
    parser: &dyn Parser,
    documents: &[Changed],
) -> Result<Option<Rewritten>, Problem> {
    let bytes = &piece.bytes;
    let mut rewritten = Vec::with_capacity(bytes.len());
    let mut entries = Vec::new();
    let mut at = 0;
    for changed in documents {
        let Changed {
            document, changes, ..
        } = changed;
        let raw = changed.origin.raw(&document.text, changes);
        for ((change, raw), rule) in changes.iter().zip(raw).zip(&changed.rules) {
            rewritten.extend_from_slice(&bytes[at..raw.span.start]);
            rewritten.extend_from_slice(raw.content.as_bytes());
            at = raw.span.end;
            let taken = String::from_utf8_lossy(&bytes[raw.span.clone()]).into_owned();
            let removed = document.text[change.span.clone()].to_owned();
            entries.push(Entry {
                path: document.path.clone(),
                record: document.record,
                id: document.id.clone(),
                field: document.field.clone(),
                rule: (*rule).to_owned(),
                run: String::new(),
                start: change.span.start,
                end: change.span.end,
                at: raw.span.start as u64,
                raw_removed: (taken != removed).then_some(taken),
                raw_inserted: (raw.content != change.content).then_some(raw.content),
                removed,
                inserted: change.content.to_owned(),
                seal: None,
            });
        }
    }
    if entries.is_empty() {
        return Ok(None);
    }
    rewritten.extend_from_slice(&bytes[at..]);
    Ok(Some(Rewritten {
        bytes: parser.mend(piece, rewritten)?,
        entries,
    }))
}
