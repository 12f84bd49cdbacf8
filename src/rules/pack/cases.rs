//! Reads the tests of a rule.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use crate::rules::case::{Case, Expectation};
use crate::rules::error::{RuleError, RuleSource};
use crate::rules::spec::rule::{RuleSpec, TestSpec};

/// The marks around what a test text must flag.
const FLAG_OPENS: char = '⟦';
const FLAG_CLOSES: char = '⟧';

/// The test texts of a rule, without their marks.
///
/// # Errors
/// A rule without a text to flag or without one to leave alone; a test that cannot be run.
pub fn cases(source: &Arc<RuleSource>, spec: &RuleSpec) -> Result<Vec<Case>, RuleError> {
    check_both(source, spec)?;
    let mut cases = Vec::new();
    for test in &spec.tests {
        check_fixed(source, test)?;
        for flag in &test.flag {
            let (text, spans) = unmark(flag.get_ref()).ok_or_else(|| unpaired(source, flag))?;
            let fixed = test.fixed.as_ref().map(|fixed| fixed.get_ref().clone());
            cases.push(Case {
                fixed_place: test.fixed.as_ref().map(Spanned::span),
                ..case(test, text, flag.span(), Expectation::Flag { spans, fixed })
            });
        }
        for clean in &test.clean {
            let text = clean.get_ref().clone();
            cases.push(case(test, text, clean.span(), Expectation::Clean));
        }
    }
    Ok(cases)
}

/// A text of a test, with what the test says about all its texts.
fn case(test: &TestSpec, text: String, place: Range<usize>, expect: Expectation) -> Case {
    Case {
        text,
        expect,
        place,
        fixed_place: None,
        todo: test.todo.clone(),
        record: test.record.clone(),
        encoding: test.encoding.clone(),
        path: test.path.clone(),
        others: others(test),
    }
}

/// The texts of the other documents of a test.
fn others(test: &TestSpec) -> Vec<String> {
    let numbers = 1..=test.times;
    let texts = numbers.flat_map(|n| {
        let number = n.to_string();
        test.others
            .iter()
            .map(move |text| text.replace("{n}", &number))
    });
    texts.collect()
}

/// Checks that a rule has a text to flag and one to leave alone.
fn check_both(source: &Arc<RuleSource>, spec: &RuleSpec) -> Result<(), RuleError> {
    let has = |some: fn(&TestSpec) -> bool| spec.tests.iter().any(some);
    if has(|test| !test.flag.is_empty()) && has(|test| !test.clean.is_empty()) {
        return Ok(());
    }
    Err(source
        .error(
            spec.id.span(),
            format!("the rule `{}` lacks a test", spec.id.get_ref()),
            "this rule",
        )
        .help(format!(
            "add `[[rule.test]]` with at least one text in `flag = [\"…{FLAG_OPENS}boilerplate{FLAG_CLOSES}…\"]` and one in `clean = [\"…\"]`"
        )))
}

/// Checks that `fixed` belongs to a single text.
fn check_fixed(source: &Arc<RuleSource>, test: &TestSpec) -> Result<(), RuleError> {
    match &test.fixed {
        Some(fixed) if test.flag.len() != 1 => Err(source
            .error(
                fixed.span(),
                "`fixed` belongs to a single `flag` text",
                "here",
            )
            .help("put the text whose fix you want to test into a separate `[[rule.test]]`")),
        _ => Ok(()),
    }
}

fn unpaired(source: &Arc<RuleSource>, flag: &Spanned<String>) -> RuleError {
    source
        .error(flag.span(), "the marks of this text do not pair up", "here")
        .help(format!(
            "put what must be flagged between {FLAG_OPENS} and {FLAG_CLOSES}"
        ))
}

/// Removes the marks from a test text: the plain text and the marked spans, of which there is at least one.
fn unmark(marked: &str) -> Option<(String, Vec<Range<usize>>)> {
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match (c, open) {
            (FLAG_OPENS, None) => open = Some(text.len()),
            (FLAG_CLOSES, Some(start)) => {
                spans.push(start..text.len());
                open = None;
            }
            (FLAG_OPENS | FLAG_CLOSES, _) => return None,
            _ => text.push(c),
        }
    }
    (open.is_none() && !spans.is_empty()).then_some((text, spans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        assert_eq!(unmark("a⟦b⟧c⟦d⟧"), Some(("abcd".into(), vec![1..2, 3..4])));
        for broken in ["a", "⟦a", "a⟧", "⟦a⟦b⟧⟧"] {
            assert_eq!(unmark(broken), None, "{broken}");
        }
    }
}
