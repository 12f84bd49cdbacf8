//! Which documents a rule or a pack is for.

use std::cell::OnceCell;

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;

use crate::rules::compile::Compiler;
use crate::rules::error::RuleError;
use crate::rules::spec::when::{OneOrMany, WhenSpec};
use crate::text::{Document, host_of, language_of, short_language_code};

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
                    .help("`**` matches folders, `*` a part of a name: \"news/**/*.txt\"")
            })?;
            paths.add(glob);
        }
        if let Some(host) = spec.host.0.iter().find(|host| !is_host(host)) {
            let place = compiler.source.place_of(host);
            return Err(compiler
                .source
                .error(place, format!("`{host}` is not a host"), "not a host")
                .help("write only the name, such as `example.org`; its subdomains are included"));
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
    pub(crate) fn holds(&self, document: &ScopedDocument) -> bool {
        let spec = &self.spec;
        let is_one = |words: &OneOrMany, test: &dyn Fn(&str) -> bool| {
            words.0.is_empty() || words.0.iter().any(|word| test(word))
        };
        let field = || {
            spec.field
                .as_ref()
                .and_then(|name| document.document.fields.get(name))
        };
        is_one(&spec.language, &|language| {
            document.language() == Some(short_language_code(language))
        }) && self
            .paths
            .as_ref()
            .is_none_or(|paths| paths.is_match(document.path()))
            && is_one(&spec.encoding, &|name| {
                let encoding = document.document.encoding.unwrap_or("utf-8");
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
            && self.all.iter().all(|one| one.holds(document))
            && (self.any.is_empty() || self.any.iter().any(|one| one.holds(document)))
            && self.not.as_ref().is_none_or(|one| !one.holds(document))
    }

    /// The fields of records that the scope reads.
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

/// A document as scopes see it. Its language is found once, when a scope first needs it.
pub(crate) struct ScopedDocument<'d> {
    pub document: &'d Document,
    language: OnceCell<Option<String>>,
}

impl<'d> ScopedDocument<'d> {
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            language: OnceCell::new(),
        }
    }

    /// The code of its language: of two letters, if the language has one.
    fn language(&self) -> Option<&str> {
        let find = || match &self.document.language {
            Some(given) => Some(short_language_code(given).to_owned()),
            None => language_of(&self.document.text).map(str::to_owned),
        };
        self.language.get_or_init(find).as_deref()
    }

    /// The path without the `./` that a walk of the working directory adds.
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
    use super::*;
    use crate::rules::error::RuleSource;

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

    #[test]
    fn languages_are_given_by_codes_of_two_or_three_letters() {
        let is_for = |rule: &str, language: Option<&str>, text: &str| {
            let spec: WhenSpec = toml::from_str(&format!("language = \"{rule}\"")).unwrap();
            let compiler = Compiler {
                source: &RuleSource::new("test", ""),
                lists: &Default::default(),
                models: &Default::default(),
                is_shipped: false,
            };
            let document = Document {
                language: language.map(str::to_owned),
                ..Document::new(text)
            };
            let when = When::new(&spec, &compiler).unwrap();
            when.holds(&ScopedDocument::new(&document))
        };
        let text =
            "Cảng đã mở cửa trở lại vào sáng nay sau khi cơn bão giữ mọi con tàu ngoài khơi.";
        for rule in ["vi", "vie"] {
            assert!(is_for(rule, None, text), "{rule}");
            for given in ["vi", "vie"] {
                assert!(is_for(rule, Some(given), ""), "{rule}, {given}");
            }
            assert!(!is_for(rule, Some("ar"), text), "{rule}");
        }
    }
}
