//! Which fixes somebody chose by hand: what was said of a document's findings stands in for the
//! grades of their rules.

use std::ops::Range;

use crate::rules::Applicability;
use crate::rules::finding::{Edit, Finding};
use crate::rules::fixing::apply::withhold;
use crate::rules::fixing::guard;
use crate::rules::fixing::patch::{Patch, to_original};

/// What was said of one document. Spans are bytes of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// Rules, by index, whose fixes are all accepted.
    pub rules: Vec<usize>,
    /// What accepted fixes replace, with their rule.
    pub accepted: Vec<(usize, Range<usize>)>,
    /// What was said to be the article's own: no fix may touch it.
    pub kept: Vec<Range<usize>>,
}

impl Only {
    /// Whether no fix is accepted.
    pub fn is_nothing(&self) -> bool {
        self.rules.is_empty() && self.accepted.is_empty()
    }

    /// Whether the fix of a finding was accepted. A later round may find a part of what was accepted,
    /// where another fix took the rest: that counts.
    pub fn accepts(&self, finding: &Finding) -> bool {
        let was_shown = |edit: &Edit| {
            let holds = |span: &Range<usize>| span.start <= edit.start && edit.end <= span.end;
            let mut of_rule = self.accepted.iter().filter(|(n, _)| *n == finding.rule);
            of_rule.any(|(_, span)| holds(span))
        };
        !edits(finding).is_empty()
            && (self.rules.contains(&finding.rule) || edits(finding).iter().all(was_shown))
    }

    fn keeps(&self, finding: &Finding) -> bool {
        let meets = |edit: &Edit| {
            let mut kept = self.kept.iter();
            kept.any(|span| edit.start < span.end && span.start < edit.end)
        };
        edits(finding).iter().any(meets)
    }

    /// Makes safe what was accepted, and all else shown only. The patches are those that made the
    /// text of the findings.
    pub(super) fn grade(&self, patches: &[Patch], findings: &mut [Finding]) {
        let mut told = findings.to_vec();
        to_original(patches, &mut told);
        for (finding, told) in findings.iter_mut().zip(&told) {
            let is_accepted = self.accepts(told);
            if let Some(fix) = &mut finding.fix {
                fix.applicability = match is_accepted {
                    true => Applicability::Safe,
                    false => Applicability::DisplayOnly,
                };
            }
            if is_accepted && self.keeps(told) {
                withhold(finding, guard::KEPT);
            }
        }
    }
}

fn edits(finding: &Finding) -> &[Edit] {
    finding.fix.as_ref().map_or(&[], |fix| &fix.edits)
}
