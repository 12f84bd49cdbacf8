//! `test`: runs the tests that rules carry.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::Outcome;
use crate::cli::args::RuleArgs;
use crate::cli::commands::survey;
use crate::cli::config::Config;
use crate::cli::messages::print_error;
use crate::cli::settings;
use crate::cli::settings::Error;
use crate::io::files;
use crate::report::{LineIndex, ShownRuleError};
use crate::rules;
use crate::rules::fixing::fix;
use crate::rules::survey::Survey;
use crate::rules::{
    Applicability, Case, Expectation, Rule, RuleError, RuleSet, Selection, shipped_packs,
};
use crate::text::Document;

/// What is done beside running tests.
pub struct Options {
    /// Write what fixes leave into the files.
    pub update: bool,
    /// Lint the rules.
    pub lint: bool,
}

#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    todo: usize,
    notes: usize,
}

/// Runs the tests of the packs given, or of the shipped ones and those of `--rules`. A rule under
/// test sees the landmarks of all rules.
///
/// # Errors
/// Packs that cannot be used; output that cannot be written.
pub fn test(
    files: &[PathBuf],
    options: &Options,
    args: &RuleArgs,
    config: &Config,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let own: Vec<String> = settings::load(files, &shipped_packs()?)?
        .into_iter()
        .map(|pack| pack.name)
        .collect();
    let packs = args.packs.iter().chain(files).cloned().collect();
    let mut rules = settings::rules(
        &RuleArgs {
            packs,
            ..args.clone()
        },
        config,
    )?;
    let chosen: Vec<usize> = rules
        .rules()
        .iter()
        .enumerate()
        .filter(|(index, rule)| rules.is_selected(*index) || !rule.enabled)
        .filter(|(_, rule)| own.is_empty() || own.contains(&rule.pack))
        .map(|(index, _)| index)
        .collect();
    let mut counts = Counts::default();
    let mut updates = Updates::default();
    for &index in &chosen {
        let only = Selection {
            select: vec![rules.rules()[index].id.clone()],
            ..Selection::default()
        };
        rules.select(&only)?;
        run(&mut rules, index, options, &mut counts, &mut updates)?;
    }
    if options.lint {
        lint(&mut rules, &chosen, &mut counts)?;
    }
    let updated = updates.write()?;
    let Counts {
        passed,
        failed,
        todo,
        notes,
    } = counts;
    let (ours, tests) = (counted(chosen.len(), "rule"), counted(passed, "test"));
    write!(out, "{ours}: {tests} passed, {failed} failed")?;
    for (count, what) in [(todo, "to do"), (updated, "updated"), (notes, "notes")] {
        if count > 0 {
            write!(out, ", {count} {what}")?;
        }
    }
    writeln!(out)?;
    Ok(match failed + notes {
        0 => Outcome::Clean,
        _ => Outcome::Findings,
    })
}

fn run(
    rules: &mut RuleSet,
    index: usize,
    options: &Options,
    counts: &mut Counts,
    updates: &mut Updates,
) -> Result<(), Problem> {
    for n in 0..rules.rules()[index].cases.len() {
        let failure = failure_of(rules, index, n)?;
        let rule = &rules.rules()[index];
        let case = &rule.cases[n];
        let failure = match failure {
            Some(Failure::Fixed { place, left, .. }) if options.update => {
                updates.add(rule, place, left);
                None
            }
            other => other.map(Failure::into_error),
        };
        match (failure, &case.todo) {
            (None, None) => counts.passed += 1,
            (None, Some(_)) => {
                counts.failed += 1;
                let error = rule.case_error(
                    case,
                    format!("`{}` passes this test now", rule.id),
                    "this text".into(),
                );
                print_error(&ShownRuleError::new(
                    &error.help("remove `todo` from the test"),
                ));
            }
            (Some(_), Some(_)) => counts.todo += 1,
            (Some(error), None) => {
                counts.failed += 1;
                print_error(&ShownRuleError::new(&error));
            }
        }
    }
    Ok(())
}

/// The tests that the only rule selected fails, those to do aside.
pub(crate) fn failures(rules: &mut RuleSet, index: usize) -> Vec<RuleError> {
    let is_due = |rules: &RuleSet, n: usize| rules.rules()[index].cases[n].todo.is_none();
    (0..rules.rules()[index].cases.len())
        .filter_map(|n| {
            // A survey that cannot be taken says nothing of the rule.
            let failure = failure_of(rules, index, n).ok().flatten();
            failure.filter(|_| is_due(rules, n))
        })
        .map(Failure::into_error)
        .collect()
}

