//! `story`: the text of other articles after the article, one finding for each story.
//!
//! There are two ways to find one. With a marker: a line that invites to another article and comes after the
//! article's source or tags says that all text below it is foreign. Without a marker: a model scores each line
//! at which a story may begin, compared with the text before it. In both cases the same model then splits the
//! foreign text into stories.

mod cut;
mod dateline;
mod features;
mod line_cache;
mod lines;
mod measures;
mod model;
mod screening;
mod stem_marks;
mod stem_sums;
mod vocabulary;
mod word_lists;

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::catalog::Category;
use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::detectors::story::cut::{
    Candidate, StoryCut, first_cut, inner_starts, splits, starts,
};
pub use crate::rules::detectors::story::features::{Features, Weights};
use crate::rules::detectors::story::lines::{StoryLine, StoryReader};
pub use crate::rules::detectors::story::model::{Model, ModelSpec};
use crate::rules::detectors::story::screening::may_open;
use crate::rules::error::RuleError;
use crate::text::{Part, TextAnalysis};

/// The keys of a `story` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryKeys {
    /// The name of the model, from the pack's `[models]`.
    #[schemars(with = "String")]
    model: Spanned<String>,
    /// Categories of lines that introduce a story. Without them the model alone decides.
    #[serde(default)]
    after: Vec<Category>,
    /// Categories of lines that end an article; one of them must be close above the marker.
    #[serde(default)]
    confirmed_by: Vec<Category>,
    /// Without `after`: report only a story right below a line of these categories.
    #[serde(default)]
    under: Vec<Category>,
    /// Without `after`: report only a story of at least this score, even if the threshold of the model is
    /// lower.
    #[serde(default)]
    min_score: f64,
}

/// How many lines above a marker its confirmation may be.
const CONFIRMED_WITHIN: usize = 4;
/// A longer line after a header means that the article continues there, in characters.
const RESUMES: usize = 160;
/// The fewest lines that are not blank of an article with another one after it.
const SHORTEST: usize = 4;
/// A longer line is no paragraph of an article, but a file of another kind, in characters.
const LONGEST_LINE: usize = 20_000;
/// Characters of the headline that a message quotes.
const QUOTED_CHARS: usize = 80;

impl KindKeys for StoryKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let spec = compiler.model_spec(&self.model)?;
        let model = Arc::new(Model::new(self.model.get_ref(), spec, compiler)?);
        Ok(match self.after.is_empty() {
            true => Box::new(Unmarked {
                model,
                under: self.under,
                min_score: self.min_score,
            }),
            false => Box::new(AfterMarker {
                model,
                after: self.after,
                confirmed_by: self.confirmed_by,
            }),
        })
    }
}

/// Finds stories after a marker.
#[derive(Debug)]
struct AfterMarker {
    model: Arc<Model>,
    after: Vec<Category>,
    confirmed_by: Vec<Category>,
}

impl Detector for AfterMarker {
    fn traits(&self) -> Traits {
        Traits {
            has_marker: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let markers = context.candidates.iter().copied();
        let Some(marker) = { markers }.find(|&line| self.ends_article(context, line)) else {
            return;
        };
        let first = marker + 1;
        let end = end_of_text(context, first);
        if !is_checkable(context.analysis, &self.model, first..end) {
            return;
        }
        let lines = reader(context, &self.model).all(first..end);
        if !lines.iter().any(|line| line.chars >= RESUMES) {
            return;
        }
        let mut cuts = vec![StoryCut::after_marker()];
        cuts.extend(splits(&lines, 0, &self.model));
        report(context, findings, &lines, &cuts);
    }
}

impl AfterMarker {
    /// Whether a line is a marker after the end of the article: the source or the tags of the article are close
    /// above, below the first paragraph, with no running text between.
    fn ends_article(&self, context: &Context, marker: usize) -> bool {
        let analysis = context.analysis;
        let is = |line: usize, categories: &[Category]| {
            context
                .landmarks
                .get(line)
                .is_some_and(|category| categories.contains(&category))
        };
        let above = std::iter::successors(analysis.previous(marker), |&l| analysis.previous(l));
        is(marker, &self.after)
            && above
                .take(CONFIRMED_WITHIN)
                .take_while(|&l| analysis.part(l) != Part::Head)
                .find(|&l| is(l, &self.confirmed_by) || analysis.lines[l].is_paragraph())
                .is_some_and(|l| is(l, &self.confirmed_by))
    }
}

/// The result of a model that found no story in a text up to this line, so that it need not be read again.
pub struct NoStory {
    model: Arc<Model>,
    end: usize,
}

/// Finds stories that no marker introduces.
#[derive(Debug)]
struct Unmarked {
    model: Arc<Model>,
    under: Vec<Category>,
    min_score: f64,
}

impl Unmarked {
    /// Whether a story is sure enough for the rule.
    fn is_sure(&self, context: &Context, lines: &[StoryLine], cut: &StoryCut) -> bool {
        let above = cut.line.checked_sub(1).map(|above| lines[above].at);
        let mark = above.and_then(|above| context.landmarks.get(above));
        cut.score() >= self.min_score
            && (self.under.is_empty() || mark.is_some_and(|mark| self.under.contains(&mark)))
    }

