//! Scope: which documents a rule or a pack is for.

use std::cell::OnceCell;

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::RuleError;
use crate::rules::pack::compile::Compiler;
use crate::text::{Document, host_of, language_of};

/// Which documents, as TOML says it. All that is said must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WhenSpec {
    /// The document is in one of these languages: two letters where there are such, else three.
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

/// A compiled scope.
#[derive(Debug)]
pub struct When {
    spec: WhenSpec,
    paths: Option<GlobSet>,
    matches: Option<Regex>,
    all: Vec<When>,
    any: Vec<When>,
    not: Option<Box<When>>,
}

impl When {
    /// Compiles a scope.
    ///
    /// # Errors
    /// A broken glob or regular expression.
    pub(crate) fn new(spec: &WhenSpec, compiler: &Compiler) -> Result<Self, RuleError> {
        let each = |specs: &[WhenSpec]| -> Result<Vec<Self>, RuleError> {
            specs.iter().map(|spec| Self::new(spec, compiler)).collect()
        };
        let mut paths = GlobSetBuilder::new();
        for path in &spec.path {
            let glob = Glob::new(path.get_ref()).map_err(|error| {
                compiler
                    .source
                    .error(
                        path.span(),
                        format!("this is not a glob: {}", error.kind()),
                        "here",
                    )
                    .help("`**` stands for folders, `*` for a part of a name: \"news/**/*.txt\"")
            })?;
            paths.add(glob);
        }
        if let Some(host) = spec.host.0.iter().find(|host| !is_host(host)) {
            let place = compiler.source.place_of(host);
            return Err(compiler
                .source
                .error(place, format!("`{host}` is not a host"), "not a host")
                .help("the name alone, such as `example.org`; what is below it is included"));
        }
        let matches = spec
            .matches
            .as_ref()
            .map(|pattern| compiler.plain_pattern(pattern))
            .transpose()?;
        Ok(Self {
            paths: paths.build().ok().filter(|set| !set.is_empty()),
            matches,
            all: each(&spec.all)?,
            any: each(&spec.any)?,
            not: match &spec.not {
                Some(spec) => Some(Box::new(Self::new(spec, compiler)?)),
                None => None,
            },
            spec: spec.clone(),
        })
    }

    /// Whether a document is in scope.
    pub(crate) fn holds(&self, subject: &Subject) -> bool {
        let spec = &self.spec;
        let is_one = |words: &OneOrMany, test: &dyn Fn(&str) -> bool| {
            words.0.is_empty() || words.0.iter().any(|word| test(word))
        };
        let field = || {
            spec.field
                .as_ref()
                .and_then(|name| subject.document.fields.get(name))
        };
        is_one(&spec.language, &|language| {
            subject.language() == Some(language)
        }) && self
            .paths
            .as_ref()
            .is_none_or(|paths| paths.is_match(subject.path()))
            && is_one(&spec.encoding, &|name| {
                let encoding = subject.document.encoding.unwrap_or("utf-8");
                encoding.eq_ignore_ascii_case(name)
            })
            && (spec.field.is_none()
                || field().is_some_and(|value| {
                    is_one(&spec.equals, &|word| value == word)
                        && self
                            .matches
                            .as_ref()
                            .is_none_or(|pattern| pattern.is_match(value))
                        && is_one(&spec.host, &|host| is_on(value, host))
                }))
            && self.all.iter().all(|one| one.holds(subject))
            && (self.any.is_empty() || self.any.iter().any(|one| one.holds(subject)))
            && self.not.as_ref().is_none_or(|one| !one.holds(subject))
    }

    /// The fields of records that the scope asks for.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let inner = self.all.iter().chain(&self.any).chain(self.not.as_deref());
        self.spec
            .field
            .as_deref()
            .into_iter()
            .chain(inner.flat_map(Self::fields))
            .collect()
    }
}

/// A document as scopes see it; its language is found once, when the first asks.
pub(crate) struct Subject<'d> {
    pub document: &'d Document,
    language: OnceCell<Option<String>>,
}

impl<'d> Subject<'d> {
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            language: OnceCell::new(),
        }
    }

    fn language(&self) -> Option<&str> {
        let find = || {
            self.document
                .language
                .clone()
                .or_else(|| language_of(&self.document.text).map(str::to_owned))
        };
        self.language.get_or_init(find).as_deref()
    }

    /// The path without the `./` that a walk of the working directory puts in front.
    pub fn path(&self) -> &str {
        self.document
            .path
            .strip_prefix("./")
            .unwrap_or(&self.document.path)
    }
}

/// Whether a word can be the name of a host.
fn is_host(word: &str) -> bool {
    !word.is_empty()
        && !word.starts_with('.')
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || c == '.' || c == '-')
}

/// Whether an address is on a host or below it.
fn is_on(address: &str, host: &str) -> bool {
    let name = host_of(address);
    name == host
        || name
            .strip_suffix(host)
            .is_some_and(|below| below.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn a_host_holds_what_is_below_it() {
        for address in [
            "https://www.example.org/a",
            "example.org",
            "http://user@EXAMPLE.org:80?x",
        ] {
            assert!(is_on(address, "example.org"), "{address}");
        }
        for address in ["https://badexample.org/", "https://a.net/example.org", ""] {
            assert!(!is_on(address, "example.org"), "{address}");
        }
    }
}
