//! `span`: a phrase or pattern inside a line; the rest of the line stays.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::Detector;
use crate::rules::detectors::findings::{Findings, NewFinding};
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::text::Edit;

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
                    let edits = vec![Edit::remove(with_space(analysis.text, &span))];
                    findings.add(
                        context,
                        NewFinding {
                            span,
                            edits,
                            message: None,
                        },
                    );
                }
            }
        }
    }
}

/// The span with the white space before it, so that its removal leaves no double space. At the beginning of a
/// line, it is the span with the white space after it.
fn with_space(text: &str, span: &Range<usize>) -> Range<usize> {
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let before = text[..span.start].trim_end_matches(is_space).len();
    if before > 0 && !text[..before].ends_with('\n') {
        return before..span.end;
    }
    let after = &text[span.end..];
    span.start..span.end + (after.len() - after.trim_start_matches(is_space).len())
}
