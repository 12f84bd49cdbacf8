//! `story`: another article's text after the article, one finding a story.
//!
//! Two ways to see one. After a marker: a line that invites to another article, which itself comes
//! after the article's source or tags, says that all below it is foreign. Without a marker: a model
//! scores each line at which a story could open by how it reads, against what stands before it.
//! Either way the foreign text is then split into its stories by the same model.

mod cut;
mod features;
mod model;
mod text;

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use self::cut::{Cut, first_cut, splits};
pub use self::model::{Model, ModelSpec};
use self::text::{Line, read};
use super::{Check, Context, Draft, Findings};
use crate::document::Segments;
use crate::finding::Edit;
use crate::rule::{Category, Compiler, RuleError};

/// The keys of a `story` rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// The name of the model, from the pack's `[models]`.
    model: Spanned<String>,
    /// Categories of lines that lead to a story. Without them the model alone decides.
    #[serde(default)]
    after: Vec<Category>,
    /// Categories of lines that end an article; one must stand close above the marker.
    #[serde(default)]
    confirmed_by: Vec<Category>,
}

/// How many lines above a marker its confirmation may stand.
const CONFIRMED_WITHIN: usize = 4;
/// Characters from which a line after a header says that the article goes on there.
const RESUMES: usize = 160;
/// Characters of the headline that the message quotes.
const QUOTED_CHARS: usize = 80;

impl super::Params for Params {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        let model = compiler.model(&self.model)?;
        Ok(match self.after.is_empty() {
            true => Box::new(Unmarked { model }),
            false => Box::new(AfterMarker {
                model,
                after: self.after,
                confirmed_by: self.confirmed_by,
            }),
        })
    }
}

/// Stories after a marker.
#[derive(Debug)]
struct AfterMarker {
    model: Arc<Model>,
    after: Vec<Category>,
    confirmed_by: Vec<Category>,
}

impl Check for AfterMarker {
    fn has_marker(&self) -> bool {
        true
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        let marks = context.marks;
        let is = |line: usize, categories: &[Category]| {
            marks
                .get(line)
                .is_some_and(|category| categories.contains(&category))
        };
        let mut markers = context.candidates.iter().copied().filter(|&line| {
            let above = std::iter::successors(context.segments.previous(line), |&l| {
                context.segments.previous(l)
            });
            is(line, &self.after)
                && above
                    .take(CONFIRMED_WITHIN)
                    .any(|l| is(l, &self.confirmed_by))
        });
        let Some(marker) = markers.next() else { return };
        let first = marker + 1;
        let lines = read(
            context.segments,
            &self.model.words,
            first..end_of_text(context, first),
        );
        if !lines.iter().any(|line| line.chars >= RESUMES) {
            return;
        }
        let mut cuts = vec![Cut::after_marker()];
        cuts.extend(splits(&lines, 0, &self.model));
        report(context, findings, &lines, &cuts);
    }
}

/// Stories that no marker leads to.
#[derive(Debug)]
struct Unmarked {
    model: Arc<Model>,
}

impl Check for Unmarked {
    fn check(&self, context: &Context, findings: &mut Findings) {
        let segments = context.segments;
        let model = &self.model;
        if segments.filled < 4 || segments.filled > model.max_lines {
            return;
        }
        let covered = (0..segments.lines.len()).find(|&line| findings.covers(segments, line));
        let end = end_of_text(context, 0).min(covered.unwrap_or(usize::MAX));
        let lines = read(segments, &model.words, 0..end);
        if !model.words.know(&lines) {
            return;
        }
        let is_marked = |line: &Line| context.marks.get(line.at).is_some();
        if let Some(cut) = first_cut(&lines, model, is_marked) {
            let first = cut.line;
            let mut cuts = vec![cut];
            cuts.extend(splits(&lines, first, model));
            report(context, findings, &lines, &cuts);
        }
    }
}

/// The line before which the text that could hold stories ends: a marker or header from `from` on
/// that nothing but short lines follows.
fn end_of_text(context: &Context, from: usize) -> usize {
    let lines = &context.segments.lines;
    let mut end = lines.len();
    for line in (from..lines.len()).rev() {
        match context.marks.get(line) {
            Some(Category::Metadata) | None => {}
            Some(_) => end = line,
        }
        if lines[line].chars > RESUMES && context.marks.get(line).is_none() {
            break;
        }
    }
    end
}

/// Reports stories that begin at these cuts; the last one ends with the lines.
fn report(context: &Context, findings: &mut Findings, lines: &[Line], cuts: &[Cut]) {
    let segments = context.segments;
    for (n, cut) in cuts.iter().enumerate() {
        let first = lines[cut.line].at;
        let end = cuts.get(n + 1).map_or(lines.len(), |next| next.line);
        let last = with_invisible_lines(segments, lines[end - 1].at);
        let headline = crate::report::sanitise::clipped(
            &segments.text[segments.lines[first].content.clone()],
            QUOTED_CHARS,
        );
        findings.add(
            context,
            Draft {
                span: segments.lines[first].content.start..segments.end_of(last),
                edits: vec![Edit::remove_lines(segments, first, last)],
                message: Some(format!(
                    "{}: “{headline}” ({})",
                    context.rule.summary,
                    cut.reasons()
                )),
                grade: None,
            },
        );
    }
}

/// A story takes the lines of no-break spaces after it along; empty lines belong to nobody.
fn with_invisible_lines(segments: &Segments, last: usize) -> usize {
    let below =
        (last + 1..segments.lines.len()).take_while(|&line| segments.lines[line].is_blank());
    let is_empty = |line: usize| {
        segments.text[segments.lines[line].whole.clone()]
            .trim_end_matches(['\r', '\n'])
            .is_empty()
    };
    below.filter(|&line| !is_empty(line)).last().unwrap_or(last)
}
