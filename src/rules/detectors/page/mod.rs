//! `furniture`: lines of the page around the article, told by how they look and where they stand.
//!
//! A model scores each line of a document by itself, its neighbours, its place about the stretch
//! that reads most like an article, and the residue that other rules found. Without such evidence
//! it does nothing: poems, tables and columns of short lines look like menus.

mod block;
mod chars;
mod content;
mod count;
mod features;
mod folding;
mod function_words;
mod kept;
mod layout;
mod line;
mod marks;
mod memory;
mod model;
mod places;
mod properties;
mod runs;
mod written;

use std::cell::OnceCell;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::page::block::Part;
pub use crate::rules::detectors::page::features::names as feature_names;
use crate::rules::detectors::page::kept::{is_kept, is_plainly_kept};
use crate::rules::detectors::page::layout::Page;
use crate::rules::detectors::page::marks::Weight;
pub use crate::rules::detectors::page::memory::Memory;
pub use crate::rules::detectors::page::model::{PageModel, PageModelSpec};
use crate::rules::detectors::page::model::{no_reasons, told};
use crate::rules::detectors::page::properties::Values;
use crate::rules::detectors::page::written::Written;
use crate::rules::detectors::{Check, Context, Evidence, Findings};
use crate::rules::{Compiler, RuleError};

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

impl crate::rules::detectors::Params for Params {
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
    /// The words of its lines, once a line asked for them.
    written: OnceCell<Written>,
    /// By line, what is known of it so far.
    lines: Vec<Option<Scored>>,
}

/// What a model says of a line.
struct Scored {
    values: Values,
    /// The probability that it is furniture; the most that it can be, where its words were not read.
    score: f64,
    /// Whether more cannot be found out.
    is_exact: bool,
    /// Whether it is left alone whatever its score; that is not looked into then.
    is_kept: bool,
}

impl Judged {
    fn new(model: &Arc<PageModel>, context: &Context, evidence: &[Evidence]) -> Self {
        let mut memory = context.memory.furniture.of(model);
        let page = Page::read(context.segments.text, evidence, model, &mut memory);
        Self {
            model: Arc::clone(model),
            lines: page.lines.iter().map(|_| None).collect(),
            written: OnceCell::new(),
            page,
        }
    }

    /// What is known of a line of the text: exactly, where its score may reach this.
    fn line(&mut self, context: &Context, at: usize, needed: f64) -> &Scored {
        let is_enough = |line: &Scored| line.is_exact || line.score < needed;
        let known = self.lines[at].take().filter(is_enough);
        let line = known.unwrap_or_else(|| self.read(context, at, needed));
        self.lines[at].insert(line)
    }

    fn read(&self, context: &Context, at: usize, needed: f64) -> Scored {
        let (page, model, text) = (&self.page, &self.model, context.segments.text);
        let (mut values, mut bound) = (page.values(text, at), model.bound());
        let is_kept_anyway = is_plainly_kept(page, at, &values);
        bound.add_next(&values);
        if !is_kept_anyway && bound.most(&values) >= needed {
            let around = function_words::needed(&page.lines, at);
            let mut memory = context.memory.furniture.of(model);
            memory.read_words(&page.lines[around], text, &model.lexicon);
            function_words::set(&page.lines, at, &mut values);
            bound.add_next(&values);
        }
        if is_kept_anyway || bound.most(&values) < needed {
            return Scored {
                score: bound.most(&values),
                values,
                is_exact: is_kept_anyway,
                is_kept: is_kept_anyway,
            };
        }
        let written = self.written.get_or_init(|| {
            let mut memory = context.memory.furniture.of(model);
            Written::read(page, text, model, &mut memory)
        });
        written.set(page, at, &mut values);
        Scored {
            score: model.probability(&values),
            is_exact: true,
            is_kept: is_kept(page, written, at, &values),
            values,
        }
    }

    /// How sure the model is of lines, and what spoke most for them.
    fn reasons(&self, lines: &[usize]) -> String {
        let mut reasons = no_reasons();
        let scored = || lines.iter().filter_map(|&at| self.lines[at].as_ref());
        for line in scored() {
            self.model.add_reasons(&line.values, &mut reasons);
        }
        let least = scored().map(|line| line.score);
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
        let mut memory = Memory::default();
        let page = Page::read(text, evidence, model, &mut memory);
        let written = Written::read(&page, text, model, &mut memory);
        let line = |at: usize| {
            let mut values = page.values(text, at);
            function_words::set(&page.lines, at, &mut values);
            written.set(&page, at, &mut values);
            Self {
                at: page.lines[at].at,
                features: features::on(&values).map(|(on, _)| on as u32).collect(),
                is_kept: is_kept(&page, &written, at, &values),
            }
        };
        (0..page.lines.len()).map(line).collect()
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
        let mut judged = known
            .filter(|judged| Arc::ptr_eq(&judged.model, &self.model))
            .unwrap_or_else(|| {
                let evidence = findings.evidence.as_deref().unwrap_or_default();
                Judged::new(&self.model, context, evidence)
            });
        let goes = lines_that_go(context, findings);
        let mut taken = self.taken(context, &mut judged, weight, &goes);
        taken.retain(|&at| !self.is_ignored(findings, judged.page.lines[at].at));
        let is_left = |at: &usize| !goes[judged.page.lines[*at].at];
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

    /// The lines that the rule takes, by their places among those that are not blank, those that go
    /// already included; none where there are no others.
    fn taken(
        &self,
        context: &Context,
        judged: &mut Judged,
        weight: Weight,
        goes: &[bool],
    ) -> Vec<usize> {
        let needed = match self.params.min_score_of_one {
            Some(score) if weight.categories < 2 => score,
            _ => self.params.min_score,
        };
        let is_inside = self.params.place == Place::Inside;
        let lines = judged.page.lines.len();
        let mut taken_of = |goes_already: bool| -> Vec<usize> {
            let is_taken = |&at: &usize| {
                let line = judged.page.lines[at].at;
                goes[line] == goes_already
                    && (judged.page.part(at) == Part::Inside) == is_inside
                    && context.candidates.binary_search(&line).is_ok()
                    && {
                        let line = judged.line(context, at, needed);
                        line.score >= needed && !line.is_kept
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
