//! What a survey takes of one document: its lines by hash, and which of them are title and lead.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::entry::{Entry, Name};
use super::row::{Example, Kind, Row};
use crate::document::{Document, Segments, fold_phrase, head, is_alphanumeric};

/// Part of every hash: another way of folding or hashing lines is another version.
pub const VERSION: u64 = 1;

/// What a survey counts of a document: its lines, each once, its name and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// How findings name the document.
    pub(super) name: Name,
    source: i64,
    source_name: String,
    /// In the order of their keys.
    pub(super) lines: Vec<Entry>,
}

/// The line is the title of the document.
pub(super) const TITLE: u8 = 1;
/// The line is its first paragraph.
pub(super) const LEAD: u8 = 2;

impl Sketch {
    /// Takes the sketch of a document.
    pub fn of(document: &Document) -> Self {
        let source = source_key(document);
        let segments = Segments::new(&document.text);
        let mut lines = Vec::new();
        let title = title_key(document, source);
        lines.extend(title.map(|title| (title, TITLE)));
        let lead = segments.paragraphs.map(|(first, _)| first);
        for line in 0..segments.lines.len() {
            let folded = segments.folded_line(line);
            if !folded.contains(is_alphanumeric) {
                continue;
            }
            let is = |role: u8, holds: bool| if holds { role } else { 0 };
            let roles = is(TITLE, title.is_none() && segments.title == Some(line))
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
        let entry = |(line, roles)| Entry {
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

    /// The rows that a survey of this document alone has, in the order of their keys. Those of many
    /// documents, added up by their keys, are the rows of the survey of all.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let lines = self.lines.iter();
        lines
            .map(|entry| Row::of_line(entry.line, [entry.example].into_iter()))
            .chain([
                Row::of_name(Kind::Name, self.name.key, &self.name.name),
                self.source_row(),
            ])
    }

    pub(super) fn source_row(&self) -> Row {
        Row::of_name(Kind::Source, self.source, &self.source_name)
    }
}

/// Characters of a name that findings give.
const NAME_CHARS: usize = 120;

/// How findings name a document: by its id where it is a record, else by its path.
pub(super) fn name_of(document: &Document) -> String {
    let name = match (document.record, &document.id) {
        (None, _) => document.path.clone(),
        (Some(_), Some(id)) => id.clone(),
        (Some(record), None) => format!("{}[{record}]", document.path),
    };
    head(&name, NAME_CHARS).to_owned()
}

/// The key of a name of documents: from 0, of as many bits as examples have room for.
pub(super) fn name_key(name: &str) -> i64 {
    let hash = xxh3_64_with_seed(name.as_bytes(), VERSION);
    (hash >> (u64::BITS - Example::NAME_BITS)) as i64
}

/// The key of the title that a field says; `None` where none does.
pub(super) fn title_key(document: &Document, source: i64) -> Option<i64> {
    let folded = fold_phrase(document.title.as_deref()?);
    (!folded.is_empty()).then(|| line_key(source, &folded))
}

/// The key of the source that a document is from.
pub(super) fn source_key(document: &Document) -> i64 {
    xxh3_64_with_seed(document.source_name().as_bytes(), VERSION) as i64
}

/// The key of a folded line of a source. Keys are signed: not every program that reads tables knows
/// other numbers.
pub(super) fn line_key(source: i64, folded: &str) -> i64 {
    xxh3_64_with_seed(folded.as_bytes(), source as u64) as i64
}
