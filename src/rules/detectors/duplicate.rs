//! `duplicate`: a line that repeats a line nearby or the title, whole or cut short.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::catalog::Applicability;
use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::spec::shape::Shape;
use crate::text::{CharTraits, Ending, TextAnalysis};

/// The keys of a `duplicate` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DuplicateKeys {
    /// Which copy is kept: the one `above` the line, the one `below` it, or the document's `title`.
    of: Of,
    /// The copy that is kept is at most this many lines above or below. Blank lines do not count. The
    /// title may be any number of lines above.
    within: usize,
    /// Only copies of at least this many characters. If a copy is cut short, those before the cut count.
    min_chars: usize,
    /// Only copies of lines below the first so many. A title and a summary are there, which the article may repeat. Blank lines
    /// do not count.
    below_lines: usize,
    /// Whether a line that ends in an ellipsis counts as a copy of a line that begins with it.
    truncated: bool,
}

/// Which copy of a line is kept.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Of {
    Above,
    Below,
    Title,
}

impl Default for DuplicateKeys {
    fn default() -> Self {
        Self {
            of: Of::Above,
            within: 1,
            min_chars: 12,
            below_lines: 0,
            truncated: false,
        }
    }
}

impl KindKeys for DuplicateKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Duplicate { params: self }))
    }
}

#[derive(Debug)]
struct Duplicate {
    params: DuplicateKeys,
}

impl Detector for Duplicate {
    fn traits(&self) -> Traits {
        let params = &self.params;
        let ending = params.truncated.then_some(Ending::Ellipsis);
        Traits {
            first_line: Some(Shape {
                min_chars: Some(params.min_chars),
                ends: ending.into_iter().collect(),
                ..Shape::default()
            }),
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        for &line in context.candidates {
            if findings.in_block(line) {
                continue;
            }
            if let Some(original) = self.original(context.analysis, line) {
                let message = format!("{} (line {})", context.rule.summary, original + 1);
                let most = match is_refrain(context.analysis, line) {
                    true => Applicability::DisplayOnly,
                    false => Applicability::Safe,
                };
                findings.add_lines_graded(context, line, line, Some(message), most);
            }
        }
    }
}

impl Duplicate {
    /// The nearest line that this line repeats, in the direction that the rule gives.
    fn original(&self, analysis: &TextAnalysis, line: usize) -> Option<usize> {
        let is_original = |&at: &usize| self.is_copy(analysis, line, at);
        let step = |next: fn(&TextAnalysis, usize) -> Option<usize>| {
            std::iter::successors(next(analysis, line), move |&at| next(analysis, at))
                .take(self.params.within)
        };
        match self.params.of {
            Of::Above => step(|analysis, at| analysis.previous(at)).find(is_original),
            Of::Below => step(|analysis, at| analysis.next(at)).find(is_original),
            Of::Title => analysis
                .title
                .filter(|&title| title < line)
                .filter(is_original),
        }
    }

    /// Whether a line is the same as another line, or its beginning.
    fn is_copy(&self, analysis: &TextAnalysis, line: usize, original: usize) -> bool {
        if analysis.lines[original].ordinal < self.params.below_lines {
            return false;
        }
        if !self.params.truncated {
            return analysis.lines[original].chars == analysis.lines[line].chars
                && analysis.folded_line(original) == analysis.folded_line(line);
        }
        let text = analysis.folded_line(line);
        let whole = analysis.folded_line(original);
        // A cut is marked by dots, with or without brackets around them.
        let stem = text.trim_end_matches(['.', ' ', '[', ']', '(', ')']);
        whole.len() > stem.len()
            && whole.starts_with(stem)
            && stem.chars().count() >= self.params.min_chars
    }
}

/// Whether a repeated line may be a refrain: quoted speech between two paragraphs.
fn is_refrain(analysis: &TextAnalysis, line: usize) -> bool {
    let text = &analysis.text[analysis.lines[line].content.clone()];
    let is_quoted = text
        .chars()
        .next()
        .is_some_and(|c| CharTraits::of(c).is_quote());
    let is_paragraph =
        |line: Option<usize>| line.is_some_and(|line| analysis.lines[line].is_paragraph());
    is_quoted && is_paragraph(analysis.previous(line)) && is_paragraph(analysis.next(line))
}
