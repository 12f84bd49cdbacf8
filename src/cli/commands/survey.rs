//! Surveys: the first pass over a corpus, `survey`, which keeps one as a table, and `--survey`, which
//! judges by it.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::Ordering;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::Outcome;
use crate::cli::args::SurveyArgs;
use crate::cli::commands::progress::Progress;
use crate::cli::config::Config;
use crate::cli::messages::print_error;
use crate::cli::settings::{Corpus, Error, Evidence, input, use_threads};
use crate::io::formats::Options;
use crate::rules::RuleSet;
use crate::run::engine::{Event, run};
use crate::run::survey::Count;
use crate::run::survey::table;
use crate::run::survey::table::{Merge, Stamp, Table};
use crate::run::survey::{Kind, Row, Sketch};

/// Lets rules consult a survey, where one of them asks for it: the one that was named, or one of the
/// corpus, where that can be read twice.
///
/// # Errors
/// A survey that cannot be read or does not fit the options; when what does not fit into memory
/// cannot be kept in temporary files.
pub fn consult(
    rules: &mut RuleSet,
    corpus: &Corpus,
    evidence: &Evidence,
    progress: bool,
) -> Result<(), Problem> {
    let survey = match evidence {
        Evidence::Table(path) => {
            let table = Table::open(path)?;
            table.stamp().check(&stamp(corpus.options), path)?;
            if !rules.needs_survey() {
                return Ok(());
            }
            table.survey()?
        }
        Evidence::Run if rules.needs_survey() && corpus.can_be_read_again() => {
            let count = count(corpus, &mut Progress::new(corpus, progress), |_, _| {});
            corpus.options.bytes_read.store(0, Ordering::Relaxed);
            let survey = count.and_then(Count::conclude);
            survey.map_err(|error| failed(&error))?
        }
        _ => return Ok(()),
    };
    if survey.least > 2 {
        let least = survey.least;
        eprintln!(
            "Lines in fewer than {least} documents were left out of the survey: too many stand in several."
        );
    }
    rules.consult(Some(survey));
    Ok(())
}

/// Counts the documents of a corpus. What cannot be read is passed over, and told.
fn count(
    corpus: &Corpus,
    progress: &mut Progress,
    mut tell: impl FnMut(&Progress, &Problem),
) -> io::Result<Count> {
    let mut count = Count::default();
    let mut documents = 0;
    let mut added = Ok(());
    run(
        corpus.files(),
        corpus.options,
        |_, parsed, _| {
            let documents = parsed.documents.iter();
            let sketches = documents.map(|(document, _)| Sketch::of(document));
            sketches.collect::<Vec<_>>()
        },
        |event| {
            match event {
                Event::Piece(_, parsed, sketches) => {
                    let problems = parsed.problems.iter();
                    problems.for_each(|problem| tell(progress, problem));
                    let sketches = sketches.unwrap_or_default();
                    documents += sketches.len();
                    added = sketches.iter().try_for_each(|sketch| count.add(sketch));
                }
                Event::Abandoned(problem) | Event::Problem(problem) => tell(progress, &problem),
                Event::Begin(_) | Event::End | Event::Skipped => {}
            }
            progress.tick(|| format!("surveying: {}", counted(documents, "document")));
            match added {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        },
    );
    progress.finish();
    added.map(|()| count)
}

/// Why there is no survey.
pub fn failed(error: &io::Error) -> Problem {
    let folder = std::env::temp_dir();
    let folder = sanitise::line(&folder.to_string_lossy());
    Problem::io(folder, "keep the survey of the corpus", error)
        .help("make room there, name another folder in TMPDIR, or judge each document alone with --no-survey")
}

/// How surveys are taken under these options.
fn stamp(options: &Options) -> Stamp {
    Stamp::new(&options.fields.source, &options.fields.title)
}

/// Takes the survey of a corpus, or merges several, and writes it as a table.
///
/// # Errors
/// Options that cannot be followed; surveys that do not fit one another; a table that cannot be
/// written.
pub fn survey(
    args: &SurveyArgs,
    config: &Config,
    rules: impl FnOnce() -> Result<RuleSet, Error>,
) -> Result<Outcome, Error> {
    let (held, problems) = match args.merge {
        true => (merge(args)?, 0),
        false => take(args, config, &rules()?)?,
    };
    if !args.quiet {
        eprintln!("{}", held.sentence(&args.output));
    }
    Ok(match problems {
        0 => Outcome::Clean,
        _ => Outcome::Failed,
    })
}

/// Writes the survey of a corpus, and says how much went wrong.
fn take(args: &SurveyArgs, config: &Config, rules: &RuleSet) -> Result<(Held, usize), Error> {
    use_threads(args.input.jobs);
    let (format, options) = input(&args.input, config, rules)?;
    let corpus = Corpus {
        paths: &args.paths,
        format,
        options: &options,
        own: std::slice::from_ref(&args.output),
        changes: None,
    };
    let mut problems = 0;
    let mut progress = Progress::new(&corpus, !args.quiet);
    let count = count(&corpus, &mut progress, |progress, problem| {
        problems += 1;
        progress.aside(|| print_error(problem));
    })
    .map_err(|error| failed(&error))?;
    let mut held = Held::default();
    let written = table::write(&args.output, &stamp(&options), |write| {
        count.rows(|row| {
            held.add(&row);
            write(row)
        })
    });
    written.map_err(|error| unwritable(&args.output, &error))?;
    Ok((held, problems))
}

/// Merges surveys.
fn merge(args: &SurveyArgs) -> Result<Held, Problem> {
    let tables = table::open_all(&args.paths)?;
    let merge = Merge::new(&tables)?;
    let mut held = Held::default();
    let written = table::write(&args.output, tables[0].stamp(), |write| {
        for row in merge {
            let row = row?;
            held.add(&row);
            write(row)?;
        }
        Ok(())
    });
    written.map_err(|failure| match failure {
        Failure::Read(problem) => problem,
        Failure::Write(error) => unwritable(&args.output, &error),
    })?;
    Ok(held)
}

/// How merging ended before its end.
enum Failure {
    Read(Problem),
    Write(io::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Read(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    Problem::io(path.to_string_lossy(), "write the survey", error)
}

/// What a table holds.
#[derive(Default)]
struct Held {
    documents: usize,
    sources: usize,
    lines: usize,
    /// Lines in several documents.
    repeated: usize,
}

impl Held {
    fn add(&mut self, row: &Row) {
        match row.kind {
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
        format!(
            "{} holds {} of {}: {}, {} of them in several documents.",
            sanitise::line(&path.to_string_lossy()),
            counted(self.documents, "document"),
            counted(self.sources, "source"),
            counted(self.lines, "line"),
            self.repeated,
        )
    }
}
