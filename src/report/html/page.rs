//! The page: a template, filled with its style sheet, its scripts and its data.
//!
//! No template engine is needed: there are five places to fill, and every text of a document is in a block of
//! JSON in which `<` is escaped. A policy in the head of the page allows only this style sheet and these
//! scripts, by their hashes.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::base::safe_json::safe_json;

const PAGE: &str = include_str!("assets/page.html");
const STYLE: &str = include_str!("assets/report.css");
/// The parts of the one script, in order.
const SCRIPTS: [&str; 6] = [
    include_str!("assets/data.js"),
    include_str!("assets/search.js"),
    include_str!("assets/text.js"),
    include_str!("assets/filters.js"),
    include_str!("assets/view.js"),
    include_str!("assets/keys.js"),
];

/// Writes the page. The two functions write its data.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    out: &mut dyn Write,
    overview: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    documents: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let script = SCRIPTS.concat();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(&script)),
    );
    let mut rest = PAGE;
    let mut until = |out: &mut dyn Write, mark: &str| {
        let (before, after) = rest
            .split_once(mark)
            .ok_or_else(|| io::Error::other(format!("the page has no {mark}")))?;
        rest = after;
        out.write_all(before.as_bytes())
    };
    until(out, "{policy}")?;
    out.write_all(policy.as_bytes())?;
    until(out, "{style}")?;
    out.write_all(STYLE.as_bytes())?;
    until(out, "{overview}")?;
    overview(out)?;
    until(out, "{documents}")?;
    documents(out)?;
    until(out, "{script}")?;
    out.write_all(script.as_bytes())?;
    out.write_all(rest.as_bytes())
}

/// Writes a value as a line of JSON for a script element. It is safe for a terminal, and it has no `<`, so that
/// nothing can end the element or open a comment.
///
/// # Errors
/// When the output cannot be written.
pub fn json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = Vec::new();
    safe_json(&mut line, value)?;
    for (n, part) in line.split(|&byte| byte == b'<').enumerate() {
        if n > 0 {
            out.write_all(b"\\u003c")?;
        }
        out.write_all(part)?;
    }
    Ok(())
}

/// Base64 with padding, as policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, n| {
            bits << 8 | u32::from(*chunk.get(n).unwrap_or(&0))
        });
        for n in 0..4 {
            out.push(match n <= chunk.len() {
                true => DIGITS[(bits >> (18 - 6 * n) & 63) as usize] as char,
                false => '=',
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_its_standard_says() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("fooba", "Zm9vYmE="),
        ];
        for (bytes, expected) in cases {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }

    /// An element ends at the first `</` with its name, so its content must not contain that.
    #[test]
    fn the_scripts_and_the_style_do_not_end_their_elements() {
        for script in SCRIPTS {
            assert!(!script.contains("</script") && !script.contains("<!--"));
            assert!(script.starts_with("// "), "says first what it defines");
        }
        assert!(!STYLE.contains("</style"));
    }

    #[test]
    fn nothing_of_the_page_points_to_a_network() {
        let page = [&[PAGE, STYLE][..], &SCRIPTS].concat().concat();
        for load in [
            "://", "@import", "url(", "src=", "fetch(", "XMLHttp", "import(",
        ] {
            assert!(!page.contains(load), "{load}");
        }
    }
}
