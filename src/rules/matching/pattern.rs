//! A regular expression of a rule, compiled at its first use. With hundreds of rules, compiling those that no document
//! needs would take most of a short run.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

use crate::text::{Fold, pattern_text};

/// Largest size of a compiled pattern, in bytes: a user's pattern must not exhaust the memory.
const LIMIT: usize = 4 << 20;

/// A pattern over folded text.
#[derive(Debug)]
pub struct Pattern {
    /// As the rule writes it.
    written: String,
    fold: Fold,
    /// Whether it must match a line as a whole.
    is_of_lines: bool,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern that is known to compile, such as those of shipped packs, which tests compile.
    pub fn known(written: &str, fold: Fold, is_of_lines: bool) -> Self {
        Self {
            written: written.to_owned(),
            fold,
            is_of_lines,
            regex: OnceLock::new(),
        }
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// If it takes more memory than a pattern may.
    pub fn check(&self, hir: &Hir) -> Result<(), regex::Error> {
        let regex = compile(&self.text(hir))?;
        let _ = self.regex.set(regex);
        Ok(())
    }

    /// What it matches, folded.
    ///
    /// # Errors
    /// The parser's error if it is not a regular expression.
    pub fn hir(&self) -> Result<Hir, Box<regex_syntax::Error>> {
        self.fold.pattern(&self.written)
    }

    /// The compiled pattern.
    pub fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            let hir = self.hir().expect("a checked pattern parses");
            compile(&self.text(&hir)).expect("a shipped pattern compiles")
        })
    }

    fn text(&self, hir: &Hir) -> String {
        match self.is_of_lines {
            true => format!("^(?:{})$", pattern_text(hir)),
            false => pattern_text(hir),
        }
    }
}

/// Compiles a pattern within the limit.
///
/// # Errors
/// If it takes more memory than a pattern may.
pub fn compile(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(LIMIT).build()
}
