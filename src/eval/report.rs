//! The report of a run: all figures, as `--output-format json` writes them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::base::problem::Problem;
use crate::eval::against::Change;
use crate::eval::gold::class_of;
use crate::eval::judge::{Judged, Outcome, Removal, Run};
use crate::eval::tally::{Class, Figures, Share, Tally, figures};
use crate::eval::{Grade, Measure};
use crate::rules::{Rule, RuleSet};

/// Of the format; a report of another one is not read.
const VERSION: u32 = 1;

/// All figures of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    version: u32,
    /// Documents that were judged.
    pub documents: usize,
    /// Documents that gold says nothing of.
    pub without_gold: usize,
    /// Rows of gold that met no document.
    pub unmet: usize,
    pub grades: BTreeMap<Grade, OfGrade>,
    /// What changed since an earlier run.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub against: Option<Change>,
}

/// The figures of one grade.
#[derive(Debug, Serialize, Deserialize)]
pub struct OfGrade {
    pub overall: Group,
    /// What rules removed, by rule, by their kind and by their category.
    pub removals: BTreeMap<Axis, Vec<Named<Removal>>>,
    /// Bytes by label.
    pub labels: Vec<Named<Share>>,
    /// Groups of documents: by language and by the fields asked for.
    pub groups: BTreeMap<String, Vec<Named<Group>>>,
    /// The documents that lost something or kept residue, the worst first.
    pub flawed: Vec<Flawed>,
}

/// Something of which there are many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Named<T> {
    pub name: String,
    #[serde(flatten)]
    pub what: T,
}

/// Some documents: their counts, and what follows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    #[serde(flatten)]
    pub tally: Tally,
    pub figures: Figures,
}

impl Group {
    fn of(documents: &[&Tally]) -> Self {
        let (tally, figures) = figures(documents);
        Self { tally, figures }
    }
}

/// A document that is not as it should be; bytes without white space.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flawed {
    pub id: String,
    pub kept_lost: usize,
    pub residue_left: usize,
    /// Where rules took kept text, and which.
    pub lost: Vec<Run<String>>,
    /// Where residue stands still, and its label.
    pub left: Vec<Run<String>>,
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
pub struct Member {
    pub judged: Judged,
    pub groups: BTreeMap<String, String>,
}

impl Report {
    /// Sums up documents, in their order.
    pub fn new(rules: &RuleSet, members: &[Member], without_gold: usize, unmet: usize) -> Self {
        let of_grade = |(n, &grade): (usize, &Grade)| (grade, OfGrade::new(rules, members, n));
        Self {
            version: VERSION,
            documents: members.len(),
            without_gold,
            unmet,
            grades: Grade::ALL.iter().enumerate().map(of_grade).collect(),
            against: None,
        }
    }

    /// Reads the report of an earlier run.
    ///
    /// # Errors
    /// A file that cannot be read, or that is no such report.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let shown = path.to_string_lossy();
        let bytes =
            fs::read(path).map_err(|error| Problem::io(&shown, "read the earlier run", &error))?;
        let other = |message: String| {
            Problem::new(&shown, message)
                .help("write it anew: corpus-lint eval --output-format json ... > RUN.json")
        };
        let report: Self = serde_json::from_slice(&bytes)
            .map_err(|error| other(format!("not the report of an earlier run: {error}")))?;
        match report.version {
            VERSION => Ok(report),
            version => Err(other(format!(
                "a report of version {version}, not {VERSION}"
            ))),
        }
    }
}

impl OfGrade {
    fn new(rules: &RuleSet, members: &[Member], grade: usize) -> Self {
        let outcomes: Vec<&Outcome> = members
            .iter()
            .map(|member| &member.judged.grades[grade])
            .collect();
        let tallies: Vec<&Tally> = outcomes.iter().map(|outcome| &outcome.tally).collect();
        Self {
            overall: Group::of(&tallies),
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
fn removals(rules: &RuleSet, outcomes: &[&Outcome], axis: Axis) -> Vec<Named<Removal>> {
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
    removals.sort_by_key(|one| Reverse((one.what.bytes.kept, one.what.bytes.residue)));
    removals
}

/// Bytes by label, those first of which most is wrong.
fn labels(outcomes: &[&Outcome]) -> Vec<Named<Share>> {
    let mut sums: BTreeMap<&str, Share> = BTreeMap::new();
    for (label, share) in outcomes.iter().flat_map(|outcome| &outcome.labels) {
        sums.entry(label).or_default().add(*share);
    }
    let mut labels = named_all(sums);
    let wrong = |one: &Named<Share>| match class_of(&one.name) {
        Some(Class::Residue) => one.what.left(),
        Some(Class::Kept) => one.what.removed,
        _ => 0,
    };
    labels.sort_by_key(|one| Reverse((wrong(one), one.what.all)));
    labels
}

/// Groups of documents, the largest first.
fn groups(members: &[Member], grade: usize) -> BTreeMap<String, Vec<Named<Group>>> {
    let mut tallies: BTreeMap<&str, BTreeMap<&str, Vec<&Tally>>> = BTreeMap::new();
    for member in members {
        for (by, group) in &member.groups {
            let groups = tallies.entry(by).or_default();
            let tally = &member.judged.grades[grade].tally;
            groups.entry(group).or_default().push(tally);
        }
    }
    let summed = |groups: BTreeMap<&str, Vec<&Tally>>| {
        let groups = groups.into_iter();
        let mut groups = named_all(groups.map(|(name, tallies)| (name, Group::of(&tallies))));
        groups.sort_by_key(|one| Reverse(one.what.tally.documents));
        groups
    };
    tallies
        .into_iter()
        .map(|(by, groups)| (by.to_owned(), summed(groups)))
        .collect()
}

fn flawed(rules: &RuleSet, members: &[Member], grade: usize) -> Vec<Flawed> {
    let name = |run: &Run<usize>| Run {
        name: rules.rules()[run.name].id.clone(),
        start: run.start,
        end: run.end,
        bytes: run.bytes,
    };
    let mut flawed: Vec<Flawed> = members
        .iter()
        .map(|member| (&member.judged.id, &member.judged.grades[grade]))
        .map(|(id, outcome)| Flawed {
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

fn named_all<'n, T>(all: impl IntoIterator<Item = (&'n str, T)>) -> Vec<Named<T>> {
    let named = |(name, what): (&str, T)| Named {
        name: name.to_owned(),
        what,
    };
    all.into_iter().map(named).collect()
}
