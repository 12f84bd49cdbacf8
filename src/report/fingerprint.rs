//! The fingerprint of a finding, which stays the same when lines move: a hash of its rule, its document and its
//! folded text.

use xxhash_rust::xxh3::Xxh3;

use crate::report::checked_document::Reported;
use crate::text::Folded;

/// A number that stays the same while the same document contains the flagged text.
pub fn fingerprint(reported: &Reported) -> u128 {
    let document = reported.document();
    let mut hash = Xxh3::new();
    let mut add = |part: &str| {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    };
    add(&reported.rule.id);
    match &document.id {
        Some(id) => add(id),
        None => add(&document.record.unwrap_or_default().to_string()),
    }
    add(document.field.as_deref().unwrap_or_default());
    add(Folded::new(reported.text()).as_str());
    hash.digest128()
}
