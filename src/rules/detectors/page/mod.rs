//! `furniture`: page boilerplate, the lines of the page around the article.
//!
//! A model scores each line of a document by its own form, its neighbours, its place relative to the run of
//! lines that reads most like an article, and the boilerplate that other rules found. Without such findings
//! it does nothing: poems, tables and columns of short lines look like menus.

mod char_tally;
mod content;
mod distances;
mod extent;
mod features;
mod function_words;
mod layout;
mod lexicon;
mod line;
mod line_size;
mod main_block;
mod marks;
mod model;
mod page_cache;
mod page_words;
mod properties;
mod protected;
mod reasons;
mod runs;
mod sources;

use std::any::Any;
use std::cell::{OnceCell, RefMut};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::{Evidence, Findings};
use crate::rules::detectors::kind::KindKeys;
pub use crate::rules::detectors::page::features::names as feature_names;
use crate::rules::detectors::page::layout::PageLayout;
use crate::rules::detectors::page::main_block::PagePart;
use crate::rules::detectors::page::marks::EvidenceWeight;
pub use crate::rules::detectors::page::model::{PageModel, PageModelSpec};
use crate::rules::detectors::page::page_cache::PageCache;
use crate::rules::detectors::page::page_words::PageWords;
use crate::rules::detectors::page::properties::Values;
use crate::rules::detectors::page::protected::{is_protected, is_protected_by_form};
use crate::rules::detectors::page::reasons::Reasons;
use crate::rules::error::RuleError;
use crate::text::TextAnalysis;

/// The keys of a `furniture` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageKeys {
    /// The name of the model, from the pack's `[page_models]`.
    #[schemars(with = "String")]
    model: Spanned<String>,
    /// Which lines it checks.
    place: PageSide,
    /// The smallest probability of a line that is reported, from 0 to 1.
    min_score: f64,
    /// The same if all evidence is of one category [default: `min_score`].
    min_score_of_one: Option<f64>,
    /// Other rules must have found boilerplate of at least this many categories in the document.
    #[serde(default = "one")]
    min_categories: usize,
    /// And they must have made at least this many findings.
    #[serde(default = "one")]
    min_evidence: usize,
}

fn one() -> usize {
    1
}

/// Which lines a rule checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Place")]
enum PageSide {
    /// The lines before and after the run of lines that reads most like an article.
    Outside,
    /// The lines in it.
    Inside,
}

