//! The survey pass: before rules run, it counts in how many documents each line occurs.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::corpus::Corpus;
use crate::cli::output::progress::RunProgress;
use crate::cli::settings::EvidenceSource;
use crate::io::formats::ReadOptions;
use crate::rules::RuleSet;
use crate::rules::survey::Habits;
use crate::run::engine::{Event, run};
use crate::run::survey::table::{Stamp, Table};
use crate::run::survey::{Count, Sketch};
use crate::text::Document;

/// Gives a survey to the rules, if one of them needs it: the one that the user named, or one of the
/// corpus, if that can be read twice.
///
/// # Errors
/// The survey cannot be read or was made with other options, or temporary files cannot be written.
pub fn consult(
    rules: &mut RuleSet,
    corpus: &Corpus,
    evidence: &EvidenceSource,
    progress: bool,
) -> Result<(), Problem> {
    let survey = match evidence {
        EvidenceSource::Table(path) => {
            let table = Table::open(path)?;
            table.stamp().check(&stamp(corpus.options), path)?;
            if !rules.needs_survey() {
                return Ok(());
            }
            table.survey()?
        }
        EvidenceSource::Run if rules.needs_survey() && corpus.can_be_read_again() => {
            let count = count(corpus, &mut RunProgress::new(corpus, progress), |_, _| {});
            corpus.options.bytes_read.store(0, Ordering::Relaxed);
            let survey = count.and_then(Count::conclude);
            survey.map_err(|error| failed(&error))?
        }
        _ => return Ok(()),
    };
    if survey.least > 2 {
        let least = survey.least;
        eprintln!(
            "The corpus has too many repeated lines for memory; lines in fewer than {least} documents were \
             not counted as repeated."
        );
    }
    rules.set_survey(Some(survey));
    let has_habits = rules.survey().is_some_and(|survey| survey.habits.is_some());
    if rules.needs_habits() && !has_habits && corpus.can_be_read_again() {
        // The pass that follows reports the same problems.
        let habits = habits(
            corpus,
            rules,
            &mut RunProgress::new(corpus, progress),
            |_, _| {},
        );
        corpus.options.bytes_read.store(0, Ordering::Relaxed);
        rules.set_habits(habits);
    }
    Ok(())
}

/// Counts in how many documents of each source rules find something. Problems are passed to `report`, and counting goes on.
pub fn habits(
    corpus: &Corpus,
    rules: &RuleSet,
    progress: &mut RunProgress,
    report: impl FnMut(&RunProgress, &Problem),
) -> Habits {
    let mut habits = Habits::default();
    if let Some(survey) = rules.survey() {
        let find = |document: &Document| rules.habits_in(document, survey);
        let pass = for_each_document(corpus, progress, report, find, |found| {
            habits.add(found);
            Ok(())
        });
        debug_assert!(pass.is_ok(), "nothing is written");
    }
    habits
}

/// Counts the documents of a corpus. Problems are passed to `report`, and counting goes on.
///
/// # Errors
/// Temporary files cannot be written.
pub fn count(
    corpus: &Corpus,
    progress: &mut RunProgress,
    report: impl FnMut(&RunProgress, &Problem),
) -> io::Result<Count> {
    let mut count = Count::default();
    let sketch = |document: &Document| Some(Sketch::of(document));
    for_each_document(corpus, progress, report, sketch, |sketch| count.add(sketch))?;
    Ok(count)
}

/// Reads a corpus: computes something of its documents on all threads, and takes it in order.
///
/// # Errors
/// The first error of `take`, which ends the pass.
fn for_each_document<T: Send>(
    corpus: &Corpus,
    progress: &mut RunProgress,
    mut report: impl FnMut(&RunProgress, &Problem),
    compute: impl Fn(&Document) -> Option<T> + Sync,
    mut take: impl FnMut(&T) -> io::Result<()>,
) -> io::Result<()> {
    let mut documents = 0;
    let mut taken = Ok(());
    run(
        corpus.files(),
        corpus.options,
        |_, parsed, _| {
            let results = parsed
                .documents
                .iter()
                .map(|(document, _)| compute(document));
            results.collect::<Vec<_>>()
        },
        |event| {
            match event {
                Event::Piece(_, parsed, results) => {
                    let problems = parsed.problems.iter();
                    problems.for_each(|problem| report(progress, problem));
                    let results = results.unwrap_or_default();
                    documents += results.len();
                    taken = results.iter().flatten().try_for_each(&mut take);
                }
                Event::Abandoned(problem) | Event::Problem(problem) => report(progress, &problem),
                Event::Begin(_) | Event::End | Event::Skipped => {}
            }
            progress.tick(|| format!("surveying: {}", counted(documents, "document")));
            match taken {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        },
    );
    progress.finish();
    taken
}

/// The problem that a survey could not be made.
pub fn failed(error: &io::Error) -> Problem {
    let folder = std::env::temp_dir();
    let folder = sanitise::line(&folder.to_string_lossy());
    Problem::io(folder, "write temporary files of the survey", error).help(
        "free some space there, set TMPDIR to another folder, or use --no-survey to check each document on \
         its own",
    )
}

/// The options that a survey depends on.
pub fn stamp(options: &ReadOptions) -> Stamp {
    Stamp::new(&options.fields.source, &options.fields.title)
}
