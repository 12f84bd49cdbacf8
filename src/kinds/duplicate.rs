//! `duplicate`: a line that repeats a line nearby, whole or cut short.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, Context, Findings};
use crate::document::{Ending, Segments};
use crate::rule::{Compiler, RuleError};

/// The keys of a `duplicate` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The first copy stands at most so many lines above, blank lines aside.
    within: usize,
    /// Only copies of at least so many characters.
    min_chars: usize,
    /// Whether a line that ends in an ellipsis repeats a line that it is the beginning of.
    truncated: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            within: 1,
            min_chars: 12,
            truncated: false,
        }
    }
}

impl super::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Duplicate(self)))
    }
}

#[derive(Debug)]
struct Duplicate(Params);

impl Check for Duplicate {
    fn check(&self, context: &Context, findings: &mut Findings) {
        for &line in context.candidates {
            if findings.in_block(line) {
                continue;
            }
            if let Some(original) = self.original(context.segments, line) {
                let message = format!("{} (line {})", context.rule.summary, original + 1);
                findings.add_lines(context, line, line, Some(message));
            }
        }
    }
}

impl Duplicate {
    /// The nearest line above that this line repeats.
    fn original(&self, segments: &Segments, at: usize) -> Option<usize> {
        let line = &segments.lines[at];
        let text = segments.folded_line(at);
        let stem = text.trim_end_matches(['.', ' ']);
        if line.chars < self.0.min_chars {
            return None;
        }
        let mut above = at;
        for _ in 0..self.0.within {
            above = segments.previous(above)?;
            let whole = segments.folded_line(above);
            let is_copy = match self.0.truncated {
                true => {
                    line.ending == Ending::Ellipsis
                        && whole.len() > stem.len()
                        && whole.starts_with(stem)
                }
                false => whole == text,
            };
            if is_copy {
                return Some(above);
            }
        }
        None
    }
}
