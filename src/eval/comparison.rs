//! The comparison with an earlier run: measures, rules, and the documents that got worse.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::eval::evaluate::Removal;
use crate::eval::grade::Grade;
use crate::eval::grade_report::{Axis, FlawedDocument, GradeReport, NamedValue};
use crate::eval::measure::Measure;

/// The comparison of this run with an earlier one.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Whether the fixes remove more article text or less boilerplate than before, beyond the tolerance.
    pub is_worse: bool,
    /// The change of each grade.
    pub grades: BTreeMap<Grade, GradeChange>,
}

/// The change of one grade. Rules and documents that did not change are left out.
#[derive(Debug, Serialize)]
pub struct GradeChange {
    /// The value of each measure before and now, from 0 to 1.
    pub figures: BTreeMap<Measure, (Option<f64>, Option<f64>)>,
    /// The rules whose removals changed, the largest changes first.
    pub rules: Vec<NamedValue<RuleChange>>,
    /// The documents that got worse, the worst first.
    pub worse: Vec<WorseDocument>,
}

/// How many more bytes (below 0: fewer bytes) a rule removes than before.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RuleChange {
    /// Bytes of boilerplate.
    #[serde(rename = "residue")]
    pub boilerplate: i64,
    /// Bytes of text that must be kept.
    pub kept: i64,
}

/// A document that got worse. Numbers are in bytes, more than before (below 0: fewer).
#[derive(Debug, Serialize)]
pub struct WorseDocument {
    /// The id of the document.
    pub id: String,
    /// Text to keep that was removed.
    pub kept_lost: i64,
    /// Boilerplate that was not removed.
    #[serde(rename = "residue_left")]
    pub boilerplate_left: i64,
}

impl Comparison {
    /// Compares the grades of two runs; `tolerance` is in percentage points. `None` if the runs did not check
    /// the same documents.
    pub fn new(
        then: &BTreeMap<Grade, GradeReport>,
        now: &BTreeMap<Grade, GradeReport>,
        tolerance: f64,
    ) -> Option<Self> {
        let mut grades = BTreeMap::new();
        let mut is_worse = false;
        for (&grade, now) in now {
            let then = then.get(&grade).filter(|then| is_same(then, now))?;
            is_worse |= grade.is_fix() && has_fallen(then, now, tolerance / 100.0);
            grades.insert(grade, GradeChange::new(then, now));
        }
        Some(Self { is_worse, grades })
    }
}

/// Whether two runs checked the same number of documents and bytes.
fn is_same(then: &GradeReport, now: &GradeReport) -> bool {
    let size = |of: &GradeReport| {
        let tally = &of.overall.tally;
        (
            tally.documents,
            tally.bytes.boilerplate.all,
            tally.bytes.kept.all,
        )
    };
    size(then) == size(now)
}

fn has_fallen(then: &GradeReport, now: &GradeReport, tolerance: f64) -> bool {
    let growth = |measure| {
        let of = |of: &GradeReport| of.figure(measure).unwrap_or_default();
        of(now) - of(then)
    };
    growth(Measure::BodyLoss) > tolerance || -growth(Measure::Recall) > tolerance
}

impl GradeChange {
    fn new(then: &GradeReport, now: &GradeReport) -> Self {
        let value = |of: &GradeReport, measure: &Measure| {
            let estimate = of.overall.figures.get(measure).copied().flatten();
            estimate.map(|estimate| estimate.value)
        };
        let both = |&measure: &Measure| (measure, (value(then, &measure), value(now, &measure)));
        Self {
            figures: Measure::ALL.iter().map(both).collect(),
            rules: rules(then, now),
            worse: worse(&then.flawed, &now.flawed),
        }
    }

    /// Whether nothing changed.
    pub fn is_none(&self) -> bool {
        let is_same = |(then, now): &(Option<f64>, Option<f64>)| then == now;
        self.rules.is_empty() && self.worse.is_empty() && self.figures.values().all(is_same)
    }
}

fn rules(then: &GradeReport, now: &GradeReport) -> Vec<NamedValue<RuleChange>> {
    let by_name = |of: &GradeReport| -> BTreeMap<String, Removal> {
        let rules = of.removals.get(&Axis::Rule).into_iter().flatten();
        rules.map(|one| (one.name.clone(), one.value)).collect()
    };
    let (then, now) = (by_name(then), by_name(now));
    let change = |name: &String| {
        let bytes =
            |of: &BTreeMap<String, Removal>| of.get(name).copied().unwrap_or_default().bytes;
        RuleChange {
            boilerplate: grown(bytes(&then).boilerplate, bytes(&now).boilerplate),
            kept: grown(bytes(&then).kept, bytes(&now).kept),
        }
    };
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let mut changes: Vec<_> = names
        .into_iter()
        .map(|name| NamedValue {
            name: name.clone(),
            value: change(name),
        })
        .filter(|one| (one.value.boilerplate, one.value.kept) != (0, 0))
        .collect();
    changes.sort_by_key(|one| Reverse(one.value.boilerplate.abs() + one.value.kept.abs()));
    changes
}

/// The documents that lost more text or kept more boilerplate than before, the worst first.
fn worse(then: &[FlawedDocument], now: &[FlawedDocument]) -> Vec<WorseDocument> {
    let then: BTreeMap<&str, &FlawedDocument> =
        then.iter().map(|one| (one.id.as_str(), one)).collect();
    let change = |now: &FlawedDocument| {
        let then = then.get(now.id.as_str());
        let of_then = |count: fn(&FlawedDocument) -> usize| then.map_or(0, |then| count(then));
        WorseDocument {
            id: now.id.clone(),
            kept_lost: grown(of_then(|one| one.kept_lost), now.kept_lost),
            boilerplate_left: grown(of_then(|one| one.boilerplate_left), now.boilerplate_left),
        }
    };
    let is_worse = |one: &WorseDocument| one.kept_lost > 0 || one.boilerplate_left > 0;
    let mut worse: Vec<_> = now.iter().map(change).filter(is_worse).collect();
    worse.sort_by_key(|one| (-one.kept_lost, -one.boilerplate_left));
    worse
}

fn grown(then: usize, now: usize) -> i64 {
    now as i64 - then as i64
}
