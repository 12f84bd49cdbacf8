//! The report of one grade: overall, by rule, by label and by group of documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::eval::evaluate::{EvaluatedDocument, GradeOutcome, NamedSpan, Removal};
use crate::eval::gold::class_of;
use crate::eval::measure::{Figures, Measure, figures};
use crate::eval::tally::{GoldTally, LabelClass, Share};
use crate::rules::{Rule, RuleSet};

/// The report of one grade.
#[derive(Debug, Serialize, Deserialize)]
pub struct GradeReport {
    /// All documents.
    pub overall: DocumentGroup,
    /// What rules removed, by rule, by kind and by category.
    pub removals: BTreeMap<Axis, Vec<NamedValue<Removal>>>,
    /// The bytes of each label.
    pub labels: Vec<NamedValue<Share>>,
    /// Groups of documents, by language and by other fields of gold.
    pub groups: BTreeMap<String, Vec<NamedValue<DocumentGroup>>>,
    /// The documents with text lost or boilerplate left, the worst first.
    pub flawed: Vec<FlawedDocument>,
}

/// A value with its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NamedValue<T> {
    /// The name.
    pub name: String,
    /// The value.
    #[serde(flatten)]
    pub value: T,
}

/// Some documents: their counts and their measures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentGroup {
    /// The counts.
    #[serde(flatten)]
    pub tally: GoldTally,
    /// The measures.
    pub figures: Figures,
}

impl DocumentGroup {
    fn of(documents: &[&GoldTally]) -> Self {
        let (tally, figures) = figures(documents);
        Self { tally, figures }
    }
}

/// A document with text lost or boilerplate left. Numbers are in bytes without white space.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlawedDocument {
    /// The id of the document.
    pub id: String,
    /// Text to keep that was removed.
    pub kept_lost: usize,
    /// Boilerplate that was not removed.
    #[serde(rename = "residue_left")]
    pub boilerplate_left: usize,
    /// Where text to keep was removed; the name of each span is the rule.
    pub lost: Vec<NamedSpan<String>>,
    /// Where boilerplate was not removed; the name of each span is its label.
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

/// An evaluated document and its groups: by the name of the field, its value.
pub struct ReportMember {
    /// The evaluated document.
    pub evaluated: EvaluatedDocument,
    /// Its groups.
    pub groups: BTreeMap<String, String>,
}

impl GradeReport {
    /// Sums up documents in the grade with this index in [`Grade::ALL`](crate::eval::Grade::ALL).
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

    /// The value of a measure over all documents, from 0 to 1.
    pub fn figure(&self, measure: Measure) -> Option<f64> {
        measure.of(&self.overall.tally)
    }
}

/// What rules removed. The rules that removed most text to keep come first, then those that removed most
/// boilerplate.
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
    removals.sort_by_key(|one| Reverse((one.value.bytes.kept, one.value.bytes.boilerplate)));
    removals
}

/// The bytes of each label. The labels with the most wrong bytes come first.
fn labels(outcomes: &[&GradeOutcome]) -> Vec<NamedValue<Share>> {
    let mut sums: BTreeMap<&str, Share> = BTreeMap::new();
    for (label, share) in outcomes.iter().flat_map(|outcome| &outcome.labels) {
        sums.entry(label).or_default().add(*share);
    }
    let mut labels = named_all(sums);
    let wrong = |one: &NamedValue<Share>| match class_of(&one.name) {
        Some(LabelClass::Boilerplate) => one.value.left(),
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
            boilerplate_left: outcome.tally.bytes.boilerplate.left(),
            lost: outcome.lost.iter().map(name).collect(),
            left: outcome.left.clone(),
        })
        .filter(|document| document.kept_lost + document.boilerplate_left > 0)
        .collect();
    flawed.sort_by_key(|document| Reverse((document.kept_lost, document.boilerplate_left)));
    flawed
}

fn named_all<'n, T>(all: impl IntoIterator<Item = (&'n str, T)>) -> Vec<NamedValue<T>> {
    let named = |(name, value): (&str, T)| NamedValue {
        name: name.to_owned(),
        value,
    };
    all.into_iter().map(named).collect()
}
