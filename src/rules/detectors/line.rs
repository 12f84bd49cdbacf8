//! `line`: a line that is only a phrase, or matches a pattern as a whole.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct LineKeys {}

impl KindKeys for LineKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(WholeLines))
    }
}

#[derive(Debug)]
struct WholeLines;

impl Detector for WholeLines {
    fn traits(&self) -> Traits {
        Traits {
            marks_lines: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        for &line in context.matching_lines() {
            let Some(replace) = context.rule.replace else {
                findings.add_lines(context, line, line, None);
                continue;
            };
            let (analysis, matcher) = (context.analysis, &context.rule.matcher);
            let whole = analysis.range_as(context.rule.matcher.fold, line);
            let content = replace.content(matcher, analysis, line, &whole);
            findings.replace(context, analysis.lines[line].content.clone(), content);
        }
    }
}
