//! The findings of a document while its rules run.

use std::ops::Range;

use crate::base::type_map::TypeMap;
use crate::rules::catalog::{Applicability, Category};
use crate::rules::detectors::context::Context;
use crate::rules::finding::{Finding, Fix};
use crate::text::{Boundary, Edit, Ending, TextAnalysis};

/// A finding without what its rule says about it.
pub(crate) struct NewFinding {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub edits: Vec<Edit>,
    /// The message; `None` for the summary of the rule.
    pub message: Option<String>,
}

/// The findings of a document so far.
pub(crate) struct Findings {
    pub all: Vec<Finding>,
    /// By line, whether a finding of several lines, such as a story, covers it.
    covered: Vec<bool>,
    /// The findings of all rules that read no evidence themselves, once a rule needs them.
    pub evidence: Option<Vec<Evidence>>,
    /// What detectors keep for later rules of the same model.
    pub results: TypeMap,
}

/// A finding of another rule, as evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The index of its first line.
    pub first: usize,
    /// The index of its last line.
    pub last: usize,
    pub category: Category,
    /// Whether the rule does not report here. Then no other rule may remove its lines.
    pub is_ignored: bool,
}

impl Findings {
    /// None yet, in a document of this many lines.
    pub fn new(lines: usize) -> Self {
        Self {
            all: Vec::new(),
            covered: vec![false; lines],
            evidence: None,
            results: TypeMap::default(),
        }
    }

    /// Adds a finding of the context's rule.
    pub fn add(&mut self, context: &Context, new: NewFinding) {
        self.add_graded(context, new, Applicability::Safe);
    }

    /// Adds a finding of the context's rule whose fix may be trusted at most so far.
    pub fn add_graded(&mut self, context: &Context, new: NewFinding, most: Applicability) {
        let rule = context.rule;
        self.all.push(Finding {
            rule: rule.index,
            span: new.span,
            message: new.message.unwrap_or_else(|| rule.summary.to_owned()),
            fix: rule.applicability.map(|applicability| Fix {
                applicability: applicability.min(most),
                edits: new.edits,
            }),
            withheld: None,
        });
    }

    /// Adds a finding of a part of a line, whose fix may be trusted at most so far. The rest of the line stays.
    pub fn add_inside(
        &mut self,
        context: &Context,
        span: Range<usize>,
        message: Option<String>,
        most: Applicability,
    ) {
        let edits = vec![Edit::remove_inside(context.analysis.text, span.clone())];
        let new = NewFinding {
            span,
            edits,
            message,
        };
        self.add_graded(context, new, most);
    }

    /// Adds a finding of whole lines or segments, which may grow over its neighbours. A segment with an uncertain boundary
    /// is not removed by safe fixes, nor are lines from which a sentence goes on.
    pub fn add_lines(
        &mut self,
        context: &Context,
        first: usize,
        last: usize,
        message: Option<String>,
    ) {
        self.add_lines_graded(context, first, last, message, Applicability::Safe);
    }

    /// The same, with a fix that may be trusted at most so far.
    pub fn add_lines_graded(
        &mut self,
        context: &Context,
        first: usize,
        last: usize,
        message: Option<String>,
        most: Applicability,
    ) {
        let analysis = context.analysis;
        let (first, last) = match context.rule.expand {
            Some(expand) => expand.grow(analysis, context.landmarks, first, last),
            None => (first, last),
        };
        if first < last {
            self.covered[first..=last].fill(true);
        }
        let edges = [analysis.lines[first].edges.0, analysis.lines[last].edges.1];
        let is_apart =
            edges.into_iter().all(Boundary::is_certain) && !is_inside_sentence(analysis, last);
        let most = match is_apart {
            true => most,
            false => most.min(Applicability::Unsafe),
        };
        self.add_graded(
            context,
            NewFinding {
                span: analysis.lines[first].content.start..analysis.end_of(last),
                edits: vec![Edit::remove_lines(analysis, first, last)],
                message,
            },
            most,
        );
    }

    /// Adds a finding whose text is replaced by another. A text that is already so is no finding.
    pub fn replace(&mut self, context: &Context, span: Range<usize>, content: String) {
        if context.analysis.text[span.clone()] == content {
            return;
        }
        let edit = Edit {
            span: span.clone(),
            text: content,
        };
        self.add(
            context,
            NewFinding {
                span,
                edits: vec![edit],
                message: None,
            },
        );
    }

    /// Whether a finding of several lines covers this line.
    pub fn in_block(&self, line: usize) -> bool {
        self.covered[line]
    }
}

/// Characters of a line from which it may be the rest of a sentence.
const REST_OF_SENTENCE: usize = 40;

/// Whether a sentence seems to go on from these lines to the line below them: they may be its beginning, or in its middle.
fn is_inside_sentence(analysis: &TextAnalysis, last: usize) -> bool {
    let is_open = matches!(analysis.lines[last].ending, Ending::Open | Ending::Comma);
    let goes_on = |below: usize| {
        let line = &analysis.lines[below];
        let text = &analysis.text[line.content.clone()];
        line.chars >= REST_OF_SENTENCE && text.starts_with(char::is_lowercase)
    };
    is_open && analysis.next(last).is_some_and(goes_on)
}
