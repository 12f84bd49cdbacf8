//! The keys of lines, names and sources: the hashes by which a survey counts them.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::rules::survey::example::Example;
use crate::text::{Document, fold_phrase, head};

/// A part of every hash. It changes when lines are folded or hashed in another way.
pub const VERSION: u64 = 1;

/// Findings show at most this many characters of a name.
const NAME_CHARS: usize = 120;

/// The name of a document in findings: the id of a record; the path of any other document.
pub(crate) fn name_of(document: &Document) -> String {
    let name = match (document.record, &document.id) {
        (None, _) => document.path.clone(),
        (Some(_), Some(id)) => id.clone(),
        (Some(record), None) => format!("{}[{record}]", document.path),
    };
    head(&name, NAME_CHARS).to_owned()
}

/// The key of the name of a document: 0 or more, with as many bits as examples have room for.
pub(crate) fn name_key(name: &str) -> i64 {
    let hash = xxh3_64_with_seed(name.as_bytes(), VERSION);
    (hash >> (u64::BITS - Example::NAME_BITS)) as i64
}

/// The key of the title that a field of the record gives, if any.
pub(crate) fn title_key(document: &Document, source: i64) -> Option<i64> {
    let folded = fold_phrase(document.title.as_deref()?);
    (!folded.is_empty()).then(|| line_key(source, &folded))
}

/// The key of the source that a document is from.
pub(crate) fn source_key(document: &Document) -> i64 {
    xxh3_64_with_seed(document.source_name().as_bytes(), VERSION) as i64
}

/// The key of a folded line of a source. Keys are signed, because some programs that read tables know no unsigned
/// numbers.
pub(crate) fn line_key(source: i64, folded: &str) -> i64 {
    xxh3_64_with_seed(folded.as_bytes(), source as u64) as i64
}
