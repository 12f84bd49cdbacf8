//! A regular expression of a rule, compiled when it is first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// Largest size (bytes) that one compiled pattern may take: a user's pattern must not eat the
/// machine.
const LIMIT: usize = 4 << 20;

/// A pattern over folded text.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern that is known to compile, as those of shipped packs, which tests compile: with
    /// hundreds of rules, compiling what no document needs would take most of a short run.
    pub fn known(text: String) -> Self {
        Self {
            text,
            regex: OnceLock::new(),
        }
    }

    /// A pattern that may be too large.
    ///
    /// # Errors
    /// When it would take more memory than a pattern may.
    pub fn checked(text: String) -> Result<Self, regex::Error> {
        let regex = compile(&text)?;
        let pattern = Self::known(text);
        let _ = pattern.regex.set(regex);
        Ok(pattern)
    }

    /// The compiled pattern.
    pub fn regex(&self) -> &Regex {
        self.regex
            .get_or_init(|| compile(&self.text).expect("a shipped pattern compiles"))
    }
}

/// Compiles a pattern within the limit.
pub fn compile(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(LIMIT).build()
}
