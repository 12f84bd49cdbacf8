//! The TOML shape of a scope: which documents a rule or a pack is for.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

/// Which documents, as TOML gives it. All conditions must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WhenSpec {
    /// The document is in one of these languages: codes of two letters, such as `ar`.
    pub language: OneOrMany,
    /// Its path matches one of these globs.
    #[schemars(with = "Vec<String>")]
    pub path: Vec<Spanned<String>>,
    /// Its file was in one of these encodings, in lower case: `utf-8`, `utf-16le`, `windows-1256`.
    pub encoding: OneOrMany,
    /// A field of its record …
    pub field: Option<String>,
    /// … is one of these,
    pub equals: OneOrMany,
    /// … matches this regular expression somewhere,
    #[schemars(with = "Option<String>")]
    pub matches: Option<Spanned<String>>,
    /// … is an address on one of these hosts or below it.
    pub host: OneOrMany,
    /// All of these hold.
    pub all: Vec<WhenSpec>,
    /// One of these holds.
    pub any: Vec<WhenSpec>,
    /// This does not hold.
    pub not: Option<Box<WhenSpec>>,
}

/// A word, or a list of words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct OneOrMany(#[serde(deserialize_with = "one_or_many")] pub Vec<String>);

impl JsonSchema for OneOrMany {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
        })
    }
}

fn one_or_many<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    struct Words;
    impl<'de> serde::de::Visitor<'de> for Words {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("a word or a list of words")
        }
        fn visit_str<E>(self, word: &str) -> Result<Vec<String>, E> {
            Ok(vec![word.to_owned()])
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut seq: A,
        ) -> Result<Vec<String>, A::Error> {
            let mut words = Vec::new();
            while let Some(word) = seq.next_element()? {
                words.push(word);
            }
            Ok(words)
        }
    }
    d.deserialize_any(Words)
}
