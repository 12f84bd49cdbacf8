//! `to-end`: a marker line and all that follows it, as comment forms and footers do.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::{Compiler, RuleError};

/// The keys of a `to-end` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// More lines than this after the marker, blank ones aside, are not taken for residue.
    max_lines: usize,
    /// Whether running text may stand after the marker.
    paragraphs: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            max_lines: 40,
            paragraphs: false,
        }
    }
}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(ToEnd(self)))
    }
}

#[derive(Debug)]
struct ToEnd(Params);

impl Check for ToEnd {
    fn landmarks(&self, context: &Context) -> Vec<usize> {
        context.matching_lines().to_vec()
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        let found = context.matching_lines().iter().find_map(|&marker| {
            let below =
                || (marker + 1..segments.lines.len()).filter(|&l| !segments.lines[l].is_blank());
            let fits = below().count() <= self.0.max_lines
                && (self.0.paragraphs || !below().any(|l| segments.lines[l].is_paragraph()));
            fits.then(|| (marker, below().next_back().unwrap_or(marker)))
        });
        if let Some((marker, last)) = found {
            findings.add_lines(context, marker, last, None);
        }
    }
}
