//! Replaces the text of a record: computes its lengths and digests again; the rest of its headers stays.

use std::ops::Range;

use crate::io::formats::warc::digest::digest;
use crate::io::formats::warc::record::WarcRecord;

/// The bytes of a record with another text, and with the right lengths and digests.
///
/// # Errors
/// The name of a digest that cannot be computed again.
pub(super) fn mended(
    bytes: &[u8],
    record: &WarcRecord,
    rewritten: &[u8],
) -> Result<Vec<u8>, &'static str> {
    let WarcRecord {
        headers,
        http,
        text,
    } = record;
    let behind = bytes.len() - text.end;
    let (new, end) = rewritten[text.start..].split_at(rewritten.len() - behind - text.start);
    let old = &bytes[text.clone()];
    let mut changes = Vec::new();
    for place in http.iter().flat_map(|http| http.places("Content-Length")) {
        // A length that differs from that of the text is kept: the crawler may have cut the text.
        if bytes[place.clone()] == *old.len().to_string().as_bytes() {
            changes.push((place, new.len().to_string()));
        }
    }
    let mut block = spliced(bytes, headers.end..text.start, changes);
    block.extend_from_slice(new);
    let length = |place| (place, block.len().to_string());
    let mut changes: Vec<_> = headers.places("Content-Length").map(length).collect();
    let digested: [(&str, &[u8], &[u8]); 2] = [
        ("WARC-Block-Digest", &bytes[headers.end..text.end], &block),
        ("WARC-Payload-Digest", old, new),
    ];
    for (name, old, new) in digested {
        for place in headers.places(name) {
            let digest = digest(&headers.value(place.clone()), old, new).ok_or(name)?;
            changes.push((place, digest));
        }
    }
    let mut mended = spliced(bytes, 0..headers.end, changes);
    mended.extend_from_slice(&block);
    mended.extend_from_slice(end);
    Ok(mended)
}

/// A span of bytes with some places replaced by other values.
fn spliced(bytes: &[u8], span: Range<usize>, mut changes: Vec<(Range<usize>, String)>) -> Vec<u8> {
    changes.sort_by_key(|(place, _)| place.start);
    let mut spliced = Vec::with_capacity(span.len());
    let mut at = span.start;
    for (place, value) in changes {
        spliced.extend_from_slice(&bytes[at..place.start]);
        spliced.extend_from_slice(value.as_bytes());
        at = place.end;
    }
    spliced.extend_from_slice(&bytes[at..span.end]);
    spliced
}
