//! Errors in rule files, shown with the place in the TOML and the way out.

use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource};
use thiserror::Error;

use crate::names::nearest;
use crate::report::sanitise;

/// One error in a rule file.
#[derive(Debug, Error, Diagnostic, Clone)]
#[error("{message}")]
#[diagnostic(code("rule file"))]
pub struct RuleError {
    message: String,
    #[source_code]
    source_code: Arc<NamedSource<String>>,
    #[label(collection)]
    labels: Vec<LabeledSpan>,
    #[help]
    help: Option<String>,
}

/// All errors of the rule files that were loaded; never empty.
#[derive(Debug, Error, Diagnostic)]
#[error("the rules cannot be used: {} below", match .0.len() { 1 => "see the error".into(), n => format!("{n} errors") })]
pub struct RuleErrors(#[related] pub Vec<RuleError>);

impl From<RuleError> for RuleErrors {
    fn from(error: RuleError) -> Self {
        Self(vec![error])
    }
}

/// A rule file's name and text, for errors to point into.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub text: Arc<str>,
}

impl Source {
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// An error at a span (bytes) of the file.
    pub fn error(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> RuleError {
        let message = sanitise::line(&message.into());
        RuleError {
            message,
            source_code: Arc::new(NamedSource::new(
                sanitise::line(&self.name),
                sanitise::same_length(&self.text),
            )),
            labels: vec![LabeledSpan::new_with_span(
                Some(sanitise::line(&label.into())),
                span,
            )],
            help: None,
        }
    }

    /// An error that the TOML reader gave, with the nearest valid word for a wrong name.
    pub fn toml_error(&self, error: &toml::de::Error, fallback: Range<usize>) -> RuleError {
        let span = error.span().unwrap_or(fallback);
        let mut quoted = error.message().split('`').skip(1).step_by(2);
        let names: Option<(&str, Vec<&str>)> = quoted.next().map(|word| (word, quoted.collect()));
        let message = error.message();
        match names {
            Some((word, valid)) if message.starts_with("unknown field") => {
                self.unknown(span, "key", word, &valid)
            }
            Some((word, valid)) if message.starts_with("unknown variant") => {
                self.unknown(span, "value", word, &valid)
            }
            Some((word, _)) if message.starts_with("missing field") => self
                .error(
                    span,
                    format!("the key `{word}` is missing"),
                    "in this table",
                )
                .help(format!(
                    "add a line `{word} = …`; `corpus-lint explain` shows complete rules"
                )),
            _ => self.error(span, message.to_owned(), "here"),
        }
    }

    /// An error about a word outside a closed set, naming the nearest that is in it.
    pub fn unknown(&self, span: Range<usize>, what: &str, word: &str, valid: &[&str]) -> RuleError {
        let error = self.error(
            span,
            format!("unknown {what} `{word}`"),
            format!("no such {what}"),
        );
        match nearest(word, valid.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!("one of: {}", valid.join(", "))),
        }
    }
}

impl RuleError {
    /// Adds the remedy.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(sanitise::line(&help.into()));
        self
    }

    /// Adds a second place.
    pub fn and(mut self, span: Range<usize>, label: &str) -> Self {
        self.labels
            .push(LabeledSpan::new_with_span(Some(label.to_owned()), span));
        self
    }
}
