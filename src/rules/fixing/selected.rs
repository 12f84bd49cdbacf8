//! The fixes that somebody selected by hand. They replace the grades of the rules.

use std::ops::Range;

use crate::rules::Applicability;
use crate::rules::finding::{Finding, Withheld};
use crate::rules::fixing::applied::{AppliedEdit, to_original};
use crate::text::Edit;

/// What somebody selected and rejected in one document. Spans are bytes of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectedFixes {
    /// Rules, by index, whose fixes are all accepted.
    pub rules: Vec<usize>,
    /// What accepted fixes replace, with the index of their rule.
    pub accepted: Vec<(usize, Range<usize>)>,
    /// What belongs to the article: no fix may touch it.
    pub rejected: Vec<Range<usize>>,
}

impl SelectedFixes {
    /// Whether no fix is accepted.
    pub fn is_nothing(&self) -> bool {
        self.rules.is_empty() && self.accepted.is_empty()
    }

    /// Whether the fix of a finding was accepted. A later round may find only a part of what was
    /// accepted, if another fix took the rest: that part is accepted, too.
    pub fn accepts(&self, finding: &Finding) -> bool {
        let was_shown = |edit: &Edit| {
            let holds =
                |span: &Range<usize>| span.start <= edit.span.start && edit.span.end <= span.end;
            let mut of_rule = self.accepted.iter().filter(|(n, _)| *n == finding.rule);
            of_rule.any(|(_, span)| holds(span))
        };
        !finding.edits().is_empty()
            && (self.rules.contains(&finding.rule) || finding.edits().iter().all(was_shown))
    }

    fn rejects(&self, finding: &Finding) -> bool {
        let meets = |edit: &Edit| {
            let mut rejected = self.rejected.iter();
            rejected.any(|span| edit.span.start < span.end && span.start < edit.span.end)
        };
        finding.edits().iter().any(meets)
    }

    /// Makes accepted fixes safe, and all others display-only. The applied edits are those that led
    /// from the original text to the text of the findings.
    pub(super) fn grade(&self, applied: &[AppliedEdit], findings: &mut [Finding]) {
        let mut originals = findings.to_vec();
        to_original(applied, &mut originals);
        for (finding, original) in findings.iter_mut().zip(&originals) {
            let is_accepted = self.accepts(original);
            if let Some(fix) = &mut finding.fix {
                fix.applicability = match is_accepted {
                    true => Applicability::Safe,
                    false => Applicability::DisplayOnly,
                };
            }
            if is_accepted && self.rejects(original) {
                finding.withhold(Withheld::Rejected);
            }
        }
    }
}
