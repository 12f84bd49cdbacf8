//! `survey`: counts in how many documents each line occurs, or merges such counts, and writes a table.

use std::io;
use std::path::Path;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::args::SurveyArgs;
use crate::cli::config::Config;
use crate::cli::corpus::Corpus;
use crate::cli::error::Error;
use crate::cli::messages::print_error;
use crate::cli::outcome::Outcome;
use crate::cli::output::progress::RunProgress;
use crate::cli::reading::survey::{count, failed, habits, stamp};
use crate::cli::settings::{input, use_threads};
use crate::rules::RuleSet;
use crate::run::survey::table;
use crate::run::survey::table::{Merge, Table};
use crate::run::survey::{Kind, Row};

/// Makes the survey of a corpus, or merges several, and writes it as a table.
///
/// # Errors
/// Options that cannot be used; surveys that cannot be merged; a table that cannot be written.
pub fn survey(
    args: &SurveyArgs,
    config: &Config,
    rules: impl FnOnce() -> Result<RuleSet, Error>,
) -> Result<Outcome, Error> {
    let (totals, problems) = match args.merge {
        true => (merge(args)?, 0),
        false => take(args, config, rules()?)?,
    };
    if !args.quiet {
        eprintln!("{}", totals.sentence(&args.output));
    }
    Ok(match problems {
        0 => Outcome::Clean,
        _ => Outcome::Failed,
    })
}

/// Writes the survey of a corpus; also returns the number of problems.
fn take(
    args: &SurveyArgs,
    config: &Config,
    mut rules: RuleSet,
) -> Result<(SurveyTotals, usize), Error> {
    use_threads(args.input.jobs);
    let (format, options) = input(&args.input, config, &rules)?;
    let own: Vec<_> = [&args.output]
        .into_iter()
        .chain(&args.habits)
        .cloned()
        .collect();
    let corpus = Corpus {
        paths: &args.paths,
        format,
        options: &options,
        own: &own,
        changes: None,
    };
    let mut problems = 0;
    let mut progress = RunProgress::new(&corpus, !args.quiet);
    let mut report = |progress: &RunProgress, problem: &Problem| {
        problems += 1;
        progress.aside(|| print_error(problem));
    };
    let mut totals = SurveyTotals::default();
    let stamp = stamp(&options);
    let written = match &args.habits {
        Some(path) => {
            let counts = Table::open(path)?;
            counts.stamp().check(&stamp, path)?;
            rules.set_survey(Some(counts.survey()?));
            let habits = habits(&corpus, &rules, &mut progress, report);
            table::write(&args.output, &stamp, |write| {
                let mut rows = habits.counts().into_iter();
                rows.try_for_each(|(h, documents)| {
                    totals.habits += 1;
                    write(Row::of_habit(h, documents))
                })
            })
        }
        None => {
            let count =
                count(&corpus, &mut progress, &mut report).map_err(|error| failed(&error))?;
            table::write(&args.output, &stamp, |write| {
                count.rows(|row| {
                    totals.add(&row);
                    write(row)
                })
            })
        }
    };
    written.map_err(|error| unwritable(&args.output, &error))?;
    Ok((totals, problems))
}

/// Merges surveys.
fn merge(args: &SurveyArgs) -> Result<SurveyTotals, Problem> {
    let tables = table::open_all(&args.paths)?;
    let merge = Merge::new(&tables)?;
    let mut totals = SurveyTotals::default();
    let written = table::write(&args.output, tables[0].stamp(), |write| {
        for row in merge {
            let row = row?;
            totals.add(&row);
            write(row)?;
        }
        Ok(())
    });
    written.map_err(|failure| match failure {
        MergeFailure::Read(problem) => problem,
        MergeFailure::Write(error) => unwritable(&args.output, &error),
    })?;
    Ok(totals)
}

/// Why merging failed.
enum MergeFailure {
    Read(Problem),
    Write(io::Error),
}

impl From<Problem> for MergeFailure {
    fn from(problem: Problem) -> Self {
        Self::Read(problem)
    }
}

impl From<io::Error> for MergeFailure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    Problem::io(path.to_string_lossy(), "write the survey", error)
}

/// How much a survey contains.
#[derive(Default)]
struct SurveyTotals {
    documents: usize,
    sources: usize,
    lines: usize,
    /// Lines in several documents.
    repeated: usize,
    /// Counts of what rules find in sources.
    habits: usize,
}

impl SurveyTotals {
    fn add(&mut self, row: &Row) {
        match row.kind {
            Kind::Habit => self.habits += 1,
            Kind::Line => {
                self.lines += 1;
                self.repeated += usize::from(row.n > 1);
            }
            Kind::Name => {}
            Kind::Source => {
                self.sources += 1;
                self.documents += usize::try_from(row.n).unwrap_or(usize::MAX);
            }
        }
    }

    fn sentence(&self, path: &Path) -> String {
        let path = sanitise::line(&path.to_string_lossy());
        if self.lines == 0 && self.habits > 0 {
            let habits = counted(self.habits, "count");
            return format!("{path} holds {habits} of habits.");
        }
        format!(
            "{} holds {} of {}: {}, {} of them in several documents.",
            path,
            counted(self.documents, "document"),
            counted(self.sources, "source"),
            counted(self.lines, "line"),
            self.repeated,
        )
    }
}
