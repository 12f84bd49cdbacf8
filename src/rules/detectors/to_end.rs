//! `to-end`: a marker line and everything after it, such as a comment form or a footer.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;

/// The keys of a `to-end` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ToEndKeys {
    /// If more lines than this follow the marker, they are not boilerplate. Blank lines do not count.
    max_lines: usize,
    /// Whether there may be running text after the marker.
    paragraphs: bool,
}

impl Default for ToEndKeys {
    fn default() -> Self {
        Self {
            max_lines: 40,
            paragraphs: false,
        }
    }
}

impl KindKeys for ToEndKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(ToEnd(self)))
    }
}

#[derive(Debug)]
struct ToEnd(ToEndKeys);

impl Detector for ToEnd {
    fn traits(&self) -> Traits {
        Traits {
            marks_lines: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let found = context.matching_lines().iter().find_map(|&marker| {
            let below =
                || (marker + 1..analysis.lines.len()).filter(|&l| !analysis.lines[l].is_blank());
            let fits = below().count() <= self.0.max_lines
                && (self.0.paragraphs || !below().any(|l| analysis.lines[l].is_paragraph()));
            fits.then(|| (marker, below().next_back().unwrap_or(marker)))
        });
        if let Some((marker, last)) = found {
            findings.add_lines(context, marker, last, None);
        }
    }
}
