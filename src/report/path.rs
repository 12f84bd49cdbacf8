//! Paths of files as other programs want them: relative to the working directory, with `/`.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// The path relative to the working directory if the file is in it, otherwise the path unchanged.
pub fn relative(path: &str) -> Cow<'_, str> {
    let from_here = || {
        let here = std::env::current_dir().ok()?;
        let path = Path::new(path).strip_prefix(here).ok()?;
        Some(path.to_string_lossy())
    };
    let path = match Path::new(path).is_absolute() {
        true => from_here().unwrap_or(path.into()),
        false => path.into(),
    };
    let path = match cfg!(windows) && path.contains('\\') {
        true => Cow::from(path.replace('\\', "/")),
        false => path,
    };
    match path.starts_with("./") {
        true => path.trim_start_matches("./").to_owned().into(),
        false => path,
    }
}

/// The same as a URI reference: every byte except letters, digits and `-._~/` is percent-encoded.
pub fn uri(path: &str) -> String {
    let path = relative(path);
    let mut uri = String::with_capacity(path.len());
    if Path::new(&*path).is_absolute() {
        uri.push_str(if path.starts_with('/') {
            "file://"
        } else {
            "file:///"
        });
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            _ => write!(uri, "%{byte:02X}").expect("a string takes all"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        let here = std::env::current_dir().unwrap();
        let inside = here.join("news/a.txt");
        assert_eq!(relative(inside.to_str().unwrap()), "news/a.txt");
        assert_eq!(relative("./news/a.txt"), "news/a.txt");
        assert_eq!(relative("../a.txt"), "../a.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_uri_has_only_plain_characters() {
        assert_eq!(
            uri("a b/100%?#:خ\u{1b}.txt"),
            "a%20b/100%25%3F%23%3A%D8%AE%1B.txt"
        );
        assert_eq!(uri("/nowhere/a.txt"), "file:///nowhere/a.txt");
    }
}
