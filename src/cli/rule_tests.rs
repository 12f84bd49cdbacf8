//! The tests that rules carry: runs them, and says how a rule fails one.

use std::ops::Range;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::reading::survey::failed;
use crate::report::LineIndex;
use crate::rules::fixing::{FixPolicy, check_and_fix};
use crate::rules::survey::Habits;
use crate::rules::{Applicability, Case, Expectation, Rule, RuleError, RuleSet};
use crate::run::survey::survey_of;
use crate::text::Document;

/// How a rule failed a test.
pub enum TestFailure {
    /// The findings are wrong.
    Findings(RuleError),
    /// The fix produces another text than expected.
    Fixed {
        /// The error for the user.
        error: RuleError,
        /// Where the rule file has the expected text, in bytes.
        place: Range<usize>,
        /// The text that the fix produces.
        left: String,
    },
}

impl TestFailure {
    /// The error for the user.
    pub fn into_error(self) -> RuleError {
        match self {
            Self::Findings(error) | Self::Fixed { error, .. } => error,
        }
    }
}

/// The errors of the tests that a rule fails, without those marked as `todo`. No other rule may be
/// selected.
pub fn failures(rules: &mut RuleSet, index: usize) -> Vec<RuleError> {
    let is_due = |rules: &RuleSet, n: usize| rules.rules()[index].cases[n].todo.is_none();
    (0..rules.rules()[index].cases.len())
        .filter_map(|n| {
            // If there is no survey because of a full disk, that is no fault of the rule.
            let failure = failure_of(rules, index, n).ok().flatten();
            failure.filter(|_| is_due(rules, n))
        })
        .map(TestFailure::into_error)
        .collect()
}

/// How a rule fails its test number `n`, if it does. No other rule may be selected.
///
/// # Errors
/// The survey of the other documents of the test cannot be made.
pub fn failure_of(
    rules: &mut RuleSet,
    index: usize,
    n: usize,
) -> Result<Option<TestFailure>, Problem> {
    let rule = &rules.rules()[index];
    let case = &rule.cases[n];
    let has_place = !case.record.is_empty() || case.path.is_some() || case.encoding.is_some();
    let source = source_of(rule, case);
    let survey = match source.len() {
        1 => None,
        _ => Some(survey_of(&source).map_err(|error| failed(&error))?),
    };
    rules.set_scopes_count(has_place);
    rules.set_survey(survey);
    if rules.needs_habits() {
        let habits = habits_of(rules, &source);
        rules.set_habits(habits);
    }
    let rule = &rules.rules()[index];
    Ok(failure(rules, rule, &rule.cases[n]))
}

/// The document of a test, after the other documents of its source.
fn source_of(rule: &Rule, case: &Case) -> Vec<Document> {
    let document = rule.case_document(case);
    let others = case.others.iter().enumerate().map(|(n, text)| Document {
        record: Some(n as u64),
        text: text.clone(),
        ..document.clone()
    });
    others.chain([document.clone()]).collect()
}

/// What the rules find in the documents of a test.
fn habits_of(rules: &RuleSet, source: &[Document]) -> Habits {
    let mut habits = Habits::default();
    if let Some(survey) = rules.survey() {
        let found = source
            .iter()
            .filter_map(|document| rules.habits_in(document, survey));
        found.for_each(|document| habits.add(&document));
    }
    habits
}

/// The difference between what a test expects and what the rule does, if any.
fn failure(rules: &RuleSet, rule: &Rule, case: &Case) -> Option<TestFailure> {
    let document = rule.case_document(case);
    let found: Vec<_> = rules
        .check(&document)
        .into_iter()
        .map(|finding| finding.span)
        .collect();
    let error = |what: &str, span: &Range<usize>| {
        let (line, column) = LineIndex::new(&case.text).of(span.start);
        let quote = sanitise::clipped(&case.text[span.clone()], 60);
        let message = format!(
            "{what}: `{}` at line {line}, column {column} of the text: {quote}",
            rule.id
        );
        TestFailure::Findings(rule.case_error(case, message, "this text".into()))
    };
    let (expected, fixed) = match &case.expect {
        Expectation::Clean => (&[][..], None),
        Expectation::Flag { spans, fixed } => (&spans[..], fixed.as_ref()),
    };
    if let Some(span) = found.iter().find(|span| !expected.contains(span)) {
        return Some(error("noisy", span));
    }
    if let Some(span) = expected.iter().find(|span| !found.contains(span)) {
        return Some(error("missing", span));
    }
    let (fixed, place) = fixed.zip(case.fixed_place.clone())?;
    let policy = FixPolicy::at_least(Applicability::Unsafe);
    let left = check_and_fix(rules, &document, &policy).text.into_owned();
    (left != *fixed).then(|| {
        let message = format!("the fix of `{}` produces another text: {left:?}", rule.id);
        TestFailure::Fixed {
            error: rule
                .case_error(case, message, "of this text".into())
                .help("`corpus-lint test --update FILE` writes the new text into the test"),
            place,
            left,
        }
    })
}
