//! What a survey takes of one document: its lines by hash, and which of them are title and lead.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::document::{Document, Segments, fold_phrase, head, is_alphanumeric};

/// Part of every hash: another way of folding or hashing lines is another version.
const VERSION: u64 = 1;

/// The lines of a document, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// How findings name the document.
    pub(super) name: String,
    pub(super) source: u64,
    /// By hash; the roles are bits.
    pub(super) lines: Vec<(u64, u8)>,
}

/// A line of the document.
pub(super) const LINE: u8 = 1;
/// Its title.
pub(super) const TITLE: u8 = 2;
/// Its first paragraph.
pub(super) const LEAD: u8 = 4;

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
            let roles = LINE
                | is(TITLE, title.is_none() && segments.title == Some(line))
                | is(LEAD, lead == Some(line));
            lines.push((line_key(source, folded), roles));
        }
        lines.sort_unstable();
        lines.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 |= if is_same { next.1 } else { 0 };
            is_same
        });
        Self {
            name: name_of(document),
            source,
            lines,
        }
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

/// The key of the title that a field says; `None` where none does.
pub(super) fn title_key(document: &Document, source: u64) -> Option<u64> {
    let folded = fold_phrase(document.title.as_deref()?);
    (!folded.is_empty()).then(|| line_key(source, &folded))
}

/// The key of the source that a document is from.
pub(super) fn source_key(document: &Document) -> u64 {
    xxh3_64_with_seed(document.source_name().as_bytes(), VERSION)
}

/// The key of a folded line of a source.
pub(super) fn line_key(source: u64, folded: &str) -> u64 {
    xxh3_64_with_seed(folded.as_bytes(), source)
}
