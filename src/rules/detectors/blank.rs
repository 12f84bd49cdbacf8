//! `blank`: lines that look empty but have invisible characters: no-break spaces, joiners, direction marks.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::Detector;
use crate::rules::detectors::findings::{Findings, NewFinding};
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::text::{Edit, is_ignorable};

/// No keys of its own.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct BlankKeys {}

impl KindKeys for BlankKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Blanks))
    }
}

#[derive(Debug)]
struct Blanks;

impl Detector for Blanks {
    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        for (at, line) in analysis.lines.iter().enumerate() {
            let content = &analysis.text[line.whole.start..analysis.end_of(at)];
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
                    .allows(analysis, context.landmarks, at)
            {
                continue;
            }
            findings.add(
                context,
                NewFinding {
                    span: start..start + unseen.len(),
                    edits: vec![Edit::remove_lines(analysis, at, at)],
                    message: None,
                },
            );
        }
    }
}