    /// The line before which the search for stories ends.
    fn end(&self, context: &Context, findings: &Findings) -> usize {
        let blocked = (0..context.analysis.lines.len()).find(|&line| findings.in_block(line));
        end_of_text(context, 0).min(blocked.unwrap_or(usize::MAX))
    }

    /// Reads the lines before it; `None` if the document is too short or too long for the model.
    fn reader<'s, 'c>(
        &'c self,
        context: &'c Context<'s>,
        end: usize,
    ) -> Option<StoryReader<'s, 'c>> {
        let analysis = context.analysis;
        let is_checkable = analysis.filled >= SHORTEST
            && is_checkable(analysis, &self.model, 0..end)
            && self.model.words.may_know(&analysis.lines[..end]);
        is_checkable.then(|| reader(context, &self.model))
    }

    /// The first line at which a story begins, with the lines of the text.
    fn first_cut<'s>(
        &self,
        context: &Context<'s>,
        end: usize,
    ) -> Option<(Vec<StoryLine<'s>>, StoryCut)> {
        let is_marked = |line: usize| context.landmarks.get(line).is_some();
        let mut reader = self.reader(context, end)?;
        // Most texts need no more than the screening pass.
        may_open(
            context.analysis,
            &mut reader,
            &self.model,
            0..end,
            is_marked,
        )
        .then_some(())?;
        let lines = reader.text(0..end)?;
        let cut = first_cut(&lines, &self.model, is_marked)?;
        Some((lines, cut))
    }

    /// Whether there is a line below which the rule accepts a story.
    fn has_place(&self, context: &Context, end: usize) -> bool {
        let mark = |line: usize| context.landmarks.get(line);
        let is_one = |line: usize| mark(line).is_some_and(|mark| self.under.contains(&mark));
        self.under.is_empty() || (0..end).any(is_one)
    }

    /// The lines at which the model decides whether a story opens, if it can read the document.
    fn openings(
        &self,
        context: &Context,
        findings: &Findings,
        stories: &[usize],
    ) -> Option<Openings> {
        let end = self.end(context, findings);
        let lines = self.reader(context, end)?.text(0..end)?;
        let is_marked = |line: usize| context.landmarks.get(line).is_some();
        let opening = |from: usize| {
            let lines = &lines;
            move |candidate: Candidate| Opening {
                line: lines[from + candidate.line].at,
                handicap: self.model.handicap(candidate.is_bare),
                features: candidate.features.values(),
            }
        };
        let inner = |&story: &usize| match lines.iter().position(|line| line.at == story) {
            Some(from) => inner_starts(&lines[from..], &self.model.words)
                .map(opening(from))
                .collect(),
            None => Vec::new(),
        };
        Some(Openings {
            last: lines.last()?.at,
            starts: starts(&lines, &self.model.words, is_marked)
                .map(opening(0))
                .collect(),
            inner: stories.iter().map(inner).collect(),
        })
    }
}

/// The model of a detector of this kind that finds stories without a marker.
pub(crate) fn model_of(detector: &dyn Detector) -> Option<&Arc<Model>> {
    Some(&unmarked(detector)?.model)
}

/// The lines at which such a detector decides whether a story opens, given the first lines of the stories that
/// are known; `None` if its model cannot read the document.
pub(crate) fn openings_of(
    detector: &dyn Detector,
    context: &Context,
    findings: &Findings,
    stories: &[usize],
) -> Option<Openings> {
    unmarked(detector)?.openings(context, findings, stories)
}

