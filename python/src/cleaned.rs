//! Cleaned texts as a table: one row for each text, with a list of what was removed.

use std::ops::Range;

use arrow_array::RecordBatch;
use corpus_lint::rules::fixing::{AppliedEdit, FixPolicy, check_and_fix};
use corpus_lint::rules::{Applicability, RuleSet};
use corpus_lint::text::Document;

use crate::arrays::{batch, lists, numbers, strings, structs};
use crate::column::Texts;
use crate::rows::Outcome;

/// Bytes of text in a batch. Offsets of Arrow strings end at 2 GiB.
const BATCH: usize = 1 << 30;

/// The result of cleaning a text.
pub struct Cleaned {
    /// The cleaned text; `None` if nothing changed.
    pub text: Option<String>,
    edits: Vec<AppliedEdit>,
}

/// Cleans a document with all fixes that are at least this safe.
pub fn clean(rules: &RuleSet, document: &Document, applicability: Applicability) -> Cleaned {
    let checked = check_and_fix(rules, document, &FixPolicy::at_least(applicability));
    Cleaned {
        text: (!checked.edits.is_empty()).then(|| checked.text.into_owned()),
        edits: checked.edits,
    }
}

/// The table. A row that could not be checked keeps its text, and its removals say why.
pub fn table(
    rules: &RuleSet,
    texts: &Texts,
    values: &[Option<&[u8]>],
    outcomes: &[Outcome<Cleaned>],
) -> Vec<RecordBatch> {
    let part = |rows: Range<usize>| {
        let (values, outcomes) = (&values[rows.clone()], &outcomes[rows]);
        let cleaned = values.iter().zip(outcomes).map(|(value, outcome)| {
            let text = outcome
                .as_ref()
                .ok()
                .and_then(|cleaned| cleaned.text.as_ref());
            text.map(String::as_bytes).or(*value)
        });
        let removals: Vec<_> = values
            .iter()
            .zip(outcomes)
            .map(|(v, o)| removals(rules, *v, o))
            .collect();
        let all = || removals.iter().flatten();
        let removal = structs(
            vec![
                ("rule", strings(all().map(|removal| removal.rule))),
                ("start", numbers(all().map(|removal| removal.start))),
                ("end", numbers(all().map(|removal| removal.end))),
                ("removed", strings(all().map(|removal| removal.removed))),
                ("inserted", strings(all().map(|removal| removal.inserted))),
                ("reason", strings(all().map(|removal| removal.reason))),
            ],
            None,
        );
        batch(vec![
            ("text", texts.write(cleaned)),
            ("removals", lists(removals.iter().map(Vec::len), removal)),
        ])
    };
    parts(values, outcomes).into_iter().map(part).collect()
}

/// The rows of each batch. There is at least one batch, and it has at least one row if there are any.
fn parts(values: &[Option<&[u8]>], outcomes: &[Outcome<Cleaned>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (row, (value, outcome)) in values.iter().zip(outcomes).enumerate() {
        let put_in = outcome.as_ref().map_or(0, |cleaned| {
            cleaned
                .edits
                .iter()
                .map(|applied| applied.edit.text.len())
                .sum()
        });
        let more = value.map_or(0, <[u8]>::len) + put_in;
        if row > start && bytes + more > BATCH {
            parts.push(start..row);
            (start, bytes) = (row, 0);
        }
        bytes += more;
    }
    parts.push(start..values.len());
    parts
}

/// A removal, or the reason why a row could not be checked. Offsets are bytes of the original text.
#[derive(Default)]
struct Removal<'r> {
    rule: Option<&'r str>,
    start: Option<usize>,
    end: Option<usize>,
    removed: Option<&'r str>,
    inserted: Option<&'r str>,
    reason: Option<&'r str>,
}

fn removals<'r>(
    rules: &'r RuleSet,
    value: Option<&'r [u8]>,
    outcome: &'r Outcome<Cleaned>,
) -> Vec<Removal<'r>> {
    let text = value
        .and_then(|value| std::str::from_utf8(value).ok())
        .unwrap_or_default();
    match outcome {
        Ok(cleaned) => cleaned
            .edits
            .iter()
            .map(|AppliedEdit { rule, edit }| Removal {
                rule: Some(&rules.rules()[*rule].id),
                start: Some(edit.span.start),
                end: Some(edit.span.end),
                removed: Some(&text[edit.span.clone()]),
                inserted: Some(&edit.text),
                reason: None,
            })
            .collect(),
        Err(reason) => vec![Removal {
            reason: Some(reason),
            ..Removal::default()
        }],
    }
}
