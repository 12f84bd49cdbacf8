//! `line`: a line that is only a phrase, or matches a pattern as a whole.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::{Compiler, RuleError};

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Params {}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Lines))
    }
}

#[derive(Debug)]
struct Lines;

impl Check for Lines {
    fn landmarks(&self, context: &Context) -> Vec<usize> {
        context.matching_lines().to_vec()
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        for &line in context.matching_lines() {
            let Some(replace) = &context.rule.replace else {
                findings.add_lines(context, line, line, None);
                continue;
            };
            let (segments, matcher) = (context.segments, &context.rule.matcher);
            let whole = segments.range_as(context.rule.fold(), line);
            let content = replace.content(matcher, segments, line, &whole);
            findings.replace(context, segments.lines[line].content.clone(), content);
        }
    }
}
