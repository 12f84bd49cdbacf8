//! An error in a rule file as a diagnostic for miette.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use crate::base::sanitise;
use crate::report::excerpt::Excerpt;
use crate::report::line_index::LineIndex;
use crate::rules::RuleError;

/// A rule error with the excerpt of the rule file that it points to.
#[derive(Debug)]
pub struct ShownRuleError<'e> {
    error: &'e RuleError,
    excerpt: Excerpt,
}

impl<'e> ShownRuleError<'e> {
    /// A diagnostic for this error.
    pub fn new(error: &'e RuleError) -> Self {
        let file = &error.source_file;
        let line_index = LineIndex::new(&file.text);
        Self {
            error,
            excerpt: Excerpt::of_labels(sanitise::line(&file.name), &line_index, &error.labels),
        }
    }
}

impl fmt::Display for ShownRuleError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&sanitise::line(&self.error.message))
    }
}

impl std::error::Error for ShownRuleError<'_> {}

impl Diagnostic for ShownRuleError<'_> {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new("rule file"))
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let help = self.error.help.as_ref()?;
        Some(Box::new(sanitise::line(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels().into_iter()))
    }
}
