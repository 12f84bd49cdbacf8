//! The detector of a rule: what finds its lines, and what the program must know about it.

use std::any::Any;

use crate::rules::detectors::context::Context;
use crate::rules::detectors::findings::Findings;
use crate::rules::matching::literal::Literal;
use crate::rules::spec::rule::Unit;
use crate::rules::spec::shape::Shape;

/// Finds in a document what one rule looks for.
pub(crate) trait Detector: Any + Send + Sync + std::fmt::Debug {
    /// What the program must know about the detector. It asks once, when the rule is read.
    fn traits(&self) -> Traits {
        Traits::default()
    }

    /// Adds what the rule finds.
    fn detect(&self, context: &Context, findings: &mut Findings);
}

/// What the program must know about a detector. By default: it finds lines of any shape, depends on nothing
/// but the document, and marks no lines.
#[derive(Debug, Default)]
pub(crate) struct Traits {
    /// Texts of which at least one is in every line in which the detector finds something, for rules without
    /// phrases and patterns; `None` if there are no such texts.
    pub literals: Option<Vec<Literal>>,
    /// The shape of the first line of every finding.
    pub first_line: Option<Shape>,
    /// Whether the lines that match the texts of the rule are landmarks for other rules.
    pub marks_lines: bool,
    /// Whether the detector relies on a line that another rule marks.
    pub has_marker: bool,
    /// Whether a long line that it finds is never running text. The guard that keeps the first paragraph then
    /// looks at the next paragraph.
    pub never_running_text: bool,
    /// Whether it uses the statistics of the corpus.
    pub uses_survey: bool,
    /// Whether its findings say nothing about the lines around them, so that they are no evidence for other rules.
    pub gives_no_evidence: bool,
    /// Whether it reads the findings of all other rules as evidence.
    pub reads_evidence: bool,
    /// The only unit of a text that it can look at, whatever the rule says.
    pub only_unit: Option<Unit>,
    /// Whether its fix writes the file in UTF-8. Such a fix does not edit the text.
    pub writes_utf8: bool,
}
