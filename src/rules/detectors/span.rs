//! `span`: a phrase or pattern inside a line; the rest of the line stays.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::catalog::Applicability;
use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::Detector;
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SpanKeys {}

impl KindKeys for SpanKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Spans))
    }
}

#[derive(Debug)]
struct Spans;

impl Detector for Spans {
    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let (matcher, fold) = (&context.rule.matcher, context.rule.matcher.fold);
        for &at in context.candidates {
            let line = &analysis.lines[at];
            for found in matcher.spans(analysis, at) {
                let span = analysis.folded_as(fold).span(analysis.text, found.clone());
                if span.is_empty() {
                    continue;
                }
                if let Some(replace) = context.rule.replace {
                    let content = replace.content(matcher, analysis, at, &found);
                    findings.replace(context, span, content);
                } else if span.start <= line.content.start && span.end >= line.content.end {
                    findings.add_lines(context, at, at, None);
                } else {
                    findings.add_inside(context, span, None, Applicability::Safe);
                }
            }
        }
    }
}
