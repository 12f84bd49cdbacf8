//! The figures of one grade: overall, by rule, by label and by group of documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::eval::evaluate::{EvaluatedDocument, GradeOutcome, NamedSpan, Removal};
use crate::eval::gold::class_of;
use crate::eval::measure::{Figures, Measure, figures};
use crate::eval::tally::{GoldTally, LabelClass, Share};
use crate::rules::{Rule, RuleSet};

/// The figures of one grade.
#[derive(Debug, Serialize, Deserialize)]
pub struct GradeReport {
    pub overall: DocumentGroup,
    /// What rules removed, by rule, by their kind and by their category.
    pub removals: BTreeMap<Axis, Vec<NamedValue<Removal>>>,
    /// Bytes by label.
    pub labels: Vec<NamedValue<Share>>,
    /// Groups of documents: by language and by the fields asked for.
    pub groups: BTreeMap<String, Vec<NamedValue<DocumentGroup>>>,
    /// The documents that lost something or kept residue, the worst first.
    pub flawed: Vec<FlawedDocument>,
}

/// Something of which there are many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NamedValue<T> {
    pub name: String,
    #[serde(flatten)]
    pub value: T,
}

/// Some documents: their counts, and what follows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentGroup {
    #[serde(flatten)]
    pub tally: GoldTally,
    pub figures: Figures,
}

impl DocumentGroup {
    fn of(documents: &[&GoldTally]) -> Self {
        let (tally, figures) = figures(documents);
        Self { tally, figures }
    }
}

/// A document that is not as it should be; bytes without white space.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlawedDocument {
    pub id: String,
    pub kept_lost: usize,
    pub residue_left: usize,
    /// Where rules took kept text, and which.
    pub lost: Vec<NamedSpan<String>>,
    /// Where residue stands still, and its label.
    pub left: Vec<NamedSpan<String>>,
}

named! {
    /// What removals are grouped by.
    pub enum Axis {
        Rule = "rule", "the rule";
        Kind = "kind", "the rule's kind";
        Category = "category", "the rule's category";
    }
}

impl Axis {
    fn of(self, rule: &Rule) -> &str {
        match self {
            Self::Rule => &rule.id,
            Self::Kind => rule.kind,
            Self::Category => rule.category.name(),
        }
    }
}

/// A judged document and the groups it is in: by what, and which.
pub struct ReportMember {
    pub evaluated: EvaluatedDocument,
    pub groups: BTreeMap<String, String>,
}

impl GradeReport {
    pub fn new(rules: &RuleSet, members: &[ReportMember], grade: usize) -> Self {
        let outcomes: Vec<&GradeOutcome> = members
            .iter()
            .map(|member| &member.evaluated.grades[grade])
            .collect();
        let tallies: Vec<&GoldTally> = outcomes.iter().map(|outcome| &outcome.tally).collect();
        Self {
            overall: DocumentGroup::of(&tallies),
            removals: Axis::ALL
                .iter()
                .map(|&axis| (axis, removals(rules, &outcomes, axis)))
                .collect(),
            labels: labels(&outcomes),
            groups: groups(members, grade),
            flawed: flawed(rules, members, grade),
        }
    }

    /// A figure of all documents.
    pub fn figure(&self, measure: Measure) -> Option<f64> {
        measure.of(&self.overall.tally)
    }
}

/// What rules removed, the costliest first, then those that removed most residue.
fn removals(rules: &RuleSet, outcomes: &[&GradeOutcome], axis: Axis) -> Vec<NamedValue<Removal>> {
    let mut sums: BTreeMap<&str, Removal> = BTreeMap::new();
    for outcome in outcomes {
        let mut of_document: BTreeMap<&str, Removal> = BTreeMap::new();
        for (&rule, removal) in &outcome.removals {
            let sum = of_document
                .entry(axis.of(&rules.rules()[rule]))
                .or_default();
            sum.add(removal);
            sum.documents = 1;
        }
        for (name, removal) in of_document {
            sums.entry(name).or_default().add(&removal);
        }
    }
    let mut removals = named_all(sums);
    removals.sort_by_key(|one| Reverse((one.value.bytes.kept, one.value.bytes.residue)));
    removals
}

/// Bytes by label, those first of which most is wrong.
fn labels(outcomes: &[&GradeOutcome]) -> Vec<NamedValue<Share>> {
    let mut sums: BTreeMap<&str, Share> = BTreeMap::new();
    for (label, share) in outcomes.iter().flat_map(|outcome| &outcome.labels) {
        sums.entry(label).or_default().add(*share);
    }
    let mut labels = named_all(sums);
    let wrong = |one: &NamedValue<Share>| match class_of(&one.name) {
        Some(LabelClass::Residue) => one.value.left(),
        Some(LabelClass::Kept) => one.value.removed,
        _ => 0,
    };
    labels.sort_by_key(|one| Reverse((wrong(one), one.value.all)));
    labels
}

/// Groups of documents, the largest first.
fn groups(
    members: &[ReportMember],
    grade: usize,
) -> BTreeMap<String, Vec<NamedValue<DocumentGroup>>> {
    let mut tallies: BTreeMap<&str, BTreeMap<&str, Vec<&GoldTally>>> = BTreeMap::new();
    for member in members {
        for (by, group) in &member.groups {
            let groups = tallies.entry(by).or_default();
            let tally = &member.evaluated.grades[grade].tally;
            groups.entry(group).or_default().push(tally);
        }
    }
    let summed = |groups: BTreeMap<&str, Vec<&GoldTally>>| {
        let groups = groups.into_iter();
        let mut groups =
            named_all(groups.map(|(name, tallies)| (name, DocumentGroup::of(&tallies))));
        groups.sort_by_key(|one| Reverse(one.value.tally.documents));
        groups
    };
    tallies
        .into_iter()
        .map(|(by, groups)| (by.to_owned(), summed(groups)))
        .collect()
}

fn flawed(rules: &RuleSet, members: &[ReportMember], grade: usize) -> Vec<FlawedDocument> {
    let name = |run: &NamedSpan<usize>| NamedSpan {
        name: rules.rules()[run.name].id.clone(),
        start: run.start,
        end: run.end,
        bytes: run.bytes,
    };
    let mut flawed: Vec<FlawedDocument> = members
        .iter()
        .map(|member| (&member.evaluated.id, &member.evaluated.grades[grade]))
        .map(|(id, outcome)| FlawedDocument {
            id: id.clone(),
            kept_lost: outcome.tally.bytes.kept.removed,
            residue_left: outcome.tally.bytes.residue.left(),
            lost: outcome.lost.iter().map(name).collect(),
            left: outcome.left.clone(),
        })
        .filter(|document| document.kept_lost + document.residue_left > 0)
        .collect();
    flawed.sort_by_key(|document| Reverse((document.kept_lost, document.residue_left)));
    flawed
}

fn named_all<'n, T>(all: impl IntoIterator<Item = (&'n str, T)>) -> Vec<NamedValue<T>> {
    let named = |(name, value): (&str, T)| NamedValue {
        name: name.to_owned(),
        value,
    };
    all.into_iter().map(named).collect()
}