fn unmarked(detector: &dyn Detector) -> Option<&Unmarked> {
    let detector: &dyn Any = detector;
    detector.downcast_ref()
}

impl Detector for Unmarked {
    fn detect(&self, context: &Context, findings: &mut Findings) {
        let end = self.end(context, findings);
        let has_none =
            |without: &NoStory| Arc::ptr_eq(&without.model, &self.model) && without.end == end;
        if findings.results.get().is_some_and(has_none) || !self.has_place(context, end) {
            return;
        }
        let Some((lines, cut)) = self.first_cut(context, end) else {
            findings.results.insert(NoStory {
                model: Arc::clone(&self.model),
                end,
            });
            return;
        };
        if self.is_sure(context, &lines, &cut) {
            let first = cut.line;
            let mut cuts = vec![cut];
            cuts.extend(splits(&lines, first, &self.model));
            report(context, findings, &lines, &cuts);
        }
    }
}

/// The lines of one document at which a story may begin: what a model is trained on.
#[derive(Debug)]
pub struct Openings {
    /// The last line that is searched for stories, among the lines of the document.
    pub last: usize,
    /// Where foreign text may begin.
    pub starts: Vec<Opening>,
    /// For each known story, where the next one may begin.
    pub inner: Vec<Vec<Opening>>,
}

/// A line at which a story may begin.
#[derive(Debug)]
pub struct Opening {
    /// Its index among the lines of the document.
    pub line: usize,
    /// How much higher than the threshold its score must be to begin foreign text.
    pub handicap: f64,
    /// The values of [`Features::NAMES`].
    pub features: Vec<f64>,
}

/// Reads lines for a model.
fn reader<'s, 'c>(context: &'c Context<'s>, model: &'c Arc<Model>) -> StoryReader<'s, 'c> {
    let cache = context.caches.of(model);
    StoryReader::new(context.analysis, model, cache)
}

/// Whether a range of lines can be articles: not too many lines, and none too long.
fn is_checkable(analysis: &TextAnalysis, model: &Model, lines: Range<usize>) -> bool {
    let lines = &analysis.lines[lines];
    lines.iter().filter(|line| !line.is_blank()).count() <= model.max_lines
        && lines.iter().all(|line| line.chars <= LONGEST_LINE)
}

/// The line before which the text that may contain stories ends: a marker or header, from line `from` on, with
/// only short lines after it.
fn end_of_text(context: &Context, from: usize) -> usize {
    let lines = &context.analysis.lines;
    let mut end = lines.len();
    for line in (from..lines.len()).rev() {
        match context.landmarks.get(line) {
            None if lines[line].chars > RESUMES => break,
            None | Some(Category::Metadata | Category::Source) => {}
            Some(_) => end = line,
        }
    }
    end
}

/// Reports the stories that begin at these cuts. The last one ends with the lines.
fn report(context: &Context, findings: &mut Findings, lines: &[StoryLine], cuts: &[StoryCut]) {
    let analysis = context.analysis;
    for (n, cut) in cuts.iter().enumerate() {
        let first = lines[cut.line].at;
        let end = cuts.get(n + 1).map_or(lines.len(), |next| next.line);
        let last = with_invisible_lines(analysis, lines[end - 1].at);
        let headline = &analysis.text[analysis.lines[first].content.clone()];
        let quoted = match headline.char_indices().nth(QUOTED_CHARS) {
            Some((end, _)) => format!("{}…", headline[..end].trim_end()),
            None => headline.to_owned(),
        };
        let message = format!("{}: “{quoted}” ({})", context.rule.summary, cut.reasons());
        findings.add_lines(context, first, last, Some(message));
    }
}

/// The last line of a story, with lines of no-break spaces after it; empty lines belong to no story.
fn with_invisible_lines(analysis: &TextAnalysis, last: usize) -> usize {
    let below =
        (last + 1..analysis.lines.len()).take_while(|&line| analysis.lines[line].is_blank());
    let is_empty = |line: usize| {
        analysis.text[analysis.lines[line].whole.clone()]
            .trim_end_matches(['\r', '\n'])
            .is_empty()
    };
    below.filter(|&line| !is_empty(line)).last().unwrap_or(last)
}
