//! The keys of features, articles and sources: the hashes by which a survey counts them.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::rules::survey::example::Example;
use crate::rules::survey::features::{Feature, lead_of};
use crate::text::{Document, TextAnalysis, fold_phrase, head};

/// A part of every hash. It changes when texts are folded or hashed in another way.
pub const VERSION: u64 = 2;

/// Findings show at most this many characters of a name.
const NAME_CHARS: usize = 120;

/// The key that stands for the documents of all sources.
pub(crate) const ALL_SOURCES: i64 = 0;

/// The name of a document in findings: the id of a record; the path of any other document.
pub(crate) fn name_of(document: &Document) -> String {
    let name = match (document.record, &document.id) {
        (None, _) => document.path.clone(),
        (Some(_), Some(id)) => id.clone(),
        (Some(record), None) => format!("{}[{record}]", document.path),
    };
    head(&name, NAME_CHARS).to_owned()
}

/// The key of the article that a document is a version of: a hash of its title and its first paragraph, or of its longest line
/// if it has no paragraph. A title alone would join the articles of a series, and a first paragraph alone those under the same
/// notice. The key is 0 or more, with as many bits as examples have room for.
pub(crate) fn article_key(document: &Document, analysis: &TextAnalysis, source: i64) -> i64 {
    let longest = || (0..analysis.lines.len()).max_by_key(|&line| analysis.lines[line].chars);
    let text = lead_of(analysis).or_else(longest);
    let text = text
        .map(|line| analysis.folded_line(line))
        .unwrap_or_default();
    let title = title_key(document, source).or_else(|| {
        let title = analysis.folded_line(analysis.title?);
        Some(feature_key(source, Feature::Line, title))
    });
    let seed = source as u64 ^ title.unwrap_or_default() as u64;
    let hash = xxh3_64_with_seed(text.as_bytes(), seed);
    (hash >> (u64::BITS - Example::KEY_BITS)) as i64
}

/// The key of the title that a field of the record gives, if any.
pub(crate) fn title_key(document: &Document, source: i64) -> Option<i64> {
    let folded = fold_phrase(document.title.as_deref()?);
    (!folded.is_empty()).then(|| feature_key(source, Feature::Line, &folded))
}

/// The key of the source that a document is from.
pub(crate) fn source_key(document: &Document) -> i64 {
    xxh3_64_with_seed(document.source_name().as_bytes(), VERSION) as i64
}

/// The key of a feature in the documents of a source. Keys are signed, because some programs that read tables know no
/// unsigned numbers.
pub(crate) fn feature_key(source: i64, feature: Feature, text: &str) -> i64 {
    xxh3_64_with_seed(text.as_bytes(), source as u64 ^ feature.seed()) as i64
}
