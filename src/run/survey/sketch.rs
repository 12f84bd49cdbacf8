//! The sketch of a document: what a survey counts of it. These are the hashes of its lines, and which of
//! them are its title and its first paragraph.

use super::row::{Kind, Row};
use crate::rules::survey::Example;
use crate::rules::survey::example::{LEAD, TITLE};
use crate::rules::survey::keys::{line_key, name_key, name_of, source_key, title_key};
use crate::run::survey::entry::{LineEntry, Name};
use crate::text::{Document, TextAnalysis, is_alphanumeric};

/// What a survey counts of a document: each different line once, its name and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// The name of the document in findings.
    pub(crate) name: Name,
    source: i64,
    source_name: String,
    /// The lines, in the order of their keys.
    pub(crate) lines: Vec<LineEntry>,
}

impl Sketch {
    /// Makes the sketch of a document.
    pub fn of(document: &Document) -> Self {
        let source = source_key(document);
        let analysis = TextAnalysis::new(&document.text);
        let mut lines = Vec::new();
        let title = title_key(document, source);
        lines.extend(title.map(|title| (title, TITLE)));
        let lead = analysis.paragraphs.map(|(first, _)| first);
        for line in 0..analysis.lines.len() {
            let folded = analysis.folded_line(line);
            if !folded.contains(is_alphanumeric) {
                continue;
            }
            let is = |role: u8, holds: bool| if holds { role } else { 0 };
            let roles = is(TITLE, title.is_none() && analysis.title == Some(line))
                | is(LEAD, lead == Some(line));
            lines.push((line_key(source, folded), roles));
        }
        lines.sort_unstable();
        lines.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 |= if is_same { next.1 } else { 0 };
            is_same
        });
        let name = name_of(document);
        let key = name_key(&name);
        let entry = |(line, roles)| LineEntry {
            line,
            example: Example::new(key, roles),
        };
        Self {
            name: Name {
                key,
                name: name.into_boxed_str(),
            },
            source,
            source_name: document.source_name().into_owned(),
            lines: lines.into_iter().map(entry).collect(),
        }
    }

    /// The rows of a survey of this document alone, in the order of their keys. To survey many documents,
    /// add up their rows by key.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let lines = self.lines.iter();
        lines
            .map(|entry| Row::of_line(entry.line, [entry.example].into_iter()))
            .chain([
                Row::of_name(Kind::Name, self.name.key, &self.name.name),
                self.source_row(),
            ])
    }

    pub(crate) fn source_row(&self) -> Row {
        Row::of_name(Kind::Source, self.source, &self.source_name)
    }
}
