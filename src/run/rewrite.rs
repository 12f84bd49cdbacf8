//! Rewrites a piece with edits of its texts, and describes each edit as a row of the ledger.

use crate::base::problem::Problem;
use crate::io::formats::{Origin, Parser, Piece};
use crate::run::ledger::LedgerEntry;
use crate::text::{Document, Edit};

/// A piece with edited texts.
#[derive(Debug, PartialEq, Eq)]
pub struct RewrittenPiece {
    pub bytes: Vec<u8>,
    /// A row for each edit. Offsets are from the beginning of the piece, in bytes.
    pub entries: Vec<LedgerEntry>,
}

/// The edits of one document.
pub struct DocumentEdits<'a> {
    pub document: &'a Document,
    pub origin: &'a Origin,
    /// In ascending order, without overlaps.
    pub edits: Vec<Edit>,
    /// For each edit, the id of the rule that asked for it.
    pub rules: Vec<&'a str>,
    /// For each edit, how the file wrote its text before, if the edits put text back.
    pub written: Option<Vec<&'a str>>,
    /// The hash of the text after the edits, if the entries go into a ledger.
    pub text_after: Option<String>,
}

/// Applies edits to a piece; every other byte stays. `None` if there are no edits.
///
/// # Errors
/// The reason why the piece cannot be written again; it must then stay as it was.
pub fn rewrite(
    piece: &Piece,
    parser: &dyn Parser,
    documents: &[DocumentEdits],
) -> Result<Option<RewrittenPiece>, Problem> {
    let bytes = &piece.bytes;
    let mut rewritten = Vec::with_capacity(bytes.len());
    let mut entries = Vec::new();
    let mut at = 0;
    for one in documents {
        let DocumentEdits {
            document, edits, ..
        } = one;
        let in_file = one
            .origin
            .file_edits(&document.text, edits, one.written.as_deref());
        for ((edit, in_file), rule) in edits.iter().zip(in_file).zip(&one.rules) {
            rewritten.extend_from_slice(&bytes[at..in_file.span.start]);
            rewritten.extend_from_slice(in_file.text.as_bytes());
            at = in_file.span.end;
            let taken = String::from_utf8_lossy(&bytes[in_file.span.clone()]).into_owned();
            let removed = document.text[edit.span.clone()].to_owned();
            entries.push(LedgerEntry {
                path: document.path.clone(),
                record: document.record,
                id: document.id.clone(),
                field: document.field.clone(),
                rule: (*rule).to_owned(),
                run: String::new(),
                start: edit.span.start,
                end: edit.span.end,
                at: in_file.span.start as u64,
                raw_removed: (taken != removed).then_some(taken),
                raw_inserted: (in_file.text != edit.text).then_some(in_file.text),
                removed,
                inserted: edit.text.clone(),
                text_after: None,
                seal: None,
            });
        }
        if let (false, Some(last)) = (edits.is_empty(), entries.last_mut()) {
            last.text_after.clone_from(&one.text_after);
        }
    }
    if entries.is_empty() {
        return Ok(None);
    }
    rewritten.extend_from_slice(&bytes[at..]);
    Ok(Some(RewrittenPiece {
        bytes: parser.mend(piece, rewritten)?,
        entries,
    }))
}
