//! Where a document is from: its site, or the folder that it is in.

use std::borrow::Cow;
use std::path::Path;

use crate::text::document::Document;

impl Document {
    /// The name of its source: the host of the address in its source field, without `www.`; or the content of that field
    /// if it is not an address; or the folder of its file.
    pub fn source_name(&self) -> Cow<'_, str> {
        match self.source.as_deref().map(str::trim) {
            None | Some("") => folder_of(&self.path),
            Some(site) if !is_address(site) => site.into(),
            Some(address) => match host_of(address) {
                host if host.is_empty() => address.into(),
                host => match host.strip_prefix("www.") {
                    Some(bare) => bare.to_owned().into(),
                    None => host.into(),
                },
            },
        }
    }
}

fn folder_of(path: &str) -> Cow<'_, str> {
    let folder = Path::new(path).parent().map(Path::to_string_lossy);
    folder
        .filter(|folder| !folder.is_empty())
        .unwrap_or(".".into())
}

/// Whether a source is an address and not a name: it has a scheme, or begins with a host.
fn is_address(source: &str) -> bool {
    let host = source.split('/').next().unwrap_or_default();
    source.contains("://") || (host.contains('.') && !source.contains(char::is_whitespace))
}

/// The host of an address, in lower case; empty if it has none.
pub fn host_of(address: &str) -> String {
    let after = address
        .split_once("://")
        .map_or(address, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_host_or_a_name_or_a_folder() {
        let named = |source: Option<&str>| {
            let document = Document {
                path: "news/today/a.txt".into(),
                source: source.map(str::to_owned),
                ..Document::default()
            };
            document.source_name().into_owned()
        };
        let cases = [
            (Some("https://www.Example.org:80/a?b"), "example.org"),
            (Some("http://user@sport.example.org/"), "sport.example.org"),
            (Some("www.example.org/a/b"), "example.org"),
            (Some("The Harbour Times"), "The Harbour Times"),
            (Some("St. Mary's Echo"), "St. Mary's Echo"),
            (Some("file:///a"), "file:///a"),
            (Some(" "), "news/today"),
            (None, "news/today"),
        ];
        for (source, expected) in cases {
            assert_eq!(named(source), expected, "{source:?}");
        }
    }
}
