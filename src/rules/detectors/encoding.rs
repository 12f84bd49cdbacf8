//! `encoding`: a file that is not in UTF-8. The fix writes the whole file in UTF-8.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::{Findings, NewFinding};
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;

/// No keys of its own: `when.encoding` says which encodings are meant.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct EncodingKeys {}

impl KindKeys for EncodingKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(InEncoding))
    }
}

#[derive(Debug)]
struct InEncoding;

impl Detector for InEncoding {
    fn traits(&self) -> Traits {
        Traits {
            writes_utf8: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        if let Some(&first) = context.candidates.first() {
            findings.add(
                context,
                NewFinding {
                    span: context.analysis.lines[first].content.clone(),
                    // The fix edits no text: the whole file is written again.
                    edits: Vec::new(),
                    message: None,
                },
            );
        }
    }
}
