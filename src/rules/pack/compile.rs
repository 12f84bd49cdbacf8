//! Compiles the texts of a rule: folds them, resolves shared lists, builds the matcher.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use regex::Regex;
use toml::Spanned;

use crate::rules::RuleError;
use crate::rules::detectors::{Model, ModelSpec, PageModel, PageModelSpec};
use crate::rules::matching::matcher::{Matcher, TextUse, core};
use crate::rules::matching::pattern::{Pattern, compile};
use crate::rules::pack::error::Source;
use crate::rules::pack::spec::{Lists, RuleSpec};
use crate::text::Fold;

/// Compiles the rules of one file.
#[derive(Debug)]
pub struct Compiler<'a> {
    pub source: &'a Arc<Source>,
    pub lists: &'a Lists,
    pub models: &'a Models,
    /// Whether the program carries the file.
    pub is_shipped: bool,
}

/// The models of a file by name.
#[derive(Debug, Default)]
pub struct Models {
    pub stories: BTreeMap<String, ModelSpec>,
    pub pages: BTreeMap<String, PageModelSpec>,
}

impl Compiler<'_> {
    /// The words of a list, folded as rules see them unless they say otherwise; a word `@name`
    /// stands for the words of that shared list.
    ///
    /// # Errors
    /// A shared list that does not exist, or a phrase of which folding leaves nothing.
    pub fn words(&self, words: &[Spanned<String>]) -> Result<Vec<String>, RuleError> {
        self.folded(words, Fold::Arabic)
    }

    fn folded(&self, words: &[Spanned<String>], fold: Fold) -> Result<Vec<String>, RuleError> {
        let words = self.spelt_out(words)?;
        words
            .into_iter()
            .map(|word| self.word(word, fold))
            .collect()
    }

    /// Words with those of a shared list in the place of its `@name`.
    fn spelt_out<'w>(
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
                // A pattern such as `@\w+` names no list.
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

    /// The model of this name.
    ///
    /// # Errors
    /// No such model, or one that names a list that does not exist.
    pub fn model(&self, name: &Spanned<String>) -> Result<Arc<Model>, RuleError> {
        let spec = self.named(&self.models.stories, name)?;
        Model::new(name.get_ref(), spec, self).map(Arc::new)
    }

    /// The model of page furniture of this name; all that name it get the same.
    ///
    /// # Errors
    /// No such model, or one with a weight of a feature that does not exist.
    pub fn page_model(&self, name: &Spanned<String>) -> Result<Arc<PageModel>, RuleError> {
        self.named(&self.models.pages, name)?.compiled(self)
    }

    fn named<'m, T>(
        &self,
        models: &'m BTreeMap<String, T>,
        name: &Spanned<String>,
    ) -> Result<&'m T, RuleError> {
        models.get(name.get_ref()).ok_or_else(|| {
            let names: Vec<_> = models.keys().map(String::as_str).collect();
            self.source
                .unknown(name.span(), "model", name.get_ref(), &names)
        })
    }

    fn word(&self, word: &Spanned<String>, fold: Fold) -> Result<String, RuleError> {
        if word.get_ref().starts_with('@') && word.get_ref().len() > 1 {
            return Err(self
                .source
                .error(word.span(), "a list cannot hold another list", "here")
                .help("name both lists where they are used"));
        }
        let folded = fold.phrase(word.get_ref());
        if folded.is_empty() {
            let message = "nothing is left of this phrase once it is folded";
            return Err(self
                .source
                .error(word.span(), message, "only marks, joiners or spaces")
                .help("give at least one letter, digit or sign"));
        }
        Ok(folded)
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
        let patterns = self.spelt_out(patterns)?;
        let patterns = patterns.into_iter().map(|pattern| {
            let is_of_lines = text_use == TextUse::Line;
            let compiled = Pattern::known(pattern.get_ref(), fold, is_of_lines);
            // What is shipped was checked; what it needs is compiled when a text asks for it.
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
                    "this kind judges lines by their shape; remove phrases, openings and patterns",
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
            .help("write patterns between single quotes, where a backslash stands for itself; the syntax is that of Rust's regex crate")
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

    /// A span inside a string value, where the string is written without escapes.
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
