//! The findings of a document while its rules run.

use std::ops::Range;

use crate::base::type_map::TypeMap;
use crate::rules::catalog::Category;
use crate::rules::detectors::context::Context;
use crate::rules::finding::{Finding, Fix};
use crate::text::Edit;

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
        let rule = context.rule;
        self.all.push(Finding {
            rule: rule.index,
            span: new.span,
            message: new.message.unwrap_or_else(|| rule.summary.to_owned()),
            fix: rule.applicability.map(|applicability| Fix {
                applicability,
                edits: new.edits,
            }),
            withheld: None,
        });
    }

    /// Adds a finding of whole lines, which may grow over its neighbours.
    pub fn add_lines(
        &mut self,
        context: &Context,
        first: usize,
        last: usize,
        message: Option<String>,
    ) {
        let analysis = context.analysis;
        let (first, last) = match context.rule.expand {
            Some(expand) => expand.grow(analysis, context.landmarks, first, last),
            None => (first, last),
        };
        if first < last {
            self.covered[first..=last].fill(true);
        }
        self.add(
            context,
            NewFinding {
                span: analysis.lines[first].content.start..analysis.end_of(last),
                edits: vec![Edit::remove_lines(analysis, first, last)],
                message,
            },
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
