//! The first pass over a corpus: counts in how many documents each line stands.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use super::progress::Progress;
use crate::engine::{Event, run};
use crate::problem::Problem;
use crate::report::counted;
use crate::rule::RuleSet;
use crate::sanitise;
use crate::settings::Corpus;
use crate::survey::{Count, Sketch, Survey};
use crate::walk::walk;

/// Lets rules consult a survey of the corpus, where one of them asks for it and it can be read twice.
///
/// # Errors
/// When what does not fit into memory cannot be kept in temporary files.
pub fn consult(rules: &mut RuleSet, corpus: &Corpus, progress: bool) -> Result<(), Problem> {
    if rules.needs_survey() && corpus.can_be_read_again() {
        rules.consult(Some(survey(corpus, Progress::new(corpus, progress))?));
    }
    Ok(())
}

/// Surveys a corpus. What cannot be read is passed over; the pass that judges names it.
fn survey(corpus: &Corpus, mut progress: Progress) -> Result<Survey, Problem> {
    let mut count = Count::default();
    let mut documents = 0;
    let mut added = Ok(());
    run(
        walk(corpus.paths, corpus.format, None),
        corpus.options,
        |_, parsed, _| {
            let documents = parsed.documents.iter();
            let sketches = documents.map(|(document, _)| Sketch::of(document));
            sketches.collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(_, _, Some(sketches)) = event {
                documents += sketches.len();
                added = sketches.iter().try_for_each(|sketch| count.add(sketch));
            }
            progress.tick(|| format!("surveying: {}", counted(documents, "document")));
            match added {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        },
    );
    corpus.options.bytes_read.store(0, Ordering::Relaxed);
    progress.finish();
    let concluded = added.and_then(|()| count.conclude());
    let survey = concluded.map_err(|error| failed(&error))?;
    if survey.least > 2 {
        let least = survey.least;
        eprintln!(
            "Lines in fewer than {least} documents were left out of the survey: too many stand in several."
        );
    }
    Ok(survey)
}

/// Why there is no survey.
pub fn failed(error: &io::Error) -> Problem {
    let folder = std::env::temp_dir();
    let folder = sanitise::line(&folder.to_string_lossy());
    Problem::io(folder, "keep the survey of the corpus", error)
        .help("make room there, name another folder in TMPDIR, or judge each document alone with --no-survey")
}