impl KindKeys for PageKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let spec: &PageModelSpec = compiler.model_spec(&self.model)?;
        let model = spec.compiled(compiler)?;
        Ok(Box::new(PageBoilerplate {
            model,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct PageBoilerplate {
    model: Arc<PageModel>,
    params: PageKeys,
}

/// The scores of the lines of a document, for all rules of one model.
pub struct PageScores {
    model: Arc<PageModel>,
    page: PageLayout,
    /// The words of the page, once they are needed.
    words: OnceCell<PageWords>,
    /// For each line, what is known so far.
    lines: Vec<Option<LineScore>>,
}

/// The score of a line.
struct LineScore {
    values: Values,
    /// The probability that it is boilerplate; an upper bound if its words were not read.
    score: f64,
    /// Whether the score is exact, or does not matter.
    is_exact: bool,
    /// Whether the line is never removed, whatever its score.
    is_protected: bool,
}

impl PageScores {
    fn new(model: &Arc<PageModel>, context: &Context, evidence: &[Evidence]) -> Self {
        let mut cache: RefMut<PageCache> = context.caches.of(model);
        let page = PageLayout::read(context.analysis, evidence, &model.sources, &mut cache);
        Self {
            model: Arc::clone(model),
            lines: page.lines.iter().map(|_| None).collect(),
            words: OnceCell::new(),
            page,
        }
    }

    /// The score of a line: exact if it may reach what is needed.
    fn line(&mut self, context: &Context, at: usize, needed: f64) -> &LineScore {
        let is_enough = |line: &LineScore| line.is_exact || line.score < needed;
        let known = self.lines[at].take().filter(is_enough);
        let line = known.unwrap_or_else(|| self.read(context, at, needed));
        self.lines[at].insert(line)
    }

    fn read(&self, context: &Context, at: usize, needed: f64) -> LineScore {
        let (page, model, text) = (&self.page, &self.model, context.analysis.text);
        let (mut values, mut bound) = (page.values(text, at), model.bound());
        let is_protected_anyway = is_protected_by_form(page, at, &values);
        bound.add_next(&values);
        if !is_protected_anyway && bound.most(&values) >= needed {
            let around = function_words::needed(&page.lines, at);
            let mut cache: RefMut<PageCache> = context.caches.of(model);
            cache.read_words(&page.lines[around], text, &model.lexicon);
            function_words::set(&page.lines, at, &mut values);
            bound.add_next(&values);
        }
        if is_protected_anyway || bound.most(&values) < needed {
            return LineScore {
                score: bound.most(&values),
                values,
                is_exact: is_protected_anyway,
                is_protected: is_protected_anyway,
            };
        }
        let words = self.words.get_or_init(|| {
            let mut cache: RefMut<PageCache> = context.caches.of(model);
            PageWords::read(page, text, model, &mut cache)
        });
        words.set(page, at, &mut values);
        LineScore {
            score: model.probability(&values),
            is_exact: true,
            is_protected: is_protected(page, words, at, &values),
            values,
        }
    }

    /// How sure the model is of these lines, and what spoke most for it.
    fn reasons(&self, lines: &[usize]) -> String {
        let mut reasons = Reasons::new();
        let scored = || lines.iter().filter_map(|&at| self.lines[at].as_ref());
        for line in scored() {
            self.model.add_reasons(&line.values, &mut reasons);
        }
        let least = scored().map(|line| line.score);
        reasons.message(least.fold(1.0, f64::min))
    }
}

/// A line as a model is trained on it.
#[derive(Debug)]
pub struct LineExample {
    /// Its index among the lines of the text.
    pub at: usize,
    /// The features that are on, by their indices in [`feature_names`].
    pub features: Vec<u32>,
    /// Whether rules never remove the line, whatever its score.
    pub is_protected: bool,
}

impl LineExample {
    /// The lines of a document that are not blank, with what other rules found in it.
    pub(crate) fn read(
        analysis: &TextAnalysis,
        evidence: &[Evidence],
        model: &PageModel,
    ) -> Vec<Self> {
        let text = analysis.text;
        let mut cache = PageCache::default();
        let page = PageLayout::read(analysis, evidence, &model.sources, &mut cache);
        let words = PageWords::read(&page, text, model, &mut cache);
        let line = |at: usize| {
            let mut values = page.values(text, at);
            function_words::set(&page.lines, at, &mut values);
            words.set(&page, at, &mut values);
            Self {
                at: page.lines[at].at,
                features: features::on(&values).map(|(on, _)| on as u32).collect(),
                is_protected: is_protected(&page, &words, at, &values),
            }
        };
        (0..page.lines.len()).map(line).collect()
    }
}

/// The model of a detector, if it is one of this kind.
pub(crate) fn model_of(detector: &dyn Detector) -> Option<&Arc<PageModel>> {
    let detector: &dyn Any = detector;
    Some(&detector.downcast_ref::<PageBoilerplate>()?.model)
}

impl Detector for PageBoilerplate {
    fn traits(&self) -> Traits {
        Traits {
            reads_evidence: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let evidence = findings.evidence.as_deref().unwrap_or_default();
        let weight = EvidenceWeight::new(evidence, &self.model.sources);
        if weight.findings < self.params.min_evidence
            || weight.categories < self.params.min_categories
        {
            return;
        }
        let known = findings.results.take::<PageScores>();
        let mut scores = known
            .filter(|scores| Arc::ptr_eq(&scores.model, &self.model))
            .unwrap_or_else(|| {
                let evidence = findings.evidence.as_deref().unwrap_or_default();
                PageScores::new(&self.model, context, evidence)
            });
        let removed = lines_removed(context, findings);
        let mut taken = self.taken(context, &mut scores, weight, &removed);
        taken.retain(|&at| !self.is_ignored(findings, scores.page.lines[at].at));
        let is_left = |at: &usize| !removed[scores.page.lines[*at].at];
        for lines in taken.chunk_by(|above, below| above + 1 == *below) {
            let ends = (
                lines.iter().position(is_left),
                lines.iter().rposition(is_left),
            );
            let (Some(first), Some(last)) = ends else {
                continue;
            };
            let lines = &lines[first..=last];
            let first = scores.page.lines[lines[0]].at;
            let last = scores.page.lines[lines[lines.len() - 1]].at;
            let message = format!("{} {}", context.rule.summary, scores.reasons(lines));
            findings.add_lines(context, first, last, Some(message));
        }
        findings.results.insert(scores);
    }
}

/// For each line, whether the fix of another finding removes it and is trusted as far: such a line need not
/// be reported again.
fn lines_removed(context: &Context, findings: &Findings) -> Vec<bool> {
    let lines = &context.analysis.lines;
    let mut removed = vec![false; lines.len()];
    for finding in &findings.all {
        let trust = finding.fix.as_ref().map(|fix| fix.applicability);
        if trust.is_none() || trust < context.rule.applicability {
            continue;
        }
        let first = lines.partition_point(|line| line.content.start < finding.span.start);
        let covered = lines[first..]
            .iter()
            .take_while(|line| line.content.end <= finding.span.end)
            .count();
        removed[first..first + covered].fill(true);
    }
    removed
}

impl PageBoilerplate {
    /// Whether the user ignores a line: a rule that is off here found boilerplate in it.
    fn is_ignored(&self, findings: &Findings, line: usize) -> bool {
        let is_there = |found: &&Evidence| (found.first..=found.last).contains(&line);
        let mut evidence = findings.evidence.iter().flatten().filter(is_there);
        evidence.any(|found| found.is_ignored && !self.model.sources.says_nothing(found.category))
    }

    /// The lines that the rule reports, counted among those that are not blank. Lines that another fix removes
    /// are included, but only if there are others.
    fn taken(
        &self,
        context: &Context,
        scores: &mut PageScores,
        weight: EvidenceWeight,
        removed: &[bool],
    ) -> Vec<usize> {
        let needed = match self.params.min_score_of_one {
            Some(score) if weight.categories < 2 => score,
            _ => self.params.min_score,
        };
        let is_inside = self.params.place == PageSide::Inside;
        let lines = scores.page.lines.len();
        let mut taken_of = |is_removed: bool| -> Vec<usize> {
            let is_taken = |&at: &usize| {
                let line = scores.page.lines[at].at;
                removed[line] == is_removed
                    && (scores.page.part(at) == PagePart::Inside) == is_inside
                    && context.candidates.binary_search(&line).is_ok()
                    && {
                        let line = scores.line(context, at, needed);
                        line.score >= needed && !line.is_protected
                    }
            };
            (0..lines).filter(is_taken).collect()
        };
        let mut taken = taken_of(false);
        if !taken.is_empty() {
            taken.extend(taken_of(true));
            taken.sort_unstable();
        }
        taken
    }
}

#[cfg(test)]
mod tests;
