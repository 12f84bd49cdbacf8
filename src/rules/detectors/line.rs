//! `line`: a line that is only a phrase, or matches a pattern as a whole.

use aho_corasick::AhoCorasick;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::detectors::template_text::{label, template_end};
use crate::rules::error::RuleError;

/// The keys of a `line` rule.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LineKeys {
    /// Whether a phrase at the beginning of a segment counts, too, if a sentence begins right after it.
    labels: bool,
    /// Words of which one must be in a segment, such as names of networks. A text of the template goes on at least to the last
    /// of them.
    #[schemars(with = "Vec<String>")]
    names: Vec<Spanned<String>>,
}

impl KindKeys for LineKeys {
    fn build(self, compiler: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        let names = compiler.words(&self.names)?;
        let search = || AhoCorasick::new(&names).expect("the names of a rule fit the automaton");
        Ok(Box::new(WholeLines {
            labels: self.labels,
            names: (!names.is_empty()).then(search),
        }))
    }
}

#[derive(Debug)]
struct WholeLines {
    labels: bool,
    names: Option<AhoCorasick>,
}

impl WholeLines {
    /// Finds a text of the template at the beginning of segments, right before a sentence of the article: it lost its line
    /// break, as in "Leave a comment The ships came back".
    fn detect_labels(&self, context: &Context, findings: &mut Findings) {
        let analysis = context.analysis;
        let segments = context.candidates.iter().copied();
        for at in segments.filter(|&at| analysis.lines[at].is_segment()) {
            if let Some((end, most)) = label(context, at) {
                findings.add_inside(context, analysis.lines[at].content.start..end, None, most);
            }
        }
    }

    /// Finds a segment, or the text of the template at its beginning.
    fn detect_segment(&self, context: &Context, findings: &mut Findings, at: usize) {
        let Some(last_name) = self.last_name(context, at) else {
            return;
        };
        match template_end(context, at, last_name) {
            (None, most) => findings.add_lines_graded(context, at, at, None, most),
            (Some(end), most) => {
                let start = context.analysis.lines[at].content.start;
                findings.add_inside(context, start..end, None, most);
            }
        }
    }

    /// Where the last of the rule's names ends in a segment, in bytes of the folded text; 0 for a rule without names. `None` if the
    /// segment has none of them.
    fn last_name(&self, context: &Context, at: usize) -> Option<usize> {
        let Some(names) = &self.names else {
            return Some(0);
        };
        let folded = context.analysis.folded_line(at);
        let last = names.find_iter(folded).last()?;
        Some(context.analysis.lines[at].folded.start + last.end())
    }
}

impl Detector for WholeLines {
    fn traits(&self) -> Traits {
        Traits {
            marks_lines: true,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        if self.labels {
            self.detect_labels(context, findings);
        }
        for &line in context.matching_lines() {
            let Some(replace) = context.rule.replace else {
                match context.analysis.lines[line].is_segment() {
                    true => self.detect_segment(context, findings, line),
                    false => findings.add_lines(context, line, line, None),
                }
                continue;
            };
            let (analysis, matcher) = (context.analysis, &context.rule.matcher);
            let whole = analysis.range_as(context.rule.matcher.fold, line);
            let content = replace.content(matcher, analysis, line, &whole);
            findings.replace(context, analysis.lines[line].content.clone(), content);
        }
    }
}
