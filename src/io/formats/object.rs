//! One JSON object as a record. Only the values of its text fields become documents, and only they are
//! changed. All other bytes stay.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::base::names::nearest;
use crate::base::problem::Problem;
use crate::io::formats::options::ReadContext;
use crate::io::formats::origin::Origin;
use crate::io::formats::piece::Parsed;
use crate::io::formats::utf8::utf8;
use crate::text::{Document, OffsetMap};

/// Reads the documents of a record from the bytes of a JSON object, in the order in which they occur.
///
/// `record` is the number of the record, counted from 0. `place` names the record in problems.
pub fn parse(context: &ReadContext, bytes: &[u8], record: Option<u64>, place: &str) -> Parsed {
    read(context, bytes, record, place).unwrap_or_else(Parsed::from)
}

/// Whether bytes begin like a JSON object: with a name, or with the end of an empty object.
pub fn begins(bytes: &[u8]) -> bool {
    let inner = bytes.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inner.is_some_and(|inner| inner.starts_with(b"\"") || inner.starts_with(b"}"))
}

fn read(
    context: &ReadContext,
    bytes: &[u8],
    record: Option<u64>,
    place: &str,
) -> Result<Parsed, Problem> {
    let all = utf8(bytes, place)?;
    let object = all.trim_start_matches('\u{feff}');
    if holds_half_a_pair(object) {
        return Err(Problem::new(
            place,
            "the record contains half a surrogate pair (\\ud800 to \\udfff)",
        )
        .help("correct the program that wrote it; the record was left as it was"));
    }
    let fields: ObjectFields =
        serde_json::from_str(object).map_err(|error| not_json(place, &error))?;
    let within = |name: &String| fields.doubled_within(name);
    let doubled = fields.doubled().map(str::to_owned);
    if let Some(name) = doubled.or_else(|| context.fields.texts.iter().find_map(within)) {
        return Err(Problem::new(
            place,
            format!("the field `{name}` occurs more than once in the record"),
        )
        .help("keep one of them; the record was left as it was"));
    }
    let first = |name: &str| {
        let value = fields.find(name)?.get();
        (value != "null").then(|| plain(value))
    };
    let wanted = &context.fields.wanted;
    let template = Document {
        path: context.path.clone(),
        record,
        id: first(&context.fields.id),
        fields: wanted
            .iter()
            .filter_map(|name| Some((name.clone(), first(name)?)))
            .collect(),
        language: context.fields.language.as_deref().and_then(first),
        source: first(&context.fields.source),
        title: first(&context.fields.title),
        encoding: context
            .encoding
            .filter(|_| record.is_none_or(|record| record == 0)),
        ..Document::default()
    };
    let mut parsed = Parsed::default();
    let mut is_there = false;
    for name in &context.fields.texts {
        let Some(value) = fields.find(name).map(RawValue::get) else {
            continue;
        };
        is_there = true;
        if value == "null" && context.fields.texts.len() > 1 {
            continue;
        }
        match unescape(value) {
            Err(reason) => parsed.problems.push(
                Problem::new(place, format!("the field `{name}` {reason}"))
                    .help("it was left as it was"),
            ),
            Ok((text, map)) => {
                let start = value.as_ptr() as usize - all.as_ptr() as usize + 1;
                let document = Document {
                    field: context.fields.label(name),
                    text,
                    ..template.clone()
                };
                parsed
                    .documents
                    .push((document, Origin::JsonString { start, map }));
            }
        }
    }
    if !is_there {
        return Err(no_text(context, place, &fields));
    }
    let start = |origin: &Origin| origin.bytes(0..0).start;
    parsed.documents.sort_by_key(|(_, origin)| start(origin));
    Ok(parsed)
}

fn no_text(context: &ReadContext, place: &str, fields: &ObjectFields) -> Problem {
    let name = &context.fields.texts[0];
    let problem = Problem::new(place, format!("the record has no field `{name}`"));
    let names = || fields.0.iter().map(|(name, _)| name.as_ref());
    match nearest(name, names()) {
        Some(near) => problem.help(format!("did you mean --text-field {near}?")),
        None => problem.help(format!(
            "name the field that holds the text with --text-field; the record has: {}",
            names().collect::<Vec<_>>().join(", ")
        )),
    }
}

