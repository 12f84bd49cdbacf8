//! `duplicate`: a line that repeats a line nearby or the title, whole or cut short.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::{Compiler, RuleError, Shape};
use crate::text::{Ending, Segments};

/// The keys of a `duplicate` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Where the copy stands that stays: `above` the line, `below` it, or as the document's `title`.
    of: Of,
    /// That copy stands at most so many lines above or below, blank lines aside; the title may stand
    /// as far above as it will.
    within: usize,
    /// Only copies of at least so many characters; of one cut short, those before the cut.
    min_chars: usize,
    /// Whether a line that ends in an ellipsis repeats a line that it is the beginning of.
    truncated: bool,
}

/// Where the copy of a line stands that stays.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Of {
    Above,
    Below,
    Title,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            of: Of::Above,
            within: 1,
            min_chars: 12,
            truncated: false,
        }
    }
}

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Duplicate {
            item: Shape {
                min_chars: Some(self.min_chars),
                ends: self
                    .truncated
                    .then_some(Ending::Ellipsis)
                    .into_iter()
                    .collect(),
                ..Shape::default()
            },
            params: self,
        }))
    }
}

#[derive(Debug)]
struct Duplicate {
    params: Params,
    /// The shape of a copy.
    item: Shape,
}

impl Check for Duplicate {
    fn item(&self) -> Option<&Shape> {
        Some(&self.item)
    }

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
    /// The line that this line repeats, the nearest of those that stand that way.
    fn original(&self, segments: &Segments, line: usize) -> Option<usize> {
        let is_original = |&at: &usize| self.is_copy(segments, line, at);
        let step = |next: fn(&Segments, usize) -> Option<usize>| {
            std::iter::successors(next(segments, line), move |&at| next(segments, at))
                .take(self.params.within)
        };
        match self.params.of {
            Of::Above => step(|segments, at| segments.previous(at)).find(is_original),
            Of::Below => step(|segments, at| segments.next(at)).find(is_original),
            Of::Title => segments
                .title
                .filter(|&title| title < line)
                .filter(is_original),
        }
    }

    /// Whether a line says what another says, or how that begins.
    fn is_copy(&self, segments: &Segments, line: usize, original: usize) -> bool {
        if !self.params.truncated {
            return segments.lines[original].chars == segments.lines[line].chars
                && segments.folded_line(original) == segments.folded_line(line);
        }
        let text = segments.folded_line(line);
        let whole = segments.folded_line(original);
        // Cuts are written as dots, with or without brackets around them.
        let stem = text.trim_end_matches(['.', ' ', '[', ']', '(', ')']);
        whole.len() > stem.len()
            && whole.starts_with(stem)
            && stem.chars().count() >= self.params.min_chars
    }
}
