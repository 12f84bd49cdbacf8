//! URIs of documents: from `file:` URIs to paths and back.

use std::path::{Path, PathBuf};

/// The path of a `file:` URI, with any escapes; `None` for other URIs.
pub fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // The part before the path is the host: this machine.
    let path = unescape(&rest[rest.find('/')?..]);
    Some(native(path))
}

/// The URI of a path.
pub fn of_path(path: &Path) -> String {
    let shown = path.to_string_lossy().replace('\\', "/");
    let slash = if shown.starts_with('/') { "" } else { "/" };
    let mut uri = format!("file://{slash}");
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The last part of a URI, as the name of a document that is not a file.
pub fn file_name(uri: &str) -> String {
    let bytes = unescape(uri.rsplit(['/', ':']).next().unwrap_or(uri));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = || {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            u8::from_str_radix(digits, 16).ok()
        };
        let byte = (*first == b'%').then(escaped).flatten();
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    bytes
}

#[cfg(unix)]
fn native(path: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(path).into()
}

#[cfg(not(unix))]
fn native(path: Vec<u8>) -> PathBuf {
    let path = String::from_utf8_lossy(&path).into_owned();
    // `/c:/news` is a path on the drive `c:`.
    match path.as_bytes() {
        [b'/', _, b':', ..] => path[1..].into(),
        _ => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_in_uris_are_decoded_and_encoded() {
        for uri in ["file:///a/%D8%AE%20b%25.txt", "file://localhost/a/خ b%.txt"] {
            assert_eq!(to_path(uri), Some(PathBuf::from("/a/خ b%.txt")), "{uri}");
        }
        assert_eq!(
            of_path(Path::new("/a/خ b%.txt")),
            "file:///a/%D8%AE%20b%25.txt"
        );
        assert_eq!(to_path("untitled:Untitled-1"), None);
        assert_eq!(file_name("untitled:Untitled-1"), "Untitled-1");
    }
}
