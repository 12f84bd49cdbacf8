//! `code`: program text that a scraper left in an article: tags, scripts, style sheets, data and template marks.
//!
//! Code is recognised by its grammar, so the rule needs no words and works in any language.

mod data;
mod found;
mod markup;
mod quoted;
mod script;
mod style;
mod template;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::catalog::Applicability;
use crate::rules::compile::Compiler;
use crate::rules::detectors::code::found::Code;
use crate::rules::detectors::code::quoted::{Place, place_of};
use crate::rules::detectors::code::script::Origin;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::{Findings, NewFinding};
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::matching::literal::{Literal, LiteralPosition};
use crate::rules::spec::rule::Unit;
use crate::text::{Edit, TextAnalysis};

/// The keys of a `code` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeKeys {
    /// Which code it finds.
    grammar: Grammar,
}

/// A kind of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grammar {
    /// HTML tags and comments. The text between tags stays, except inside scripts, style sheets and frames.
    Markup,
    /// JavaScript statements.
    Script,
    /// CSS rules.
    Style,
    /// JSON objects.
    Data,
    /// Marks that a template or a content system should have replaced, such as `{{name}}` or `[caption id="1"]`.
    Template,
}

impl Grammar {
    /// All code of this kind in a text: ascending, without overlaps.
    fn find(self, text: &str) -> Vec<Code> {
        match self {
            Self::Markup => markup::find(text),
            Self::Script => script::find(text),
            Self::Style => style::find(text),
            Self::Data => data::find(text),
            Self::Template => template::find(text),
        }
    }

    /// Whether an article that introduces such code most likely shows it. Tags and marks follow a colon by chance.
    fn is_shown_by_articles(self) -> bool {
        !matches!(self, Self::Markup | Self::Template)
    }

    /// Texts of which one is in every line with such code.
    fn literals(self) -> &'static [&'static str] {
        match self {
            Self::Markup => &["<"],
            Self::Script => script::SIGNS,
            Self::Style => &["{"],
            Self::Data => &["{"],
            Self::Template => template::SIGNS,
        }
    }
}

impl KindKeys for CodeKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(CodeDetector(self.grammar)))
    }
}

#[derive(Debug)]
struct CodeDetector(Grammar);

impl Detector for CodeDetector {
    fn traits(&self) -> Traits {
        let literals = self.0.literals().iter().map(|&text| Literal {
            position: LiteralPosition::Anywhere,
            text: text.to_owned(),
        });
        Traits {
            literals: Some(literals.collect()),
            only_unit: Some(Unit::Line),
            never_running_text: true,
            // However much code there is, it is no part of the article.
            has_marker: true,
            gives_no_evidence: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        if context.candidates.is_empty() {
            return;
        }
        let analysis = context.analysis;
        for code in self.0.find(analysis.text) {
            let line = line_at(analysis, code.span.start);
            if context.candidates.binary_search(&line).is_err() && !spans_lines(analysis, &code) {
                continue;
            }
            let most = match (place_of(analysis.text, &code.span), code.is_mention) {
                (Place::Quoted, _) => continue,
                (Place::Introduced, _) if self.0.is_shown_by_articles() => continue,
                (Place::Introduced, false) => Applicability::Unsafe,
                (_, true) => Applicability::DisplayOnly,
                // The words of a tag's content go on behind it; those around a script do not.
                (Place::InSentence, false) if self.0 != Grammar::Markup => Applicability::Unsafe,
                _ => Applicability::Safe,
            };
            let most = match self.0 {
                Grammar::Script => most.min(script_grade(analysis, &code)),
                _ => most,
            };
            let edits = vec![removal(analysis, &code)];
            let span = code.span;
            let new = NewFinding {
                span,
                edits,
                message: None,
            };
            findings.add_graded(context, new, most);
        }
    }
}

/// How far the removal of a script may be trusted. An article about programming has lines of code; it does not have code glued to
/// its sentences.
fn script_grade(analysis: &TextAnalysis, code: &Code) -> Applicability {
    let fills_lines = takes_lines(analysis, code).is_some();
    match (
        script::origin_of(&analysis.text[code.span.clone()]),
        fills_lines,
    ) {
        (Origin::Page, _) | (Origin::Browser, false) => Applicability::Safe,
        (Origin::Browser, true) | (Origin::Unknown, false) => Applicability::Unsafe,
        (Origin::Unknown, true) => Applicability::DisplayOnly,
    }
}

/// The first and the last line of code, if nothing else is on them.
fn takes_lines(analysis: &TextAnalysis, code: &Code) -> Option<(usize, usize)> {
    let span = &code.span;
    let (first, last) = (
        line_at(analysis, span.start),
        line_at(analysis, span.end - 1),
    );
    let is_all = span.start <= analysis.lines[first].content.start
        && analysis.lines[last].content.end <= span.end;
    is_all.then_some((first, last))
}

/// Whether code goes over several lines.
fn spans_lines(analysis: &TextAnalysis, code: &Code) -> bool {
    analysis.text[code.span.clone()].contains('\n')
}

/// The number of the line that has this byte.
fn line_at(analysis: &TextAnalysis, at: usize) -> usize {
    let below = analysis
        .lines
        .partition_point(|line| line.whole.start <= at);
    below.saturating_sub(1)
}

/// Removes code: its lines, if nothing else is on them, and otherwise only the code.
fn removal(analysis: &TextAnalysis, code: &Code) -> Edit {
    if let Some((first, last)) = takes_lines(analysis, code) {
        return Edit::remove_lines(analysis, first, last);
    }
    let (text, span) = (analysis.text, code.span.clone());
    let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let is_between =
        touches(text[..span.start].chars().next_back()) || touches(text[span.end..].chars().next());
    match code.is_inline && is_between {
        true => Edit::remove(span),
        false => Edit::remove_inside(text, span),
    }
}
