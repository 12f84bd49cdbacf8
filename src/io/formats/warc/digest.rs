//! Digests of records, in the forms in which programs write them.

use sha1::{Digest, Sha1};
use sha2::Sha256;

/// Computes a digest.
pub(super) type Algorithm = fn(&[u8]) -> Vec<u8>;

/// The digests that can be computed again, with the names that programs write.
pub(super) const DIGESTS: &[(&str, Algorithm)] = &[
    ("sha1", |bytes| Sha1::digest(bytes).to_vec()),
    ("sha-1", |bytes| Sha1::digest(bytes).to_vec()),
    ("sha256", |bytes| Sha256::digest(bytes).to_vec()),
    ("sha-256", |bytes| Sha256::digest(bytes).to_vec()),
];

/// The forms in which programs write digests.
pub(super) const FORMS: &[fn(&[u8]) -> String] = &[
    base32,
    |digest| base32(digest).to_lowercase(),
    |digest| base32(digest).trim_end_matches('=').to_owned(),
    hex,
    |digest| hex(digest).to_uppercase(),
];

/// The digest of the new bytes, in the form of the digest `written`. `None` if `written` is not a digest of
/// the old bytes, or has an unknown algorithm or form.
pub(super) fn digest(written: &str, old: &[u8], new: &[u8]) -> Option<String> {
    let (name, value) = written.split_once(':')?;
    let is_named = |(known, _): &&(&str, _)| name.eq_ignore_ascii_case(known);
    let (_, digest) = DIGESTS.iter().find(is_named)?;
    let before = digest(old);
    let form = FORMS.iter().find(|form| form(&before) == value)?;
    Some(format!("{name}:{}", form(&digest(new))))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base32 of RFC 4648, with padding.
pub(super) fn base32(digest: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for five in digest.chunks(5) {
        let mut bytes = [0; 8];
        bytes[3..3 + five.len()].copy_from_slice(five);
        let bits = u64::from_be_bytes(bytes);
        let letters = (five.len() * 8).div_ceil(5);
        for n in 0..8 {
            let letter = LETTERS[(bits >> (35 - 5 * n)) as usize & 31];
            text.push(if n < letters { char::from(letter) } else { '=' });
        }
    }
    text
}