/// How a rule fails one of its tests, if it does.
fn failure_of(rules: &mut RuleSet, index: usize, n: usize) -> Result<Option<Failure>, Problem> {
    let rule = &rules.rules()[index];
    let case = &rule.cases[n];
    let has_place = !case.record.is_empty() || case.path.is_some() || case.encoding.is_some();
    let survey = survey_of(rule, case)?;
    rules.set_scopes_count(has_place);
    rules.consult(survey);
    let rule = &rules.rules()[index];
    Ok(failure(rules, rule, &rule.cases[n]))
}

/// What the other documents of a test say of its text.
fn survey_of(rule: &Rule, case: &Case) -> Result<Option<Survey>, Problem> {
    if case.others.is_empty() {
        return Ok(None);
    }
    let document = rule.case_document(case);
    let others = case.others.iter().enumerate().map(|(n, text)| Document {
        record: Some(n as u64),
        text: text.clone(),
        ..document.clone()
    });
    let all: Vec<Document> = others.chain([document.clone()]).collect();
    crate::run::survey::survey_of(&all)
        .map(Some)
        .map_err(|error| survey::failed(&error))
}

/// How a test failed.
enum Failure {
    Findings(RuleError),
    /// The fix leaves another text than the test says.
    Fixed {
        error: RuleError,
        place: Range<usize>,
        left: String,
    },
}

impl Failure {
    fn into_error(self) -> RuleError {
        match self {
            Self::Findings(error) | Self::Fixed { error, .. } => error,
        }
    }
}

/// What a test text gives that it should not, or does not give that it should.
fn failure(rules: &RuleSet, rule: &Rule, case: &Case) -> Option<Failure> {
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
        Failure::Findings(rule.case_error(case, message, "this text".into()))
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
    let left = fix(rules, &document, Applicability::Unsafe).text;
    (left != *fixed).then(|| {
        let message = format!("the fix of `{}` leaves another text: {left:?}", rule.id);
        Failure::Fixed {
            error: rule
                .case_error(case, message, "of this text".into())
                .help("`corpus-lint test --update FILE` writes what it leaves now"),
            place,
            left,
        }
    })
}

/// New values of `fixed`, by file.
#[derive(Default)]
struct Updates(BTreeMap<PathBuf, Vec<(Range<usize>, String)>>);

impl Updates {
    fn add(&mut self, rule: &Rule, place: Range<usize>, left: String) {
        self.0
            .entry(PathBuf::from(rule.file()))
            .or_default()
            .push((place, left));
    }

    /// Writes them, each file in one step; gives how many there were.
    fn write(self) -> Result<usize, Error> {
        let mut count = 0;
        for (path, mut values) in self.0 {
            values.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
            count += values.len();
            let write = |path: &Path| -> std::io::Result<()> {
                let seen = std::fs::metadata(path)?;
                let mut text = std::fs::read_to_string(path)?;
                for (place, left) in &values {
                    text.replace_range(
                        place.clone(),
                        &toml::Value::from(left.as_str()).to_string(),
                    );
                }
                let mut file = files::temporary_beside(path)?;
                file.write_all(text.as_bytes())?;
                files::replace(file.into_temp_path(), path, &seen)
            };
            write(&path).map_err(|error| Problem::io(path.to_string_lossy(), "update", &error))?;
        }
        Ok(count)
    }
}

/// Says what a lint finds in the rules: each by itself, and where another rule of the same pack flags
/// the same text of a test.
fn lint(rules: &mut RuleSet, chosen: &[usize], counts: &mut Counts) -> Result<(), Error> {
    rules.select(&Selection::default())?;
    rules.set_scopes_count(false);
    for note in rules::lint(rules, chosen) {
        counts.notes += 1;
        print_error(&ShownRuleError::new(&note));
    }
    for &index in chosen {
        let rule = &rules.rules()[index];
        for case in &rule.cases {
            let Expectation::Flag { spans, .. } = &case.expect else {
                continue;
            };
            let also = rules
                .check(&Document::new(&case.text))
                .into_iter()
                .find(|finding| {
                    let other = &rules.rules()[finding.rule];
                    other.id != rule.id && other.pack == rule.pack && spans.contains(&finding.span)
                });
            if let Some(finding) = also {
                counts.notes += 1;
                let message = format!(
                    "`{}` flags the same text as `{}`",
                    rules.rules()[finding.rule].id,
                    rule.id
                );
                let error = rule.case_error(case, message, "of this test".into());
                print_error(&ShownRuleError::new(
                    &error.help("tell the two apart by their conditions, or keep one"),
                ));
            }
        }
    }
    Ok(())
}
