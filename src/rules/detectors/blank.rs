//! `blank`: lines that look empty and are not: no-break spaces, joiners, direction marks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Draft, Findings};
use crate::rules::finding::Edit;
use crate::rules::{Compiler, RuleError};
use crate::text::is_ignorable;

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Params {}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Blanks))
    }
}

#[derive(Debug)]
struct Blanks;

impl Check for Blanks {
    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        for (at, line) in segments.lines.iter().enumerate() {
            let content = &segments.text[line.whole.start..segments.end_of(at)];
            // A byte order mark at the very beginning belongs to the file.
            let unseen = match line.whole.start {
                0 => content.trim_start_matches('\u{feff}'),
                _ => content,
            };
            let start = line.whole.start + content.len() - unseen.len();
            let is_unseen = |c: char| c.is_whitespace() || is_ignorable(c);
            if unseen.is_ascii()
                || !unseen.chars().all(is_unseen)
                || !context
                    .rule
                    .conditions
                    .allows(segments, context.landmarks, at)
            {
                continue;
            }
            findings.add(
                context,
                Draft {
                    span: start..start + unseen.len(),
                    edits: vec![Edit::remove_lines(segments, at, at)],
                    message: None,
                },
            );
        }
    }
}
