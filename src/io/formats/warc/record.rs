//! A record with a text, and the place of the text in it.

use std::ops::Range;

use crate::io::formats::warc::headers::Headers;

/// A record with a text.
pub(super) struct WarcRecord<'b> {
    pub(super) headers: Headers<'b>,
    /// The HTTP headers of the response, if it is one.
    pub(super) http: Option<Headers<'b>>,
    /// The span of the text, in bytes of the record.
    pub(super) text: Range<usize>,
}

impl<'b> WarcRecord<'b> {
    /// Reads a record, or its beginning. `None` if it has no text, or only a segment of one.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        let headers = Headers::read(bytes, 0)?;
        let length = usize::try_from(headers.length()?).ok()?;
        let end = headers.end.saturating_add(length).min(bytes.len());
        let block = &bytes[..end];
        let http = match &*headers.get("WARC-Type")? {
            "conversion" => None,
            "response" if block[headers.end..].starts_with(b"HTTP/") => {
                Some(Headers::read(block, headers.end)?)
            }
            _ => return None,
        };
        let (about, start) = match &http {
            Some(http) => (http, http.end),
            None => (&headers, headers.end),
        };
        let is_text = about.get("Content-Type").is_some_and(|of| is_text(&of));
        let is_other = ["Transfer-Encoding", "Content-Encoding"]
            .iter()
            .any(|name| about.has(name));
        if !is_text || is_other || headers.has("WARC-Segment-Number") {
            return None;
        }
        Some(Self {
            headers,
            http,
            text: start..end,
        })
    }
}

/// Whether a media type is plain text in UTF-8, or plain text without the name of an encoding.
fn is_text(media_type: &str) -> bool {
    let mut parts = media_type.split(';').map(str::trim);
    let is_utf8 = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let value = value.trim().trim_matches('"');
            ["utf-8", "utf8"]
                .iter()
                .any(|utf8| value.eq_ignore_ascii_case(utf8))
        }
        _ => true,
    };
    parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("text/plain"))
        && parts.all(is_utf8)
}
