//! Evaluates one document: compares what each grade removes of it with its row of gold.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::problem::Problem;
use crate::eval::gold::{GoldLabel, LabelledDocument};
use crate::eval::survived::{is_space, survived};
use crate::eval::tally::{GoldTally, LabelClass, PerClass, Share};
use crate::rules::finding::Finding;
use crate::rules::fixing::{AppliedEdit, FixPolicy, check_and_fix};
use crate::rules::{Applicability, RuleSet};
use crate::text::{Document, Edit};

/// An evaluated document.
#[derive(Debug)]
pub struct EvaluatedDocument {
    /// The id of the document.
    pub id: String,
    /// The outcomes in the order of [`Grade::ALL`](crate::eval::Grade::ALL).
    pub grades: [GradeOutcome; 3],
}

/// What one grade does to a document.
#[derive(Debug)]
pub struct GradeOutcome {
    /// The counts of the document.
    pub tally: GoldTally,
    /// The bytes of each label.
    pub labels: BTreeMap<String, Share>,
    /// What each rule removed, by the index of the rule.
    pub removals: BTreeMap<usize, Removal>,
    /// Text to keep that rules removed; the name of each span is the index of the rule.
    pub lost: Vec<NamedSpan<usize>>,
    /// Boilerplate that was not removed; the name of each span is its label.
    pub left: Vec<NamedSpan<String>>,
}

/// What rules removed, in bytes without white space, by the class of the label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Places where something was removed.
    pub hits: usize,
    /// Documents in which something was removed.
    pub documents: usize,
    /// Bytes that were removed.
    #[serde(flatten)]
    pub bytes: PerClass<usize>,
}

impl Removal {
    /// Adds another removal.
    pub fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.documents += other.documents;
        self.bytes.boilerplate += other.bytes.boilerplate;
        self.bytes.kept += other.bytes.kept;
        self.bytes.metadata += other.bytes.metadata;
        self.bytes.unscored += other.bytes.unscored;
    }
}

/// A span of the text, in bytes, that has one name. White space inside does not end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSpan<N> {
    /// The name.
    pub name: N,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// The number of its bytes without white space.
    pub bytes: usize,
}

/// Evaluates a document in all grades.
///
/// # Errors
/// A row that does not fit the text.
pub fn evaluate(
    rules: &RuleSet,
    document: &Document,
    row: &LabelledDocument,
    name: &str,
) -> Result<EvaluatedDocument, Problem> {
    let text = document.text.as_str();
    let labelled = LabelledText {
        text,
        labels: row.labels(text, name)?,
    };
    let fixed = |least| check_and_fix(rules, document, &FixPolicy::at_least(least));
    let (safe, not_safe) = (fixed(Applicability::Safe), fixed(Applicability::Unsafe));
    let reported = edits_of(&safe.findings);
    Ok(EvaluatedDocument {
        id: row.id.clone(),
        grades: [
            labelled.outcome(&safe.text, &safe.edits),
            labelled.outcome(&not_safe.text, &not_safe.edits),
            labelled.outcome(&without(text, &reported), &reported),
        ],
    })
}

/// The edits that would remove every finding, in the order of the text. They may overlap.
fn edits_of(findings: &[Finding]) -> Vec<AppliedEdit> {
    let whole = |finding: &Finding| AppliedEdit {
        rule: finding.rule,
        edit: Edit::remove(finding.span.clone()),
    };
    let mut edits = Vec::new();
    for finding in findings {
        match finding.fix {
            Some(_) => edits.extend(AppliedEdit::of(finding)),
            None => edits.push(whole(finding)),
        }
    }
    edits.sort_by_key(|applied| applied.edit.span.start);
    edits
}

/// The text without the spans of the edits, which may overlap. Nothing is inserted.
fn without(text: &str, edits: &[AppliedEdit]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for Range { start, end } in edits.iter().map(|applied| applied.edit.span.clone()) {
        left.push_str(&text[at.min(start)..start]);
        at = at.max(end);
    }
    left.push_str(&text[at..]);
    left
}

/// A text with the label of each byte.
struct LabelledText<'d> {
    text: &'d str,
    labels: Vec<Option<&'d GoldLabel>>,
}

