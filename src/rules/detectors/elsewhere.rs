//! `elsewhere`: a line that also occurs in other documents of the same source, by the statistics of the corpus.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::survey::SurveyedLines;

/// The keys of an `elsewhere` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ElsewhereKeys {
    /// What the line is in another document.
    #[serde(rename = "as")]
    role: Role,
    /// At least this many articles of the source have the line. This one counts too. Documents with the same title
    /// and first paragraph are versions of one article.
    #[serde(default = "two")]
    min_documents: u32,
    /// At least this share of the articles of the source have it, from 0 to 1.
    #[serde(default)]
    min_share: f64,
    /// Only lines of at least this many characters.
    #[serde(default)]
    min_chars: usize,
    /// Only lines at the beginning or the end of the text: between them and that end there are only lines
    /// that the rule also finds or that other rules mark.
    #[serde(default)]
    at_edge: bool,
    /// If a larger share of a document's paragraphs, by characters, also occurs in other documents, the
    /// document is a copy, and the rule finds nothing in it; from 0 to 1.
    #[serde(default = "half")]
    max_copied: f64,
}

/// What a line is in another document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Any line.
    Line,
    /// Its title.
    Title,
    /// Its first paragraph.
    Lead,
}

fn two() -> u32 {
    2
}

fn half() -> f64 {
    0.5
}

impl KindKeys for ElsewhereKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Elsewhere(self)))
    }
}

#[derive(Debug)]
struct Elsewhere(ElsewhereKeys);

impl Detector for Elsewhere {
    fn traits(&self) -> Traits {
        Traits {
            uses_survey: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let Some(known) = context.surveyed else {
            return;
        };
        if known.copied > self.0.max_copied {
            return;
        }
        let chosen = context.candidates.iter().copied();
        let mut chosen: Vec<usize> = chosen
            .filter(|&line| {
                // Lines that another rule marks are left to that rule.
                context.landmarks.get(line).is_none()
                    && !findings.in_block(line)
                    && self.is_wanted(context, known, line)
            })
            .collect();
        if self.0.at_edge {
            // If no line of an article is left, the rule finds nothing: a document is not all boilerplate.
            let Some(article) = article(context, findings, &chosen) else {
                return;
            };
            chosen.retain(|line| !article.contains(line));
        }
        for line in chosen {
            let message = known
                .line(line)
                .map(|seen| known.view.message(context.rule.summary, seen));
            findings.add_lines(context, line, line, message);
        }
    }
}

impl Elsewhere {
    fn is_wanted(&self, context: &Context, known: &SurveyedLines, line: usize) -> bool {
        known.line(line).is_some_and(|seen| {
            let in_role = match self.0.role {
                Role::Line => seen.documents,
                Role::Title => seen.titles,
                Role::Lead => seen.leads,
            };
            let articles = known.others(seen) + 1;
            let all = known.view.source_counts.articles;
            in_role > 0
                && articles >= self.0.min_documents
                && f64::from(articles) >= self.0.min_share * f64::from(all)
                && context.analysis.lines[line].chars >= self.0.min_chars
        })
    }
}

/// From the first to the last line that the rule does not find and no other rule marks.
fn article(
    context: &Context,
    findings: &Findings,
    chosen: &[usize],
) -> Option<RangeInclusive<usize>> {
    let lines = &context.analysis.lines;
    let is_article = |&line: &usize| {
        !lines[line].is_blank()
            && context.landmarks.get(line).is_none()
            && !findings.in_block(line)
            && chosen.binary_search(&line).is_err()
    };
    let first = (0..lines.len()).find(is_article)?;
    Some(first..=(0..lines.len()).rfind(is_article)?)
}
