//! The keys of lines, names and sources: hashes by which a survey counts them.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::rules::survey::Example;
use crate::text::{Document, fold_phrase, head};

/// Part of every hash: another way of folding or hashing lines is another version.
pub const VERSION: u64 = 1;

/// Characters of a name that findings give.
const NAME_CHARS: usize = 120;

/// How findings name a document: by its id where it is a record, else by its path.
pub(crate) fn name_of(document: &Document) -> String {
    let name = match (document.record, &document.id) {
        (None, _) => document.path.clone(),
        (Some(_), Some(id)) => id.clone(),
        (Some(record), None) => format!("{}[{record}]", document.path),
    };
    head(&name, NAME_CHARS).to_owned()
}

/// The key of a name of documents: from 0, of as many bits as examples have room for.
pub(crate) fn name_key(name: &str) -> i64 {
    let hash = xxh3_64_with_seed(name.as_bytes(), VERSION);
    (hash >> (u64::BITS - Example::NAME_BITS)) as i64
}

/// The key of the title that a field says; `None` where none does.
pub(crate) fn title_key(document: &Document, source: i64) -> Option<i64> {
    let folded = fold_phrase(document.title.as_deref()?);
    (!folded.is_empty()).then(|| line_key(source, &folded))
}

/// The key of the source that a document is from.
pub(crate) fn source_key(document: &Document) -> i64 {
    xxh3_64_with_seed(document.source_name().as_bytes(), VERSION) as i64
}

/// The key of a folded line of a source. Keys are signed: not every program that reads tables knows
/// other numbers.
pub(crate) fn line_key(source: i64, folded: &str) -> i64 {
    xxh3_64_with_seed(folded.as_bytes(), source as u64) as i64
}
