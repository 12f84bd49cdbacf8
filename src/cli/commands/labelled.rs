//! Reads the texts that gold names, for the commands that measure by labels or learn from them.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::cli::args::{EvidenceArgs, InputArgs};
use crate::cli::commands::survey;
use crate::cli::config::Config;
use crate::cli::messages::print_error;
use crate::cli::settings::{Corpus, Evidence, input, use_threads};
use crate::eval::{Gold, LabelledDocument};
use crate::rules::RuleSet;
use crate::run::engine::{Event, run};
use crate::text::Document;

/// Which texts are labelled, and how they are read.
pub struct Asked<'a> {
    pub golds: &'a [PathBuf],
    pub paths: &'a [PathBuf],
    pub input: &'a InputArgs,
    pub evidence: &'a EvidenceArgs,
    /// Fields of records that are to be read.
    pub fields: Vec<String>,
}

/// What was made of labelled texts.
pub struct Labelled<T> {
    /// In the order of the texts.
    pub members: Vec<T>,
    pub without_gold: usize,
    /// Rows of gold that met no text.
    pub unmet: usize,
    /// How much went wrong; all of it was told.
    pub problems: usize,
}

/// Reads gold and texts, and looks at each text with its row, on any thread. What cannot be read or
/// does not fit is told and left out.
///
/// # Errors
/// Gold that cannot be read; no text that it names.
pub fn labelled<T: Send>(
    asked: Asked,
    config: &Config,
    rules: &mut RuleSet,
    look: impl Fn(&RuleSet, &Document, &LabelledDocument) -> Result<T, Problem> + Sync,
) -> Result<Labelled<T>, Problem> {
    use_threads(asked.input.jobs);
    let (gold, problems) = Gold::read(asked.golds)?;
    let mut reading = Reading {
        members: Vec::new(),
        met: HashSet::new(),
        without_gold: 0,
        problems: 0,
    };
    problems.iter().for_each(|problem| reading.problem(problem));
    let (format, mut options) = input(asked.input, config, rules)?;
    Arc::make_mut(&mut options.fields)
        .wanted
        .extend(asked.fields);
    let evidence = Evidence::new(asked.evidence, config);
    let own: Vec<PathBuf> = evidence.path().map(Path::to_owned).into_iter().collect();
    let corpus = Corpus {
        paths: asked.paths,
        format,
        options: &options,
        own: &own,
        changes: None,
    };
    survey::consult(rules, &corpus, &evidence, false)?;
    let rules = &*rules;
    let seen = |document: &Document| -> Seen<T> {
        let row = gold.rows.get(document.id.as_ref()?)?;
        Some(look(rules, document, row))
    };
    run(
        corpus.files(),
        &options,
        |_, parsed, _| -> Vec<Seen<T>> {
            let documents = parsed.documents.iter();
            documents.map(|(document, _)| seen(document)).collect()
        },
        |event| {
            reading.event(event);
            ControlFlow::Continue(())
        },
    );
    if reading.members.is_empty() {
        let why = match reading.met.is_empty() {
            true => "gold names none of the texts",
            false => "no row of gold fits the text that it names",
        };
        return Err(Problem::new("--gold", format!("no document was judged: {why}")).help("ids must be the same in gold and texts, --id-field names the field that holds them; --format text takes files whose names tell no format"));
    }
    Ok(Labelled {
        unmet: gold.rows.len() - reading.met.len(),
        members: reading.members,
        without_gold: reading.without_gold,
        problems: reading.problems,
    })
}

/// What was made of a document; `None` where gold says nothing of it.
type Seen<T> = Option<Result<T, Problem>>;

/// What was read so far.
struct Reading<T> {
    members: Vec<T>,
    /// The ids of the rows of gold that met a document.
    met: HashSet<String>,
    without_gold: usize,
    problems: usize,
}

impl<T> Reading<T> {
    fn event(&mut self, event: Event<Vec<Seen<T>>>) {
        match event {
            Event::Piece(_, parsed, seen) => {
                parsed
                    .problems
                    .iter()
                    .for_each(|problem| self.problem(problem));
                for ((document, _), seen) in parsed.documents.iter().zip(seen.into_iter().flatten())
                {
                    self.document(document, seen);
                }
            }
            Event::Abandoned(problem) | Event::Problem(problem) => self.problem(&problem),
            Event::Begin(_) | Event::End | Event::Skipped => {}
        }
    }

    fn document(&mut self, document: &Document, seen: Seen<T>) {
        let Some(seen) = seen else {
            self.without_gold += 1;
            return;
        };
        let id = document.id.clone().unwrap_or_default();
        if !self.met.insert(id) {
            let message = "another document had this id, and gold has one row for both";
            self.problem(
                &Problem::new(document.display_name(), message).help(
                    "it was left out; name each document once, or judge the files one by one",
                ),
            );
            return;
        }
        match seen {
            Ok(member) => self.members.push(member),
            Err(problem) => self.problem(&problem),
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.problems += 1;
        print_error(problem);
    }
}
