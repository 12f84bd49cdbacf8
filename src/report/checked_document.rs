//! A checked document with its findings, as reporters receive it.

use crate::io::formats::{Layers, Origin, Piece};
use crate::report::line_index::LineIndex;
use crate::rules::finding::Finding;
use crate::rules::{Rule, RuleSet};
use crate::text::Document;

/// A document with its findings.
pub struct CheckedDocument<'a> {
    /// The rules, by whose index findings name their rule.
    pub rules: &'a RuleSet,
    /// The document.
    pub document: &'a Document,
    /// The findings to report, in the order of the text.
    pub findings: &'a [Finding],
    /// The language of the document, if the run needs it.
    pub language: Option<&'a str>,
    /// Where the text is in its file.
    pub site: Site<'a>,
    /// The lines of the text.
    pub line_index: LineIndex<'a>,
}

/// Where the text of a document is in its file.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The compression and archive layers around the file's content.
    pub layers: Layers,
    /// The piece of the input, such as a row, that holds the document.
    pub piece: &'a Piece,
    /// Which bytes of the piece each part of the text comes from.
    pub origin: &'a Origin,
}

impl<'a> CheckedDocument<'a> {
    /// A checked document without a language.
    pub fn new(
        rules: &'a RuleSet,
        document: &'a Document,
        findings: &'a [Finding],
        site: Site<'a>,
    ) -> Self {
        Self {
            rules,
            document,
            findings,
            language: None,
            site,
            line_index: LineIndex::new(&document.text),
        }
    }

    /// The findings, each with everything that a report needs about it.
    pub fn reported(&self) -> impl Iterator<Item = Reported<'_>> {
        self.findings.iter().map(move |finding| Reported {
            checked: self,
            rule: &self.rules.rules()[finding.rule],
            finding,
        })
    }

    /// The line of the file, from 1, that holds an offset (in bytes) of the text; `None` if the file has no
    /// lines.
    fn file_line(&self, offset: usize) -> Option<u64> {
        let Site { piece, origin, .. } = self.site;
        let before = origin.bytes(offset..offset).start;
        let breaks = memchr::memchr_iter(b'\n', &piece.bytes[..before]).count() as u64;
        (piece.line > 0).then_some(piece.line + breaks)
    }
}

/// A finding with everything that a report needs about it.
pub struct Reported<'a> {
    /// The document it is in.
    pub checked: &'a CheckedDocument<'a>,
    /// The rule that found it.
    pub rule: &'a Rule,
    /// The finding itself.
    pub finding: &'a Finding,
}

impl<'a> Reported<'a> {
    /// The document it is in.
    pub fn document(&self) -> &'a Document {
        self.checked.document
    }

    /// The line and the column (in characters) of its first character, both from 1.
    pub fn place(&self) -> (usize, usize) {
        self.checked.line_index.of(self.finding.span.start)
    }

    /// The line and the column (in characters) just after its last character, both from 1.
    pub fn end_place(&self) -> (usize, usize) {
        self.checked.line_index.of(self.finding.span.end)
    }

    /// The flagged text.
    pub fn text(&self) -> &'a str {
        &self.document().text[self.finding.span.clone()]
    }

    /// Whether the file holds the text unchanged, so that offsets and columns of the text are those of the
    /// file.
    pub fn is_file_text(&self) -> bool {
        self.document().record.is_none() && self.checked.site.layers.are_none()
    }

    /// The first and the last line of the file, from 1, that the finding covers. For JSON Lines, this is the
    /// line of the row. `None` if the file has no lines.
    pub fn file_lines(&self) -> Option<(u64, u64)> {
        if self.document().record.is_none() {
            return Some((self.place().0 as u64, self.end_place().0 as u64));
        }
        let span = &self.finding.span;
        Some((
            self.checked.file_line(span.start)?,
            self.checked.file_line(span.end)?,
        ))
    }
}
