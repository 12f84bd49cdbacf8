//! `shape`: a line that is recognised by its place and shape alone, which `where` gives.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::Detector;
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ShapeKeys {}

impl KindKeys for ShapeKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Shapes))
    }
}

#[derive(Debug)]
struct Shapes;

impl Detector for Shapes {
    fn detect(&self, context: &Context, findings: &mut Findings) {
        for &line in context.candidates {
            findings.add_lines(context, line, line, None);
        }
    }
}
