//! Drives a run: reads files in order, judges documents in parallel, hands the results on in order.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::document::Document;
use crate::formats::{Content, Names, Origin, Piece};
use crate::problem::Problem;
use crate::report;
use crate::walk::{Found, InputFile};

/// A batch is judged once it holds so many bytes or so many pieces.
const BATCH_BYTES: usize = 8 << 20;
const BATCH_PIECES: usize = 4096;

/// The names of the fields of records, as the user gave them.
#[derive(Debug, Clone)]
pub struct Fields {
    pub text: String,
    pub id: String,
    pub language: Option<String>,
    /// The fields that scopes of rules ask for.
    pub wanted: Vec<String>,
}

/// What happens in a run, in the order of the input.
pub enum Event<V> {
    /// A file begins; its metadata as it was opened, `None` for standard input.
    Begin(InputFile, Option<Metadata>),
    /// A piece of it that holds a document, with the verdict on it.
    Judged(Piece, V),
    /// A piece without a document: empty, or bad.
    Other(Piece),
    /// The file was read to its end.
    End(InputFile),
    /// The file could not be read to its end.
    Abandoned(Problem),
    /// An input could not be read at all.
    Problem(Problem),
    /// A file that no format takes by its name was passed over.
    Skipped,
}

/// Runs over the input: `judge` sees each document, and the bytes of its piece, on any thread;
/// `handle` sees all events in order on this one and may end the run.
pub fn run<V: Send>(
    input: impl Iterator<Item = Found>,
    fields: &Fields,
    judge: impl Fn(&Document, &Origin, &[u8]) -> V + Sync,
    mut handle: impl FnMut(Event<V>) -> ControlFlow<()>,
) {
    let mut batch = Batch::default();
    let mut steps = input.flat_map(|found| steps(found, fields));
    loop {
        let step = steps.next();
        let is_last = step.is_none();
        batch.extend(step);
        if (is_last || batch.is_full()) && batch.deliver(&judge, &mut handle).is_break() {
            return;
        }
        if is_last {
            return;
        }
    }
}

/// What reading comes upon, before documents are judged.
enum Step {
    Piece(Piece),
    Begin(InputFile, Option<Metadata>),
    End(InputFile),
    Abandoned(Problem),
    Problem(Problem),
    Skipped,
}

/// Reads what a walk found, to its end, piece by piece.
fn steps(found: Found, fields: &Fields) -> Box<dyn Iterator<Item = Step>> {
    let file = match found {
        Found::Problem(problem) => return Box::new(std::iter::once(Step::Problem(problem))),
        Found::Skipped => return Box::new(std::iter::once(Step::Skipped)),
        Found::File(file) => file,
    };
    let (input, metadata) = match open(&file) {
        Ok(opened) => opened,
        Err(error) => {
            let problem = Problem::io(&file.shown, "open", &error);
            return Box::new(std::iter::once(Step::Problem(problem)));
        }
    };
    let names = Names {
        path: file.shown.clone(),
        file_name: file.file_name(),
        text_field: fields.text.clone(),
        id_field: fields.id.clone(),
        language_field: fields.language.clone(),
        wanted: fields.wanted.clone(),
    };
    let mut reader = Some(file.format.open(input, names));
    let begin = Step::Begin(file.clone(), metadata);
    let rest = std::iter::from_fn(move || {
        let step = match reader.as_mut()?.next() {
            Ok(Some(piece)) => return Some(Step::Piece(piece)),
            Ok(None) => Step::End(file.clone()),
            Err(error) => Step::Abandoned(Problem::io(&file.shown, "read", &error)),
        };
        reader = None;
        Some(step)
    });
    Box::new(std::iter::once(begin).chain(rest))
}

type Opened = (Box<dyn BufRead + Send>, Option<Metadata>);

fn open(file: &InputFile) -> io::Result<Opened> {
    let Some(path) = &file.path else {
        return Ok((Box::new(BufReader::new(io::stdin())), None));
    };
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    Ok((
        Box::new(BufReader::with_capacity(1 << 16, file)),
        Some(metadata),
    ))
}

#[derive(Default)]
struct Batch {
    steps: Vec<Step>,
    bytes: usize,
}

impl Batch {
    fn extend(&mut self, step: Option<Step>) {
        if let Some(Step::Piece(piece)) = &step {
            self.bytes += piece.bytes.len();
        }
        self.steps.extend(step);
    }

    fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.steps.len() >= BATCH_PIECES
    }

    /// Judges all documents of the batch in parallel, then hands the events on in their order.
    fn deliver<V: Send>(
        &mut self,
        judge: &(impl Fn(&Document, &Origin, &[u8]) -> V + Sync),
        handle: &mut impl FnMut(Event<V>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.bytes = 0;
        let steps = std::mem::take(&mut self.steps);
        let events: Vec<Event<V>> = steps
            .into_par_iter()
            .map(|step| event(step, judge))
            .collect();
        events.into_iter().try_for_each(handle)
    }
}

fn event<V>(step: Step, judge: &(impl Fn(&Document, &Origin, &[u8]) -> V + Sync)) -> Event<V> {
    match step {
        Step::Piece(piece) => judged(piece, judge),
        Step::Begin(file, metadata) => Event::Begin(file, metadata),
        Step::End(file) => Event::End(file),
        Step::Abandoned(problem) => Event::Abandoned(problem),
        Step::Problem(problem) => Event::Problem(problem),
        Step::Skipped => Event::Skipped,
    }
}

/// Judges a piece. A fault of the program costs that document's verdict, not the run.
fn judged<V>(
    mut piece: Piece,
    judge: &(impl Fn(&Document, &Origin, &[u8]) -> V + Sync),
) -> Event<V> {
    let Content::Document(document, origin) = &piece.content else {
        return Event::Other(piece);
    };
    match catch_unwind(AssertUnwindSafe(|| judge(document, origin, &piece.bytes))) {
        Ok(verdict) => Event::Judged(piece, verdict),
        Err(_) => {
            let problem = Problem::new(
                report::name(document),
                "the program failed on this document",
            )
            .help(
                "it was left as it was; please report this with the document, if you may share it",
            );
            piece.content = Content::Bad(problem);
            Event::Other(piece)
        }
    }
}
