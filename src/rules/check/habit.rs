//! Judges the findings of a rule by how often the rule finds something in the source of the document, and counts that.

use crate::base::plural::counted;
use crate::rules::check::document_scope::DocumentScope;
use crate::rules::check::evidence::lines_of;
use crate::rules::finding::{Finding, Withheld};
use crate::rules::rule::Rule;
use crate::rules::rule_set::RuleSet;
use crate::rules::survey::{DocumentHabits, Place, Survey};
use crate::text::{Document, TextAnalysis};

/// With fewer documents of a source, its habits are unknown.
const FEWEST_DOCUMENTS: u32 = 20;

impl DocumentScope<'_> {
    /// Judges the findings of a rule, those from `first` on. What the rule finds rarely in this source is only shown.
    pub(super) fn judge_by_habit(
        &self,
        rule: &Rule,
        analysis: &TextAnalysis,
        findings: &mut Vec<Finding>,
        first: usize,
    ) {
        let Some(spec) = rule.habit() else {
            return;
        };
        let Some(view) = self.view.as_ref() else {
            return;
        };
        let Some(habits) = view.habits().filter(|_| !self.all_report) else {
            if spec.required && !self.all_report {
                findings.truncate(first);
            }
            return;
        };
        let mut known = true;
        for finding in &mut findings[first..] {
            let habit = match &spec.of {
                Some(other) => habits.of_rule(other, None),
                None => habits.of_rule(&rule.id, Some(place_of(analysis, finding))),
            };
            if habit.documents < FEWEST_DOCUMENTS {
                known = false;
            } else if habit.found < spec.min_documents || habit.share() < spec.min_share {
                finding.withhold(Withheld::Rare {
                    found: habit.found,
                    documents: habit.documents,
                });
            } else {
                let (percent, source) = (habit.share() * 100.0, view.of_source());
                let documents = counted(habit.documents as usize, "document");
                finding.message = format!(
                    "{}; found in {percent:.0} % of {documents}{source}",
                    finding.message
                );
            }
        }
        if spec.required && !known {
            findings.truncate(first);
        }
    }
}

impl RuleSet {
    /// Whether a rule that reports depends on the habits of sources.
    pub fn needs_habits(&self) -> bool {
        let mut reporting = self.rules.iter().filter(|rule| self.selected[rule.index]);
        reporting.any(|rule| rule.habit().is_some())
    }

    /// What the rules that depend on habits find in a document; `None` if it is not in the sample of its source.
    pub fn habits_in(&self, document: &Document, survey: &Survey) -> Option<DocumentHabits> {
        let mut habits = survey.sample(document)?;
        let scope = self.scope(document).with_all_rules();
        let analysis = self.analyse(&document.text);
        // Other rules than those with a habit are only asked for evidence.
        let chosen = |rule: &Rule| rule.habit().is_some() || rule.gives_evidence();
        for finding in self.check_lines(&analysis, &scope, chosen) {
            let rule = &self.rules[finding.rule];
            if rule.habit().is_some() {
                habits.add(&rule.id, place_of(&analysis, &finding));
            }
        }
        Some(habits)
    }
}

/// The place of the text where a finding begins.
fn place_of(analysis: &TextAnalysis, finding: &Finding) -> Place {
    analysis.part(lines_of(analysis, finding).0).into()
}
