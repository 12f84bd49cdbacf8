//! `headline-run`: lines that look like headlines, in a row, without a header.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::conditions::lines::Where;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::detectors::list;
use crate::rules::error::RuleError;
use crate::rules::spec::conditions::WhereSpec;
use crate::rules::spec::shape::Shape;
use crate::text::{Ending, Fold, PrefixTrie};

/// The keys of a `headline-run` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HeadlineRunKeys {
    /// The shape of a line of the run.
    item: Shape,
    /// Words that begin sentences of running text but no headlines; `@name` for a shared list.
    #[schemars(with = "Vec<String>")]
    not_openings: Vec<Spanned<String>>,
    min_items: usize,
    max_items: usize,
    /// The median length of the lines is at least this many characters. Lists that belong to an article
    /// (names, scores, prices) have shorter lines than headlines.
    min_median_chars: usize,
    /// At most this share of the lines has digits, from 0 to 1.
    max_digit_lines: f64,
    /// Conditions on the line right below the run, where the article goes on.
    below: Option<WhereSpec>,
}

impl Default for HeadlineRunKeys {
    fn default() -> Self {
        Self {
            item: Shape::headline(),
            not_openings: Vec::new(),
            min_items: 2,
            max_items: 30,
            min_median_chars: 40,
            max_digit_lines: 0.5,
            below: None,
        }
    }
}

impl KindKeys for HeadlineRunKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let not_openings = compiler.words(&self.not_openings)?.iter().collect();
        let below = self.below.as_ref();
        Ok(Box::new(HeadlineRun {
            below: below
                .map(|below| Where::new(below, Fold::Arabic, compiler))
                .transpose()?,
            not_openings,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct HeadlineRun {
    params: HeadlineRunKeys,
    not_openings: PrefixTrie<()>,
    below: Option<Where>,
}

impl Detector for HeadlineRun {
    fn traits(&self) -> Traits {
        Traits {
            first_line: Some(self.params.item.clone()),
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let mut end = 0;
        for &first in context.candidates {
            if first < end {
                continue;
            }
            let is_free = |line| {
                context.landmarks.get(line).is_none()
                    && !findings.in_block(line)
                    && !list::opens_with(analysis.folded_line(line), &self.not_openings)
            };
            let items = list::run(
                analysis,
                first,
                &self.params.item,
                self.params.max_items + 1,
                is_free,
            );
            let Some(&last) = items.last() else { continue };
            end = last + 1;
            if self.is_residue(context, &items) {
                findings.add_lines(context, first, last, None);
            }
        }
    }
}

impl HeadlineRun {
    /// Whether a run is between finished paragraphs or at the end, and looks like headlines rather than like a
    /// list that belongs to the article.
    fn is_residue(&self, context: &Context, items: &[usize]) -> bool {
        let analysis = context.analysis;
        let line = |l: usize| &analysis.lines[l];
        let is_finished = |l: usize| matches!(line(l).ending, Ending::Stop | Ending::Question);
        let mut lengths: Vec<_> = items.iter().map(|&l| line(l).chars).collect();
        lengths.sort_unstable();
        let with_digits = items
            .iter()
            .filter(|&&l| {
                analysis
                    .folded_line(l)
                    .contains(|c: char| c.is_ascii_digit())
            })
            .count();
        (self.params.min_items..=self.params.max_items).contains(&items.len())
            && lengths[lengths.len() / 2] >= self.params.min_median_chars
            && with_digits as f64 <= self.params.max_digit_lines * items.len() as f64
            && analysis.previous(items[0]).is_some_and(is_finished)
            && analysis
                .next(items[items.len() - 1])
                .is_none_or(|l| line(l).is_paragraph() || context.landmarks.get(l).is_some())
            && self.below.as_ref().is_none_or(|below| {
                let next = analysis.next(items[items.len() - 1]);
                next.is_some_and(|next| below.allows(analysis, context.landmarks, next))
            })
    }
}
