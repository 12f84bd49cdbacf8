//! `elsewhere`: a line that stands in other documents of the same source, as a survey tells.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::detectors::{Check, Context, Findings};
use crate::rules::survey::{Known, Seen};
use crate::rules::{Compiler, RuleError};

/// The keys of an `elsewhere` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// What the line is in another document.
    #[serde(rename = "as")]
    role: Role,
    /// At least so many documents of the source hold the line, this one among them.
    #[serde(default = "two")]
    min_documents: u32,
    /// At least this share of the documents of the source hold it, from 0 to 1.
    #[serde(default)]
    min_share: f64,
    /// Only lines of at least so many characters.
    #[serde(default)]
    min_chars: usize,
    /// Only lines from which to the beginning or the end of the text nothing stands but lines that
    /// the rule finds too, and what rules mark.
    #[serde(default)]
    at_edge: bool,
    /// Where a larger share of a document's paragraphs, by characters, stands in other documents
    /// too, the document is a copy, and its lines say nothing; from 0 to 1.
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

impl crate::rules::detectors::Params for Params {
    fn build(self, _: &Compiler) -> Result<Box<dyn Check>, RuleError> {
        Ok(Box::new(Elsewhere(self)))
    }
}

#[derive(Debug)]
struct Elsewhere(Params);

impl Check for Elsewhere {
    fn needs_survey(&self) -> bool {
        true
    }

    fn check(&self, context: &Context, findings: &mut Findings) {
        let Some(known) = context.known else { return };
        if known.copied > self.0.max_copied {
            return;
        }
        let chosen = context.candidates.iter().copied();
        let mut chosen: Vec<usize> = chosen
            .filter(|&line| {
                // What another rule marks is for that rule to take or to leave.
                context.landmarks.get(line).is_none()
                    && !findings.in_block(line)
                    && self.is_wanted(context, known, line)
            })
            .collect();
        if self.0.at_edge {
            // Without a line of an article all is residue, which is for no rule to say.
            let Some(article) = article(context, findings, &chosen) else {
                return;
            };
            chosen.retain(|line| !article.contains(line));
        }
        for line in chosen {
            let message = known
                .line(line)
                .map(|seen| self.message(context, known, seen));
            findings.add_lines(context, line, line, message);
        }
    }
}

impl Elsewhere {
    fn is_wanted(&self, context: &Context, known: &Known, line: usize) -> bool {
        known.line(line).is_some_and(|seen| {
            let in_role = match self.0.role {
                Role::Line => seen.documents,
                Role::Title => seen.titles,
                Role::Lead => seen.leads,
            };
            in_role > 0
                && seen.documents >= self.0.min_documents
                && f64::from(seen.documents) >= self.0.min_share * f64::from(known.view.documents)
                && context.segments.lines[line].chars >= self.0.min_chars
        })
    }

    fn message(&self, context: &Context, known: &Known, seen: &Seen) -> String {
        let role = match self.0.role {
            Role::Line => "such as",
            Role::Title => "as the title of",
            Role::Lead => "as the first paragraph of",
        };
        let source = match known.view.source_name.as_str() {
            "." => String::new(),
            name => format!(" of {name}"),
        };
        let examples = match known.view.examples(seen) {
            names if names.is_empty() => String::new(),
            names => format!(", {role} {}", names.join(" and ")),
        };
        let (summary, documents) = (&context.rule.summary, seen.documents);
        format!("{summary}: in {documents} documents{source}{examples}")
    }
}

/// From the first to the last line that neither the rule finds nor another marks.
fn article(
    context: &Context,
    findings: &Findings,
    chosen: &[usize],
) -> Option<RangeInclusive<usize>> {
    let lines = &context.segments.lines;
    let is_article = |&line: &usize| {
        !lines[line].is_blank()
            && context.landmarks.get(line).is_none()
            && !findings.in_block(line)
            && chosen.binary_search(&line).is_err()
    };
    let first = (0..lines.len()).find(is_article)?;
    Some(first..=(0..lines.len()).rfind(is_article)?)
}
