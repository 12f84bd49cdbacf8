//! Compiles the texts of a rule: folds them, looks up shared lists and builds the matcher.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;
use toml::Spanned;

use crate::base::type_map::TypeMap;
use crate::rules::error::{RuleError, RuleSource};
use crate::rules::matching::matcher::{Matcher, TextUse, core};
use crate::rules::matching::pattern::{Pattern, compile};
use crate::rules::spec::pack::Lists;
use crate::rules::spec::rule::RuleSpec;
use crate::text::Fold;

/// Compiles the rules of one file.
#[derive(Debug)]
pub struct Compiler<'a> {
    pub source: &'a Arc<RuleSource>,
    pub lists: &'a Lists,
    /// The models of the file: for each type of model, a [`ModelSpecs`].
    pub models: &'a TypeMap,
    /// Whether the file is part of the program.
    pub is_shipped: bool,
}

/// The models of one type in a file, by name.
pub type ModelSpecs<T> = BTreeMap<String, T>;

impl Compiler<'_> {
    /// The words of a list, folded in the usual way. A word `@name` means the words of that shared list.
    ///
    /// # Errors
    /// A shared list that does not exist, or a phrase that is empty after folding.
    pub fn words(&self, words: &[Spanned<String>]) -> Result<Vec<String>, RuleError> {
        self.folded(words, Fold::Arabic)
    }

    fn folded(&self, words: &[Spanned<String>], fold: Fold) -> Result<Vec<String>, RuleError> {
        let words = self.expanded(words)?;
        let is_list = |word: &&&Spanned<String>| {
            word.get_ref()
                .strip_prefix('@')
                .is_some_and(|name| !name.is_empty())
        };
        if let Some(word) = words.iter().find(is_list) {
            return Err(self
                .source
                .error(word.span(), "a list cannot hold another list", "here")
                .help("name both lists where they are used"));
        }
        let texts: Vec<&str> = words.iter().map(|word| word.get_ref().as_str()).collect();
        let folded = fold.phrases(&texts);
        match folded.iter().position(String::is_empty) {
            None => Ok(folded),
            Some(n) => {
                let message = "nothing of this phrase is left after folding";
                Err(self
                    .source
                    .error(words[n].span(), message, "only marks, joiners or spaces")
                    .help("give at least one letter, digit or symbol"))
            }
        }
    }

    /// Replaces each `@name` by the words of that shared list.
    fn expanded<'w>(
        &'w self,
        words: &'w [Spanned<String>],
    ) -> Result<Vec<&'w Spanned<String>>, RuleError> {
        let mut all = Vec::new();
        for word in words {
            let is_name = |name: &&str| {
                name.chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'))
            };
            match word.get_ref().strip_prefix('@').filter(is_name) {
                // A pattern such as `@\w+` is not the name of a list.
                None => all.push(word),
                Some(name) => match self.lists.get(name) {
                    Some(list) => all.extend(list),
                    None => {
                        let names: Vec<_> = self.lists.keys().map(String::as_str).collect();
                        return Err(self.source.unknown(word.span(), "list", name, &names));
                    }
                },
            }
        }
        Ok(all)
    }

    /// A pattern over text that is not folded, such as a field of a record.
    pub(crate) fn plain_pattern(&self, pattern: &Spanned<String>) -> Result<Regex, RuleError> {
        Fold::None
            .pattern(pattern.get_ref())
            .map_err(|error| self.pattern_error(pattern, &error))?;
        compile(pattern.get_ref()).map_err(|error| self.size_error(pattern, &error))
    }

    /// The model of this name, among those of one type.
    ///
    /// # Errors
    /// No such model.
    pub fn model_spec<T: 'static>(&self, name: &Spanned<String>) -> Result<&T, RuleError> {
        let models = self.models.get::<ModelSpecs<T>>();
        let found = models.and_then(|models| models.get(name.get_ref()));
        found.ok_or_else(|| {
            let names = models.into_iter().flat_map(ModelSpecs::keys);
            let names: Vec<_> = names.map(String::as_str).collect();
            self.source
                .unknown(name.span(), "model", name.get_ref(), &names)
        })
    }

    /// The matcher of a rule.
    pub(crate) fn matcher(&self, rule: &RuleSpec, text_use: TextUse) -> Result<Matcher, RuleError> {
        self.check_use(rule, text_use)?;
        let texts = [&rule.phrases[..], &rule.openings[..], &rule.patterns[..]];
        self.texts(texts, rule.fold, text_use)
    }

    /// Compiles phrases, openings and patterns.
    pub(crate) fn texts(
        &self,
        [phrases, openings, patterns]: [&[Spanned<String>]; 3],
        fold: Fold,
        text_use: TextUse,
    ) -> Result<Matcher, RuleError> {
        let cores = |words| -> Result<Vec<String>, RuleError> {
            let mut words = self.folded(words, fold)?;
            for word in &mut words {
                *word = core(word).to_owned();
            }
            Ok(words)
        };
        let patterns = self.expanded(patterns)?;
        let patterns = patterns.into_iter().map(|pattern| {
            let is_of_lines = text_use == TextUse::Line;
            let compiled = Pattern::known(pattern.get_ref(), fold, is_of_lines);
            // Tests check the shipped patterns, so each one is compiled only when a text first needs it.
            if !self.is_shipped {
                self.check_pattern(pattern, &compiled)?;
            }
            Ok(compiled)
        });
        let patterns = patterns.collect::<Result<Vec<_>, RuleError>>()?;
        Ok(Matcher::new(
            fold,
            text_use,
            cores(phrases)?,
            &cores(openings)?,
            patterns,
        ))
    }

    fn check_pattern(&self, written: &Spanned<String>, pattern: &Pattern) -> Result<(), RuleError> {
        let hir = pattern
            .hir()
            .map_err(|error| self.pattern_error(written, &error))?;
        if hir.properties().minimum_len().is_none() {
            return Err(self
                .source
                .error(
                    written.span(),
                    "this pattern can match nothing",
                    "matches no text",
                )
                .help("patterns see folded text: lower case, single spaces, no marks"));
        }
        pattern
            .check(&hir)
            .map_err(|error| self.size_error(written, &error))
    }

    fn check_use(&self, rule: &RuleSpec, text_use: TextUse) -> Result<(), RuleError> {
        let first = [&rule.phrases, &rule.openings, &rule.patterns]
            .into_iter()
            .flatten()
            .next();
        let kind = rule.kind.get_ref();
        match (text_use, first) {
            (TextUse::None, Some(text)) => Err(self
                .source
                .error(
                    text.span(),
                    format!("rules of kind `{kind}` take no texts"),
                    "not used",
                )
                .help(
                    "this kind checks the shape of lines; remove phrases, openings and patterns",
                )),
            (TextUse::Line | TextUse::Inside, None) => Err(self
                .source
                .error(
                    rule.kind.span(),
                    format!("a rule of kind `{kind}` needs a text to look for"),
                    "no text",
                )
                .help("add `phrases = [\"…\"]`, `openings = [\"…\"]` or `patterns = ['…']`")),
            (TextUse::Inside, _) if !rule.openings.is_empty() => Err(self
                .source
                .error(
                    rule.openings[0].span(),
                    format!("rules of kind `{kind}` take no openings"),
                    "not used",
                )
                .help("use `phrases` or `patterns`: they are found anywhere in a line")),
            _ => Ok(()),
        }
    }

    fn pattern_error(&self, pattern: &Spanned<String>, error: &regex_syntax::Error) -> RuleError {
        let (reason, inner) = match error {
            regex_syntax::Error::Parse(e) => (e.kind().to_string(), Some(e.span())),
            regex_syntax::Error::Translate(e) => (e.kind().to_string(), Some(e.span())),
            _ => (error.to_string(), None),
        };
        let span = inner.map_or(pattern.span(), |inner| {
            self.within(pattern, inner.start.offset..inner.end.offset)
        });
        self.source
            .error(span, format!("this is not a regular expression: {reason}"), "here")
            .help("write patterns between single quotes, which keep backslashes unchanged; the syntax is that of Rust's regex crate")
    }

    fn size_error(&self, pattern: &Spanned<String>, error: &regex::Error) -> RuleError {
        let message = match error {
            regex::Error::CompiledTooBig(limit) => {
                format!("this regular expression would take more than {limit} bytes")
            }
            other => other.to_string(),
        };
        self.source
            .error(pattern.span(), message, "too large")
            .help("write smaller repetitions, or several patterns")
    }

    /// A span inside a string value; the whole value if it is written with escapes.
    fn within(&self, value: &Spanned<String>, inner: Range<usize>) -> Range<usize> {
        let outer = value.span();
        let written = &self.source.text[outer.clone()];
        match written.find(value.get_ref().as_str()) {
            Some(at) => {
                outer.start + at + inner.start..outer.start + at + inner.end.max(inner.start + 1)
            }
            None => outer,
        }
    }
}
