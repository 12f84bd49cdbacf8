//! `encoding`: a file that is not in UTF-8. Its fix writes the whole file in UTF-8 instead.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Draft, Findings};
use crate::rules::{Compiler, RuleError};

/// No keys of its own: `when.encoding` says which encodings are meant.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Params {}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(InEncoding))
    }
}

#[derive(Debug)]
struct InEncoding;

impl Check for InEncoding {
    fn check(&self, context: &Context, findings: &mut Findings) {
        if let Some(&first) = context.candidates.first() {
            findings.add(
                context,
                Draft {
                    span: context.segments.lines[first].content.clone(),
                    // No edit of the text: all of the file is written anew.
                    edits: Vec::new(),
                    message: None,
                },
            );
        }
    }
}