/// Whether an escape is half of a surrogate pair.
fn holds_half_a_pair(object: &str) -> bool {
    let mut at = 0;
    while let Some(rest) = object.as_bytes().get(at..)
        && let Some(plain) = memchr::memchr(b'\\', rest)
    {
        at += plain;
        at += match rest[plain..] {
            [_, b'u', b'd' | b'D', ..] => match escape(&object[at..]) {
                Some((_, length)) => length,
                None => return true,
            },
            // The escaped character is complete, such as another backslash.
            _ => 2,
        };
    }
    false
}

/// The fields of an object, with their values as they are written.
struct ObjectFields<'r>(Vec<(Cow<'r, str>, &'r RawValue)>);

impl<'r> ObjectFields<'r> {
    /// The value of a field. If the name contains dots, it may also be a field inside another field.
    fn find(&self, wanted: &str) -> Option<&'r RawValue> {
        let named = |wanted: &str| {
            let mut fields = self.0.iter().filter(|(name, _)| name == wanted);
            fields.next().map(|&(_, value)| value)
        };
        named(wanted).or_else(|| {
            wanted.match_indices('.').find_map(|(at, _)| {
                let inner: ObjectFields = serde_json::from_str(named(&wanted[..at])?.get()).ok()?;
                inner.find(&wanted[at + 1..])
            })
        })
    }

    /// The first name that occurs twice in one of the objects that contain a field.
    fn doubled_within(&self, wanted: &str) -> Option<String> {
        wanted.match_indices('.').find_map(|(at, _)| {
            let inner: ObjectFields = serde_json::from_str(self.find(&wanted[..at])?.get()).ok()?;
            let doubled = inner
                .doubled()
                .map(|name| format!("{}.{name}", &wanted[..at]));
            doubled.or_else(|| inner.doubled_within(&wanted[at + 1..]))
        })
    }

    /// The first name that occurs twice in this object.
    fn doubled(&self) -> Option<&str> {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_ref()).collect();
        let is_double = |(n, name): (usize, &&str)| names[..n].contains(name);
        let n = names.iter().enumerate().position(is_double)?;
        Some(&self.0[n].0)
    }
}

impl<'de> Deserialize<'de> for ObjectFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldVisitor;
        impl<'de> Visitor<'de> for FieldVisitor {
            type Value = ObjectFields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<FieldName>()? {
                    fields.push((name.0, map.next_value()?));
                }
                Ok(ObjectFields(fields))
            }
        }
        deserializer.deserialize_map(FieldVisitor)
    }
}

/// The name of a field. It is borrowed from the row if it has no escape.
struct FieldName<'r>(Cow<'r, str>);

impl<'de> Deserialize<'de> for FieldName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = FieldName<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(FieldName(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(FieldName(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}

fn not_json(place: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    let place = match error.line() {
        0 | 1 => format!("{place}:{}", error.column().max(1)),
        line => format!("{place} (its line {line}, byte {})", error.column()),
    };
    Problem::new(place, format!("not a JSON object: {reason}"))
        .help("each record must be one JSON object; it was left as it was")
}

/// The text of a string, or any other value as it is written.
fn plain(value: &str) -> String {
    serde_json::from_str(value).unwrap_or_else(|_| value.to_owned())
}

/// Reads a JSON string. Returns its text, and a map from byte offsets in the text to byte offsets after the
/// opening quote.
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
        let (c, length) = escape(&inner[at..]).ok_or("contains half a surrogate pair")?;
        text.push(c);
        at += length;
    }
    map.push(text.len(), at);
    text.push_str(&inner[at..]);
    map.push(text.len(), inner.len());
    Ok((text, map))
}

/// The character of the escape at the start of `rest`, which is part of a valid JSON string, and the length
/// of the escape in bytes. `None` for half a surrogate pair.
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

    #[test]
    fn half_a_pair_is_not_confused_with_escaped_backslashes() {
        for whole in [
            r#"{"a":"\\ud83d \ud83d\ude00 \n"}"#,
            r#""\u0041\\\\uDead""#,
            r"\",
        ] {
            assert!(!holds_half_a_pair(whole), "{whole}");
        }
        for half in [r#""\\\ud83d""#, r#""\ud83d\ude00\ude00""#, r#""\uD83"#] {
            assert!(holds_half_a_pair(half), "{half}");
        }
    }

    /// A text, and a JSON string of it in which each character is written raw or as one of its escapes.
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
        #![proptest_config(ProptestConfig::with_cases(10_000))]

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
