//! What a detector sees of a document and of its rule.

use std::cell::OnceCell;

use crate::rules::catalog::Applicability;
use crate::rules::conditions::expand::Expand;
use crate::rules::conditions::landmarks::Landmarks;
use crate::rules::conditions::lines::Where;
use crate::rules::detectors::model_caches::ModelCaches;
use crate::rules::matching::matcher::Matcher;
use crate::rules::matching::replace::Replacement;
use crate::rules::survey::SurveyedLines;
use crate::text::TextAnalysis;

/// What a detector sees.
pub(crate) struct Context<'a> {
    pub analysis: &'a TextAnalysis<'a>,
    pub rule: RuleParts<'a>,
    /// The lines that have a literal of the rule (all lines if it has none) and meet its conditions.
    pub candidates: &'a [usize],
    /// The candidates that the texts of the rule match as whole lines, once they are known.
    pub matching: &'a OnceCell<Vec<usize>>,
    pub landmarks: &'a Landmarks,
    /// What models remember of the earlier texts of the document.
    pub caches: &'a ModelCaches,
    /// What the statistics of the corpus say about the lines, if there are any.
    pub surveyed: Option<&'a SurveyedLines<'a>>,
}

/// The parts of a rule that its detector uses.
#[derive(Clone, Copy)]
pub(crate) struct RuleParts<'a> {
    /// The index of the rule among all rules.
    pub index: usize,
    pub summary: &'a str,
    /// How far its fix may be trusted; `None` for a rule that only reports.
    pub applicability: Option<Applicability>,
    pub matcher: &'a Matcher,
    pub conditions: &'a Where,
    pub expand: Option<&'a Expand>,
    pub replace: Option<&'a Replacement>,
}

impl Context<'_> {
    /// The candidates that the texts of the rule match as whole lines.
    pub fn matching_lines(&self) -> &[usize] {
        self.matching.get_or_init(|| {
            let lines = self.candidates.iter().copied();
            lines
                .filter(|&line| self.rule.matcher.is_line(self.analysis, line))
                .collect()
        })
    }
}
