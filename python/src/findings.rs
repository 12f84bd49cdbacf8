//! Findings as a table: one row for each finding, with the column names of `json-lines`.

use std::ops::Range;

use arrow_array::RecordBatch;
use corpus_lint::report::{FindingRow, LineIndex};
use corpus_lint::rules::finding::{Finding, Fix};
use corpus_lint::rules::fixing::{FixPolicy, check_and_fix};
use corpus_lint::rules::{Rule, RuleSet};
use corpus_lint::text::{Document, Edit};

use crate::arrays::{batch, lists, numbers, strings, structs};
use crate::rows::Outcome;

/// Findings in a batch.
const BATCH: usize = 1 << 16;

/// A finding with all values of its row.
pub struct Found {
    rule: usize,
    message: String,
    span: Range<usize>,
    line: usize,
    column: usize,
    text: String,
    fix: Option<Fix>,
}

/// The findings of a document.
pub fn found(rules: &RuleSet, document: &Document) -> Vec<Found> {
    let line_index = LineIndex::new(&document.text);
    let found = |finding: Finding| {
        let row = FindingRow::new(
            document,
            &line_index,
            &rules.rules()[finding.rule],
            &finding,
        );
        Found {
            rule: finding.rule,
            span: row.start..row.end,
            line: row.line,
            column: row.column,
            text: row.text.to_owned(),
            fix: row.fix,
            message: row.message.into_owned(),
        }
    };
    let checked = check_and_fix(rules, document, &FixPolicy::report());
    checked.findings.into_iter().map(found).collect()
}

/// The table. A row that could not be checked gives a line without a rule, whose message says why.
pub fn table(rules: &RuleSet, outcomes: &[Outcome<Vec<Found>>]) -> Vec<RecordBatch> {
    let mut lines = Vec::new();
    for (row, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(found) => lines.extend(found.iter().map(|found| (row, Ok(found)))),
            Err(reason) => lines.push((row, Err(reason.as_str()))),
        }
    }
    match lines.is_empty() {
        true => vec![part(rules, &[])],
        false => lines
            .chunks(BATCH)
            .map(|lines| part(rules, lines))
            .collect(),
    }
}

/// The number of a row of texts, and a finding in it or the reason why it could not be checked.
type Line<'f> = (usize, Result<&'f Found, &'f str>);

fn part(rules: &RuleSet, lines: &[Line]) -> RecordBatch {
    let found = || lines.iter().map(|(_, found)| found.ok());
    let fixes = || found().map(|found| found?.fix.as_ref());
    let of_rule = |say: fn(&Rule) -> &str| {
        strings(found().map(|found| Some(say(&rules.rules()[found?.rule]))))
    };
    let number = |of: fn(&Found) -> usize| numbers(found().map(|found| found.map(of)));
    let edits = || fixes().map(|fix| fix.map_or(&[][..], |fix| &fix.edits));
    let all: Vec<&Edit> = edits().flatten().collect();
    let all = structs(
        vec![
            (
                "start",
                numbers(all.iter().map(|edit| Some(edit.span.start))),
            ),
            ("end", numbers(all.iter().map(|edit| Some(edit.span.end)))),
            (
                "content",
                strings(all.iter().map(|edit| Some(edit.text.as_str()))),
            ),
        ],
        None,
    );
    let fix = structs(
        vec![
            (
                "applicability",
                strings(fixes().map(|fix| Some(fix?.applicability.name()))),
            ),
            ("edits", lists(edits().map(<[Edit]>::len), all)),
        ],
        Some(fixes().map(|fix| fix.is_some()).collect()),
    );
    batch(vec![
        ("row", numbers(lines.iter().map(|(row, _)| Some(*row)))),
        ("rule", of_rule(|rule| &rule.id)),
        ("kind", of_rule(|rule| rule.kind)),
        ("category", of_rule(|rule| rule.category.name())),
        ("severity", of_rule(|rule| rule.severity.name())),
        (
            "message",
            strings(lines.iter().map(|line| Some(message(line.1)))),
        ),
        ("start", number(|found| found.span.start)),
        ("end", number(|found| found.span.end)),
        ("line", number(|found| found.line)),
        ("column", number(|found| found.column)),
        (
            "text",
            strings(found().map(|found| Some(found?.text.as_str()))),
        ),
        ("fix", fix),
    ])
}

fn message<'f>(found: Result<&'f Found, &'f str>) -> &'f str {
    found.map_or_else(|reason| reason, |found| &found.message)
}
