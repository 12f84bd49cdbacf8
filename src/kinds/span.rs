//! `span`: a phrase or pattern inside a line; the rest of the line stays.

use std::ops::Range;

use serde::Deserialize;

use super::{Check, Context, Draft, Findings};
use crate::finding::Edit;
use crate::rule::{Compiler, RuleError};

/// No keys of its own.
#[derive(Debug, Deserialize)]
pub struct Params {}

impl super::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Spans))
    }
}

#[derive(Debug)]
struct Spans;

impl Check for Spans {
    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        for &at in context.candidates {
            let line = &segments.lines[at];
            for found in context.rule.matcher.spans(segments.folded_line(at)) {
                let folded = line.folded.start + found.start..line.folded.start + found.end;
                let span = segments.folded.span(segments.text, folded);
                if span.is_empty() {
                    continue;
                }
                if span.start <= line.content.start && span.end >= line.content.end {
                    findings.add_lines(context, at, at, None);
                } else {
                    findings.add(
                        context,
                        Draft {
                            edits: vec![Edit::remove(with_space(segments.text, &span))],
                            span,
                            message: None,
                        },
                    );
                }
            }
        }
    }
}

/// The span with the white space before it, so that its removal leaves no doubled space; at the
/// head of a line, with the white space after it.
fn with_space(text: &str, span: &Range<usize>) -> Range<usize> {
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let before = text[..span.start].trim_end_matches(is_space).len();
    if before > 0 && !text[..before].ends_with('\n') {
        return before..span.end;
    }
    let after = &text[span.end..];
    span.start..span.end + (after.len() - after.trim_start_matches(is_space).len())
}
