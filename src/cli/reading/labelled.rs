//! Reads labelled texts, for the commands that measure with labels or learn from them.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::cli::args::{EvidenceArgs, InputArgs};
use crate::cli::config::Config;
use crate::cli::corpus::Corpus;
use crate::cli::messages::print_error;
use crate::cli::reading::survey;
use crate::cli::settings::{EvidenceSource, input, use_threads};
use crate::eval::{Gold, LabelledDocument};
use crate::rules::RuleSet;
use crate::run::engine::{Event, run};
use crate::text::Document;

/// Which texts are read, and how.
pub struct LabelledInput<'a> {
    /// The files of labels.
    pub golds: &'a [PathBuf],
    /// The texts.
    pub paths: &'a [PathBuf],
    /// How texts are read.
    pub input: &'a InputArgs,
    /// Which other documents rules compare a text with.
    pub evidence: &'a EvidenceArgs,
    /// Additional fields of records to read.
    pub fields: Vec<String>,
}

/// The results for labelled texts.
pub struct LabelledTexts<T> {
    /// One result per text, in the order of the texts.
    pub members: Vec<T>,
    /// Texts without labels.
    pub without_gold: usize,
    /// Rows of labels without a text.
    pub unmet: usize,
    /// Problems; all were printed.
    pub problems: usize,
}

/// Reads labels and texts, and calls `look` for each text with its row of labels, on any thread. Texts
/// that cannot be read or do not fit their labels are reported and left out.
///
/// # Errors
/// The labels cannot be read, or no text has labels.
pub fn labelled<T: Send>(
    request: LabelledInput,
    config: &Config,
    rules: &mut RuleSet,
    look: impl Fn(&RuleSet, &Document, &LabelledDocument) -> Result<T, Problem> + Sync,
) -> Result<LabelledTexts<T>, Problem> {
    use_threads(request.input.jobs);
    let (gold, problems) = Gold::read(request.golds)?;
    let mut reading = LabelledReader {
        members: Vec::new(),
        met: HashSet::new(),
        without_gold: 0,
        problems: 0,
    };
    problems.iter().for_each(|problem| reading.problem(problem));
    let (format, mut options) = input(request.input, config, rules)?;
    Arc::make_mut(&mut options.fields)
        .wanted
        .extend(request.fields);
    let evidence = EvidenceSource::new(request.evidence, config);
    let own: Vec<PathBuf> = evidence.path().map(Path::to_owned).into_iter().collect();
    let corpus = Corpus {
        paths: request.paths,
        format,
        options: &options,
        own: &own,
        changes: None,
    };
    survey::consult(rules, &corpus, &evidence, false)?;
    let rules = &*rules;
    let result = |document: &Document| -> TextResult<T> {
        let row = gold.rows.get(document.id.as_ref()?)?;
        Some(look(rules, document, row))
    };
    run(
        corpus.files(),
        &options,
        |_, parsed, _| -> Vec<TextResult<T>> {
            let documents = parsed.documents.iter();
            documents.map(|(document, _)| result(document)).collect()
        },
        |event| {
            reading.event(event);
            ControlFlow::Continue(())
        },
    );
    if reading.members.is_empty() {
        let why = match reading.met.is_empty() {
            true => "the labels name none of the texts",
            false => "no row of labels fits the text that it names",
        };
        return Err(Problem::new("--gold", format!("no document was measured: {why}")).help("ids must be the same in labels and texts; --id-field sets the field of the id; --format text reads files of unknown format"));
    }
    Ok(LabelledTexts {
        unmet: gold.rows.len() - reading.met.len(),
        members: reading.members,
        without_gold: reading.without_gold,
        problems: reading.problems,
    })
}

/// The result for a text; `None` if it has no labels.
type TextResult<T> = Option<Result<T, Problem>>;

/// Collects the results.
struct LabelledReader<T> {
    members: Vec<T>,
    /// The ids of the rows of labels that have a text.
    met: HashSet<String>,
    without_gold: usize,
    problems: usize,
}

impl<T> LabelledReader<T> {
    fn event(&mut self, event: Event<Vec<TextResult<T>>>) {
        match event {
            Event::Piece(_, parsed, results) => {
                parsed
                    .problems
                    .iter()
                    .for_each(|problem| self.problem(problem));
                let results = results.into_iter().flatten();
                for ((document, _), result) in parsed.documents.iter().zip(results) {
                    self.document(document, result);
                }
            }
            Event::Abandoned(problem) | Event::Problem(problem) => self.problem(&problem),
            Event::Begin(_) | Event::End | Event::Skipped => {}
        }
    }

    fn document(&mut self, document: &Document, result: TextResult<T>) {
        let Some(result) = result else {
            self.without_gold += 1;
            return;
        };
        let id = document.id.clone().unwrap_or_default();
        if !self.met.insert(id) {
            let message =
                "another document has the same id, but there is only one row of labels for both";
            self.problem(
                &Problem::new(document.display_name(), message).help(
                    "it was left out; name each document once, or process the files one by one",
                ),
            );
            return;
        }
        match result {
            Ok(member) => self.members.push(member),
            Err(problem) => self.problem(&problem),
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.problems += 1;
        print_error(problem);
    }
}
