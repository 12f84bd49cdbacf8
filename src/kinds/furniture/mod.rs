//! `furniture`: lines of the page around the article, told by how they look and where they stand.
//!
//! A model scores each line of a document by itself, its neighbours, its place about the stretch
//! that reads most like an article, and the residue that other rules found. Without such evidence
//! it does nothing: poems, tables and columns of short lines look like menus.

mod block;
mod chars;
mod content;
mod features;
mod kept;
mod line;
mod marks;
mod model;
mod page;
mod places;
mod properties;
mod runs;
mod words;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use self::block::Part;
pub use self::features::names as feature_names;
use self::line::Line;
use self::marks::Weight;
pub use self::model::{PageModel, PageModelSpec};
use self::model::{no_reasons, told};
use self::page::Page;
use super::{Check, Context, Evidence, Findings};
use crate::rule::{Compiler, RuleError};

/// The keys of a `furniture` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The name of the model, from the pack's `[page_models]`.
    #[schemars(with = "String")]
    model: Spanned<String>,
    /// Which lines it judges.
    place: Place,
    /// The probability from which a line is taken, from 0 to 1.
    min_score: f64,
    /// The same where all evidence is of one category; `min_score` unless given.
    min_score_of_one: Option<f64>,
    /// Other rules found residue of at least so many categories in the document.
    #[serde(default = "one")]
    min_categories: usize,
    /// And made at least so many findings.
    #[serde(default = "one")]
    min_evidence: usize,
}

fn one() -> usize {
    1
}

/// Which lines a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Place {
    /// Those before and after the stretch that reads most like an article.
    Outside,
    /// Those inside it.
    Inside,
}

impl super::Params for Params {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        let model = compiler.page_model(&self.model)?;
        Ok(Box::new(Furniture {
            model,
            params: self,
        }))
    }
}

#[derive(Debug)]
struct Furniture {
    model: Arc<PageModel>,
    params: Params,
}

/// A document as a model judged it, for all rules of that model.
pub struct Judged {
    model: Arc<PageModel>,
    page: Page,
    /// The probability of each line.
    scores: Vec<f64>,
}

impl Judged {
    fn new(model: &Arc<PageModel>, text: &str, evidence: &[Evidence]) -> Self {
        let page = Page::read(text, evidence, model);
        Self {
            model: Arc::clone(model),
            scores: page
                .lines
                .iter()
                .map(|line| model.probability(&line.values))
                .collect(),
            page,
        }
    }

    /// How sure the model is of lines, and what spoke most for them.
    fn reasons(&self, lines: &[usize]) -> String {
        let mut reasons = no_reasons();
        for &at in lines {
            self.model
                .add_reasons(&self.page.lines[at].values, &mut reasons);
        }
        let least = lines.iter().map(|&at| self.scores[at]);
        let percent = (least.fold(1.0, f64::min) * 100.0).floor().min(99.0);
        format!("p .{percent:02}: {}", told(&reasons).join(", "))
    }
}

/// A line as a model is fitted on it.
#[derive(Debug)]
pub struct PageLine {
    /// Its index among the lines of the text.
    pub at: usize,
    /// The features that are on, by their places in [`feature_names`].
    pub features: Vec<u32>,
    /// Whether rules leave the line whatever its score.
    pub is_kept: bool,
}

impl PageLine {
    /// The lines of a text that are not blank, with what other rules found in it.
    pub(crate) fn read(text: &str, evidence: &[Evidence], model: &PageModel) -> Vec<Self> {
        let page = Page::read(text, evidence, model);
        let features = |line: &Line| {
            features::on(&line.values)
                .map(|(on, _)| on as u32)
                .collect()
        };
        let lines = page.lines.iter().enumerate();
        lines
            .map(|(at, line)| Self {
                at: line.at,
                features: features(line),
                is_kept: page.is_kept(at),
            })
            .collect()
    }
}

impl Check for Furniture {
    fn page_model(&self) -> Option<&Arc<PageModel>> {
        Some(&self.model)
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        let evidence = findings.evidence.as_deref().unwrap_or_default();
        let weight = Weight::new(evidence, &self.model.sources);
        if weight.findings < self.params.min_evidence
            || weight.categories < self.params.min_categories
        {
            return;
        }
        let known = findings.judged.take();
        let judged = known
            .filter(|judged| Arc::ptr_eq(&judged.model, &self.model))
            .unwrap_or_else(|| {
                let evidence = findings.evidence.as_deref().unwrap_or_default();
                Judged::new(&self.model, context.segments.text, evidence)
            });
        let goes = lines_that_go(context, findings);
        let is_left = |at: &usize| !goes[judged.page.lines[*at].at];
        let mut taken = self.taken(context, &judged, weight);
        taken.retain(|&at| !self.is_ignored(findings, judged.page.lines[at].at));
        for lines in taken.chunk_by(|above, below| above + 1 == *below) {
            let ends = (
                lines.iter().position(is_left),
                lines.iter().rposition(is_left),
            );
            let (Some(first), Some(last)) = ends else {
                continue;
            };
            let lines = &lines[first..=last];
            let first = judged.page.lines[lines[0]].at;
            let last = judged.page.lines[lines[lines.len() - 1]].at;
            let message = format!("{} ({})", context.rule.summary, judged.reasons(lines));
            findings.add_lines(context, first, last, Some(message));
        }
        findings.judged = Some(judged);
    }
}

/// By line, whether the fix of another finding takes it that is trusted as far: there is no need to
/// report it again.
fn lines_that_go(context: &Context, findings: &Findings) -> Vec<bool> {
    let lines = &context.segments.lines;
    let mut goes = vec![false; lines.len()];
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
        goes[first..first + covered].fill(true);
    }
    goes
}

impl Furniture {
    /// Whether a line is left alone by the user's will: a rule found residue there that does not
    /// report here.
    fn is_ignored(&self, findings: &Findings, line: usize) -> bool {
        let is_there = |found: &&Evidence| (found.first..=found.last).contains(&line);
        let mut evidence = findings.evidence.iter().flatten().filter(is_there);
        evidence.any(|found| found.is_ignored && !self.model.sources.says_nothing(found.category))
    }

    /// The lines that the rule takes, by their places among those that are not blank.
    fn taken(&self, context: &Context, judged: &Judged, weight: Weight) -> Vec<usize> {
        let needed = match self.params.min_score_of_one {
            Some(score) if weight.categories < 2 => score,
            _ => self.params.min_score,
        };
        let page = &judged.page;
        let is_inside = self.params.place == Place::Inside;
        let is_taken = |&at: &usize| {
            judged.scores[at] >= needed
                && (page.part(at) == Part::Inside) == is_inside
                && context.candidates.binary_search(&page.lines[at].at).is_ok()
                && !page.is_kept(at)
        };
        (0..page.lines.len()).filter(is_taken).collect()
    }
}

#[cfg(test)]
mod tests;