impl<'d> LabelledText<'d> {
    /// The visible characters of a span: the first byte, the number of bytes and the label of each.
    fn visible(
        &self,
        span: Range<usize>,
    ) -> impl Iterator<Item = (usize, usize, Option<&'d GoldLabel>)> + '_ {
        let start = span.start;
        self.text[span]
            .char_indices()
            .filter(|&(_, c)| !is_space(c))
            .map(move |(at, c)| (start + at, c.len_utf8(), self.labels[start + at]))
    }

    fn outcome(&self, left: &str, edits: &[AppliedEdit]) -> GradeOutcome {
        let alive = survived(self.text, left);
        let mut bytes = PerClass::<Share>::default();
        let mut labels: BTreeMap<String, Share> = BTreeMap::new();
        for (at, size, label) in self.visible(0..self.text.len()) {
            let share = Share {
                all: size,
                removed: if alive[at] { 0 } else { size },
            };
            let class = class(label);
            bytes[class].add(share);
            if let Some(label) = label.filter(|_| class != LabelClass::Unscored) {
                match labels.get_mut(&label.label) {
                    Some(sum) => sum.add(share),
                    None => drop(labels.insert(label.label.clone(), share)),
                }
            }
        }
        let boilerplate_left = self.visible(0..self.text.len()).map(|(at, size, label)| {
            let is_left = alive[at] && class(label) == LabelClass::Boilerplate;
            (
                at,
                size,
                label.filter(|_| is_left).map(|label| &label.label),
            )
        });
        let mut outcome = GradeOutcome {
            tally: GoldTally::of(bytes),
            labels,
            removals: BTreeMap::new(),
            lost: Vec::new(),
            left: runs(boilerplate_left, String::clone),
        };
        for applied in edits {
            self.add_edit(applied, &mut outcome);
        }
        outcome
    }

    /// Counts what one edit removes. Text that the edit inserts again does not count as removed.
    fn add_edit(&self, AppliedEdit { rule, edit }: &AppliedEdit, outcome: &mut GradeOutcome) {
        let start = edit.span.start;
        let alive = survived(&self.text[edit.span.clone()], &edit.text);
        let taken = || {
            let visible = self.visible(edit.span.clone());
            visible.filter(|&(at, _, _)| !alive[at - start])
        };
        let removal = outcome.removals.entry(*rule).or_default();
        removal.documents = 1;
        removal.hits += 1;
        for (_, size, label) in taken() {
            removal.bytes[class(label)] += size;
        }
        let kept = taken().map(|(at, size, label)| {
            let is_kept = class(label) == LabelClass::Kept;
            (at, size, is_kept.then_some(rule))
        });
        outcome.lost.extend(runs(kept, |&rule| rule));
    }
}

fn class(label: Option<&GoldLabel>) -> LabelClass {
    label.map_or(LabelClass::Unscored, GoldLabel::class)
}

/// Joins consecutive characters with the same name into spans.
fn runs<'n, B: PartialEq + 'n, N>(
    characters: impl Iterator<Item = (usize, usize, Option<&'n B>)>,
    owned: impl Fn(&B) -> N,
) -> Vec<NamedSpan<N>> {
    let mut runs: Vec<NamedSpan<N>> = Vec::new();
    let mut open: Option<&B> = None;
    for (at, size, name) in characters {
        match (runs.last_mut(), name) {
            (Some(run), Some(_)) if open == name => {
                run.end = at + size;
                run.bytes += size;
            }
            (_, Some(name)) => runs.push(NamedSpan {
                name: owned(name),
                start: at,
                end: at + size,
                bytes: size,
            }),
            (_, None) => {}
        }
        open = name;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removal(span: Range<usize>) -> AppliedEdit {
        AppliedEdit {
            rule: 0,
            edit: Edit::remove(span),
        }
    }

    #[test]
    fn what_overlaps_goes_once() {
        assert_eq!(
            without("abcdefgh", &[removal(1..4), removal(2..3), removal(3..6)]),
            "agh"
        );
        assert_eq!(without("abc", &[]), "abc");
    }

    #[test]
    fn runs_end_where_the_name_changes() {
        let (a, b) = ("a".to_owned(), "b".to_owned());
        let characters = [
            (0, 1, Some(&a)),
            (2, 1, Some(&a)),
            (3, 1, None),
            (4, 2, Some(&a)),
            (6, 1, Some(&b)),
        ];
        let runs = runs(characters.into_iter(), String::clone);
        let spans: Vec<_> = runs
            .iter()
            .map(|run| (run.start, run.end, run.bytes))
            .collect();
        assert_eq!(spans, [(0, 3, 2), (4, 6, 2), (6, 7, 1)]);
    }
}
