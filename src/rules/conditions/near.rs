//! A description of a line near another one.

use crate::rules::catalog::Category;
use crate::rules::compile::Compiler;
use crate::rules::conditions::landmarks::Landmarks;
use crate::rules::error::RuleError;
use crate::rules::matching::matcher::{Matcher, TextUse};
use crate::rules::spec::conditions::NearSpec;
use crate::rules::spec::shape::Shape;
use crate::text::{Fold, TextAnalysis};

/// A description of a line, compiled.
#[derive(Debug)]
pub(super) struct Near {
    /// How many lines are looked at, blank lines not counted.
    within: usize,
    matcher: Matcher,
    /// Categories of rules, of which one marks the line; empty for any line.
    pub(super) category: Vec<Category>,
    line: Shape,
}

impl Near {
    /// Compiles a description; `within` is used unless it gives its own.
    ///
    /// # Errors
    /// A broken pattern, or a shared list that does not exist.
    pub(super) fn new(
        spec: &NearSpec,
        within: usize,
        fold: Fold,
        compiler: &Compiler,
    ) -> Result<Self, RuleError> {
        let texts = [&spec.phrases[..], &spec.openings[..], &spec.patterns[..]];
        Ok(Self {
            within: spec.within.unwrap_or(within),
            matcher: compiler.texts(texts, fold, TextUse::Line)?,
            category: spec.category.clone(),
            line: spec.line.clone(),
        })
    }

    /// Whether one of the nearest of these lines is such a line.
    pub(super) fn is_among(
        &self,
        analysis: &TextAnalysis,
        landmarks: &Landmarks,
        lines: impl Iterator<Item = usize>,
    ) -> bool {
        lines.take(self.within).any(|line| {
            (self.matcher.is_empty() || self.matcher.is_any_line(analysis, line))
                && (self.category.is_empty()
                    || landmarks
                        .get(line)
                        .is_some_and(|found| self.category.contains(&found)))
                && self.line.fits(analysis, line)
        })
    }
}
