//! `test`: runs the tests that rules carry, updates them, and looks for weak points of rules.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::cli::args::{RuleArgs, TestArgs};
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::messages::print_error;
use crate::cli::outcome::Outcome;
use crate::cli::rule_tests::{TestFailure, failure_of};
use crate::cli::settings;
use crate::io::files;
use crate::report::ShownRuleError;
use crate::rules;
use crate::rules::{Expectation, Rule, RuleSet, Selection, shipped_packs};
use crate::text::Document;

/// The counts of the summary.
#[derive(Default)]
struct TestCounts {
    passed: usize,
    failed: usize,
    /// Failed tests that are marked as `todo`.
    todo: usize,
    /// Weak points of rules.
    notes: usize,
}

/// Runs the tests of the given packs, or of the shipped packs and those of `--rules`. The other rules do
/// not report, but a rule may depend on the lines that they mark.
///
/// # Errors
/// The packs cannot be used, or the output cannot be written.
pub fn test(
    options: &TestArgs,
    args: &RuleArgs,
    config: &Config,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let own: Vec<String> = settings::load(&options.files, &shipped_packs()?)?
        .into_iter()
        .map(|pack| pack.name)
        .collect();
    let packs = args.packs.iter().chain(&options.files).cloned().collect();
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
    let mut counts = TestCounts::default();
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
    let TestCounts {
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

/// Runs the tests of one rule.
fn run(
    rules: &mut RuleSet,
    index: usize,
    options: &TestArgs,
    counts: &mut TestCounts,
    updates: &mut Updates,
) -> Result<(), Problem> {
    for n in 0..rules.rules()[index].cases.len() {
        let failure = failure_of(rules, index, n)?;
        let rule = &rules.rules()[index];
        let case = &rule.cases[n];
        let failure = match failure {
            Some(TestFailure::Fixed { place, left, .. }) if options.update => {
                updates.add(rule, place, left);
                None
            }
            other => other.map(TestFailure::into_error),
        };
        match (failure, &case.todo) {
            (None, None) => counts.passed += 1,
            (None, Some(_)) => {
                counts.failed += 1;
                let error = rule.case_error(
                    case,
                    format!("`{}` now passes this test", rule.id),
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

/// New values of `fixed` in tests, by file.
#[derive(Default)]
struct Updates(BTreeMap<PathBuf, Vec<(Range<usize>, String)>>);

impl Updates {
    fn add(&mut self, rule: &Rule, place: Range<usize>, left: String) {
        self.0
            .entry(PathBuf::from(rule.file()))
            .or_default()
            .push((place, left));
    }

    /// Writes them, each file in one step, and returns their number.
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

/// Reports weak points of rules: of each rule, and rules of one pack that flag the same text.
fn lint(rules: &mut RuleSet, chosen: &[usize], counts: &mut TestCounts) -> Result<(), Error> {
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
                    &error.help("give the two rules different conditions, or keep only one"),
                ));
            }
        }
    }
    Ok(())
}
