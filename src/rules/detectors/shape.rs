//! `shape`: a line judged by its place and shape alone, as `where` says them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::{Compiler, RuleError};

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Params {}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Shapes))
    }
}

#[derive(Debug)]
struct Shapes;

impl Check for Shapes {
    fn check(&self, context: &Context, findings: &mut Findings) {
        for &line in context.candidates {
            findings.add_lines(context, line, line, None);
        }
    }
}
