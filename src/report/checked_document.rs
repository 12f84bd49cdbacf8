//! A document with its findings, as reporters get it.

use crate::io::formats::{Layers, Origin, Piece};
use crate::report::line_index::LineIndex;
use crate::rules::finding::Finding;
use crate::rules::{Rule, RuleSet};
use crate::text::Document;

/// A document with its findings.
pub struct CheckedDocument<'a> {
    pub rules: &'a RuleSet,
    pub document: &'a Document,
    /// What of it is reported, by place.
    pub findings: &'a [Finding],
    /// Its language, where somebody asked for it.
    pub language: Option<&'a str>,
    pub site: Site<'a>,
    /// The lines of the text.
    pub line_index: LineIndex<'a>,
}

/// Where the text of a document stands in its file.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    pub layers: Layers,
    pub piece: &'a Piece,
    pub origin: &'a Origin,
}

impl<'a> CheckedDocument<'a> {
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

    /// The findings, each with all that a report says of it.
    pub fn reported(&self) -> impl Iterator<Item = Reported<'_>> {
        self.findings.iter().map(move |finding| Reported {
            checked: self,
            rule: &self.rules.rules()[finding.rule],
            finding,
        })
    }

    /// The line of the file, from 1, that an offset of the text stands in; `None` where the file has
    /// no lines.
    fn file_line(&self, offset: usize) -> Option<u64> {
        let Site { piece, origin, .. } = self.site;
        let before = origin.bytes(offset..offset).start;
        let breaks = memchr::memchr_iter(b'\n', &piece.bytes[..before]).count() as u64;
        (piece.line > 0).then_some(piece.line + breaks)
    }
}

/// A finding with all that a report says of it.
pub struct Reported<'a> {
    pub checked: &'a CheckedDocument<'a>,
    pub rule: &'a Rule,
    pub finding: &'a Finding,
}

impl<'a> Reported<'a> {
    pub fn document(&self) -> &'a Document {
        self.checked.document
    }

    /// The line and the column of the text that the finding begins at, both from 1.
    pub fn place(&self) -> (usize, usize) {
        self.checked.line_index.of(self.finding.span.start)
    }

    /// The line and the column behind its end.
    pub fn end_place(&self) -> (usize, usize) {
        self.checked.line_index.of(self.finding.span.end)
    }

    /// What is flagged.
    pub fn text(&self) -> &'a str {
        &self.document().text[self.finding.span.clone()]
    }

    /// Whether the bytes of the file are the text, so that offsets and columns are those of the file.
    pub fn is_file_text(&self) -> bool {
        self.document().record.is_none() && self.checked.site.layers.are_none()
    }

    /// The first and the last line of the file, from 1, that it stands in; for a row of JSON Lines
    /// that is the row. `None` where the file has no lines.
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
