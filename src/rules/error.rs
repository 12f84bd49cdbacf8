//! Errors in rule files: what is wrong, where it is in the TOML, and what to do.

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use crate::base::names::nearest;

/// One error in a rule file.
#[derive(Debug, Error, Clone)]
#[error("{message}")]
pub struct RuleError {
    pub message: String,
    pub source_file: Arc<RuleSource>,
    /// Places in the file (bytes), each with a label.
    pub labels: Vec<(Range<usize>, String)>,
    pub help: Option<String>,
}

/// All errors of the rule files that were loaded; never empty.
#[derive(Debug, Error)]
#[error("{} in the rule files", match .0.len() { 1 => "an error".into(), n => format!("{n} errors") })]
pub struct RuleErrors(pub Vec<RuleError>);

impl From<RuleError> for RuleErrors {
    fn from(error: RuleError) -> Self {
        Self(vec![error])
    }
}

/// A rule file's name and text, for errors to point into.
#[derive(Debug)]
pub struct RuleSource {
    pub name: String,
    pub text: String,
}

impl RuleSource {
    pub fn new(name: &str, text: &str) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }

    /// An error at a span (bytes) of the file.
    pub fn error(
        self: &Arc<Self>,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> RuleError {
        RuleError {
            message: message.into(),
            source_file: Arc::clone(self),
            labels: vec![(span, label.into())],
            help: None,
        }
    }

    /// The first place of a word in the file (bytes); the beginning of the file if the word is not found.
    pub fn place_of(&self, word: &str) -> Range<usize> {
        self.text.find(word).map_or(0..0, |at| at..at + word.len())
    }

    /// An error of the TOML reader. For an unknown name, it suggests the nearest valid one.
    pub fn toml_error(
        self: &Arc<Self>,
        error: &toml::de::Error,
        fallback: Range<usize>,
    ) -> RuleError {
        let span = error.span().unwrap_or(fallback);
        let message = error.message();
        let mut quoted = message.split('`').skip(1).step_by(2);
        let word = quoted.next().unwrap_or_default();
        let valid: Vec<&str> = quoted.collect();
        if message.starts_with("unknown field") {
            self.unknown(span, "key", word, &valid)
        } else if message.starts_with("unknown variant") {
            let key = self.key_before(span.start).to_owned();
            self.unknown(span, &key, word, &valid)
        } else if message.starts_with("missing field") {
            self.error(
                span,
                format!("the key `{word}` is missing"),
                "in this table",
            )
            .help(format!(
                "add `{word} = …`; docs/rules.md shows complete rules"
            ))
        } else {
            let known = EXPECTED.iter().find(|(word, ..)| message.contains(word));
            let (plain, remedy) = match known {
                Some((word, plain, remedy)) => (message.replace(word, plain), *remedy),
                None => (message.to_owned(), TOML_REMEDY),
            };
            self.error(span, plain, "here").help(remedy)
        }
    }

    /// The key whose value is at an offset; the word `value` if there is none.
    fn key_before(&self, offset: usize) -> &str {
        let line = self.text[..offset].rsplit('\n').next().unwrap_or_default();
        let (key, _) = line.rsplit_once('=').unwrap_or(("value", ""));
        let is_key = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        key.trim_end()
            .rsplit(|c| !is_key(c))
            .next()
            .unwrap_or("value")
    }

    /// An error about an unknown word. It suggests the nearest valid one.
    pub fn unknown(
        self: &Arc<Self>,
        span: Range<usize>,
        what: &str,
        word: &str,
        valid: &[&str],
    ) -> RuleError {
        let error = self.error(
            span,
            format!("unknown {what} `{word}`"),
            format!("no such {what}"),
        );
        match nearest(word, valid.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if valid.is_empty() => error.help(format!("this file defines no {what}")),
            None => error.help(format!("one of: {}", valid.join(", "))),
        }
    }
}

/// The names of types in the messages of the reader, the usual words for them, and how they are written.
const EXPECTED: &[(&str, &str, &str)] = &[
    (
        "expected usize",
        "expected a whole number",
        "write the number without quotes: 3",
    ),
    (
        "expected f64",
        "expected a number",
        "write the number without quotes: 0.5",
    ),
    (
        "expected a sequence",
        "expected a list",
        "put it between brackets: [\"…\"]",
    ),
    (
        "expected a boolean",
        "expected true or false",
        "write true or false, without quotes",
    ),
    (
        "expected a string",
        "expected text",
        "put it between quotes: \"…\"",
    ),
    (
        "expected a borrowed string",
        "expected text",
        "put it between quotes: \"…\"",
    ),
    (
        "duplicate key",
        "this table has the key twice",
        "keep one of the two",
    ),
];

/// The help for all other messages of the reader.
const TOML_REMEDY: &str = "TOML is written `key = value`: text between quotes, lists between \
                           brackets, tables as `[name]`, tables of a list as `[[name]]`";

impl RuleError {
    /// Adds the remedy.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    pub fn and(mut self, span: Range<usize>, label: &str) -> Self {
        self.labels.push((span, label.to_owned()));
        self
    }
}
