//! JSON Lines: one record a row. Only the text's own value is read into the document, and only it
//! is ever changed: every other byte of the row stays.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Content, Names, Origin, Piece, Reader, utf8};
use crate::document::{Document, OffsetMap};
use crate::names::nearest;
use crate::problem::Problem;

pub struct Jsonl {
    input: Box<dyn BufRead + Send>,
    names: Names,
    /// Rows read so far.
    line: u64,
    /// Records read so far; empty rows are none.
    record: u64,
}

impl Jsonl {
    pub fn new(input: Box<dyn BufRead + Send>, names: Names) -> Self {
        Self {
            input,
            names,
            line: 0,
            record: 0,
        }
    }

    fn read(&self, bytes: &[u8]) -> Result<(Document, Origin), Problem> {
        let place = format!("{}:{}", self.names.path, self.line);
        let row = utf8(bytes, &place)?;
        let row_text = row.trim_start_matches('\u{feff}');
        let fields: Fields =
            serde_json::from_str(row_text).map_err(|error| not_json(&place, &error))?;
        let texts: Vec<_> = fields.named(&self.names.text_field).collect();
        let value = match texts[..] {
            [value] => value.get(),
            [] => return Err(self.no_text(&place, &fields)),
            _ => {
                let message = format!(
                    "the field `{}` stands in the row more than once",
                    self.names.text_field
                );
                return Err(Problem::new(place, message)
                    .help("keep one of them; the row was left as it was"));
            }
        };
        let start = value.as_ptr() as usize - row.as_ptr() as usize + 1;
        let (text, map) = unescape(value).map_err(|reason| {
            Problem::new(
                &place,
                format!("the field `{}` {reason}", self.names.text_field),
            )
            .help("the row was left as it was")
        })?;
        let first = |name: &str| fields.named(name).next().map(|value| plain(value.get()));
        let wanted = self
            .names
            .wanted
            .iter()
            .filter_map(|name| Some((name.clone(), first(name)?)));
        let document = Document {
            path: self.names.path.clone(),
            record: Some(self.record),
            id: first(&self.names.id_field),
            fields: wanted.collect(),
            language: self.names.language_field.as_deref().and_then(first),
            text,
        };
        Ok((document, Origin::JsonString { start, map }))
    }

    fn no_text(&self, place: &str, fields: &Fields) -> Problem {
        let name = &self.names.text_field;
        let problem = Problem::new(place, format!("the row has no field `{name}`"));
        let names = || fields.0.iter().map(|(name, _)| name.as_ref());
        match nearest(name, names()) {
            Some(near) => problem.help(format!("did you mean --text-field {near}?")),
            None => problem.help(format!(
                "name the field that holds the text with --text-field; the row has: {}",
                names().collect::<Vec<_>>().join(", ")
            )),
        }
    }
}

impl Reader for Jsonl {
    fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut bytes = Vec::new();
        if self.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Some(Piece {
                bytes,
                content: Content::Nothing,
            }));
        }
        let content = match self.read(&bytes) {
            Ok((document, origin)) => Content::Document(document, origin),
            Err(problem) => Content::Bad(problem),
        };
        self.record += 1;
        Ok(Some(Piece { bytes, content }))
    }
}

/// The fields of a row as they are written.
struct Fields<'r>(Vec<(Cow<'r, str>, &'r RawValue)>);

impl<'r> Fields<'r> {
    fn named(&self, wanted: &str) -> impl Iterator<Item = &'r RawValue> {
        self.0
            .iter()
            .filter(move |(name, _)| name == wanted)
            .map(|&(_, value)| value)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<Name>()? {
                    fields.push((name.0, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// A field's name, borrowed from the row where it holds no escape.
struct Name<'r>(Cow<'r, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

fn not_json(place: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    Problem::new(
        format!("{place}:{}", error.column().max(1)),
        format!("the row is not a JSON object: {reason}"),
    )
    .help("each row must be one JSON object; the row was left as it was")
}

/// A string's value, or any other value as it is written.
fn plain(value: &str) -> String {
    serde_json::from_str(value).unwrap_or_else(|_| value.to_owned())
}

/// Reads a JSON string: its text, and where each character stands after the opening quote.
fn unescape(value: &str) -> Result<(String, OffsetMap), &'static str> {
    let inner = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .ok_or("is not a string")?;
    let mut text = String::with_capacity(inner.len());
    let mut map = OffsetMap::default();
    let mut at = 0;
    while let Some(plain) = memchr::memchr(b'\\', &inner.as_bytes()[at..]) {
        map.push(text.len(), at);
        text.push_str(&inner[at..at + plain]);
        at += plain;
        map.push(text.len(), at);
        let (c, length) = escape(&inner[at..]).ok_or("holds half a surrogate pair")?;
        text.push(c);
        at += length;
    }
    map.push(text.len(), at);
    text.push_str(&inner[at..]);
    map.push(text.len(), inner.len());
    Ok((text, map))
}

/// The character of the escape that a valid JSON string goes on with, and the escape's length in
/// bytes; `None` for a lone surrogate.
fn escape(rest: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    Some(match rest.as_bytes().get(1)? {
        b'n' => ('\n', 2),
        b't' => ('\t', 2),
        b'r' => ('\r', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'u' => match unit(0)? {
            high @ 0xd800..=0xdbff => {
                let low = unit(6).filter(|low| (0xdc00..=0xdfff).contains(low))?;
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                (char::from_u32(code)?, 12)
            }
            code => (char::from_u32(code)?, 6),
        },
        &other => (char::from(other), 2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_map_to_their_bytes() {
        let (text, map) = unescape(r#""a\n\u0627\ud83d\ude00z""#).unwrap();
        assert_eq!(text, "a\nا😀z");
        let starts: Vec<_> = text.char_indices().map(|(at, _)| map.source(at)).collect();
        assert_eq!(starts, [0, 1, 3, 9, 21]);
        assert_eq!(map.source(text.len()), 22);
    }

    #[test]
    fn half_a_surrogate_pair_is_refused() {
        for value in [r#""\ud83d""#, r#""\ude00a""#, r#""\ud83d\u0041""#] {
            assert!(unescape(value).is_err(), "{value}");
        }
    }

    /// Text with each character written raw or in one of its escapes.
    fn written() -> impl Strategy<Value = (String, String)> {
        let one = (any::<char>(), 0..3u8).prop_map(|(c, how)| {
            let must = c < ' ' || c == '"' || c == '\\';
            let written = match (how, must) {
                (0, false) => c.to_string(),
                (1, _) => serde_json::to_string(&c.to_string())
                    .unwrap()
                    .trim_matches('"')
                    .to_owned(),
                _ => c
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect(),
            };
            (c, if c == '"' { "\\\"".into() } else { written })
        });
        proptest::collection::vec(one, 0..20).prop_map(|all| {
            (
                all.iter().map(|(c, _)| *c).collect(),
                all.iter().map(|(_, w)| w.as_str()).collect(),
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_span_of_the_text_is_the_same_span_of_the_string((text, inner) in written(), a: prop::sample::Index, b: prop::sample::Index) {
            let (read, map) = unescape(&format!("\"{inner}\"")).unwrap();
            prop_assert_eq!(&read, &text);
            let mut ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            ends.push(text.len());
            let (a, b) = (*a.get(&ends), *b.get(&ends));
            let (from, to) = (a.min(b), a.max(b));
            let cut = format!("\"{}{}\"", &inner[..map.source(from)], &inner[map.source(to)..]);
            let left: String = serde_json::from_str(&cut).unwrap();
            prop_assert_eq!(left, format!("{}{}", &text[..from], &text[to..]));
        }
    }
}
