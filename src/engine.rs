//! Drives a run: reads files in order, judges documents in parallel, hands the results on in order.

use std::fs::Metadata;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::formats::{self, Format, Holds, Layers, Opened, Options, Parsed, Parser, Piece};
use crate::problem::Problem;
use crate::report;
use crate::timings::{Phase, Timings};
use crate::walk::{Found, InputFile};

/// A batch holds so many bytes or so many pieces; three are at hand at a time.
const BATCH_BYTES: usize = 4 << 20;
const BATCH_PIECES: usize = 2048;

/// A file of which reading began.
pub struct Begun {
    pub file: InputFile,
    /// As it was when opened; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
}

/// What happens in a run, in the order of the input.
pub enum Event<V> {
    Begin(Begun),
    /// A piece of the file, what was found to stand in it, and the verdict where that are documents.
    Piece(Piece, Parsed, Option<V>),
    /// The file was read to its end.
    End,
    /// The file could not be read to its end.
    Abandoned(Problem),
    /// An input could not be read at all.
    Problem(Problem),
    /// A file whose format nothing tells was passed over.
    Skipped,
}

/// Runs over the input: `judge` sees the documents of each piece that holds any, on any thread;
/// `handle` sees all events in order on this one and may end the run.
pub fn run<V: Send>(
    input: impl Iterator<Item = Found>,
    options: &Options,
    judge: impl Fn(&Piece, &Parsed, &dyn Parser) -> V + Sync,
    mut handle: impl FnMut(Event<V>) -> ControlFlow<()>,
) {
    let timings = &options.timings;
    let mut steps = input.flat_map(|found| steps(found, options)).fuse();
    let mut read = || Batch::read(|| timings.phase(Phase::Read, || steps.next()));
    let mut batch = read();
    let mut events = Vec::new();
    while !batch.steps.is_empty() {
        // While a batch is judged, the one before is handed on and the next is read.
        let (mut judged, mut flow) = (Vec::new(), ControlFlow::Continue(()));
        let (present, before) = (batch, events);
        batch = rayon::in_place_scope(|scope| {
            scope.spawn(|_| judged = present.judge(&judge, timings));
            flow = timings.phase(Phase::Write, || {
                before.into_iter().try_for_each(&mut handle)
            });
            match flow {
                ControlFlow::Continue(()) => read(),
                ControlFlow::Break(()) => Batch::default(),
            }
        });
        if flow.is_break() {
            return;
        }
        events = judged;
    }
    _ = timings.phase(Phase::Write, || {
        events.into_iter().try_for_each(&mut handle)
    });
}

/// What reading comes upon, before documents are judged.
enum Step {
    Piece(Piece, Arc<dyn Parser>),
    Begin(Begun),
    End,
    Abandoned(Problem),
    Problem(Problem),
    Skipped,
}

/// Reads what a walk found, to its end, piece by piece.
fn steps(found: Found, options: &Options) -> Box<dyn Iterator<Item = Step>> {
    let once = |step| Box::new(std::iter::once(step));
    let file = match found {
        Found::Problem(problem) => return once(Step::Problem(problem)),
        Found::File(file) => file,
    };
    let opened = match formats::open(&file, options) {
        Err(problem) => return once(Step::Problem(problem)),
        Ok(None) => return once(Step::Skipped),
        Ok(Some(opened)) => opened,
    };
    let Opened {
        metadata,
        format,
        layers,
        reader,
        parser,
    } = opened;
    let shown = file.shown.clone();
    let rows = file.rows.clone();
    let begin = Step::Begin(Begun {
        file,
        metadata,
        format,
        layers,
    });
    let mut reader = Some(reader);
    let rest = std::iter::from_fn(move || {
        let step = match reader.as_mut()?.next() {
            Ok(Some(mut piece)) => {
                // What did not change passes through as it is.
                if rows.as_ref().is_some_and(|rows| !rows.contain(piece.line)) {
                    piece.holds = Holds::Nothing;
                }
                return Some(Step::Piece(piece, Arc::clone(&parser)));
            }
            Ok(None) => Step::End,
            Err(error) => Step::Abandoned(Problem::io(&shown, "read", &error)),
        };
        reader = None;
        Some(step)
    });
    Box::new(std::iter::once(begin).chain(rest))
}

#[derive(Default)]
struct Batch {
    steps: Vec<Step>,
    bytes: usize,
}

impl Batch {
    /// Reads until it is full, or there is no more.
    fn read(mut next: impl FnMut() -> Option<Step>) -> Self {
        let mut batch = Self::default();
        while batch.bytes < BATCH_BYTES && batch.steps.len() < BATCH_PIECES {
            let Some(step) = next() else { break };
            if let Step::Piece(piece, _) = &step {
                batch.bytes += piece.bytes.len();
            }
            batch.steps.push(step);
        }
        batch
    }

    /// Judges all its documents in parallel; the events are in the order of the steps.
    fn judge<V: Send>(
        self,
        judge: &(impl Fn(&Piece, &Parsed, &dyn Parser) -> V + Sync),
        timings: &Timings,
    ) -> Vec<Event<V>> {
        let steps = self.steps.into_par_iter();
        steps.map(|step| event(step, judge, timings)).collect()
    }
}

fn event<V>(
    step: Step,
    judge: &(impl Fn(&Piece, &Parsed, &dyn Parser) -> V + Sync),
    timings: &Timings,
) -> Event<V> {
    match step {
        Step::Piece(piece, parser) => judged(piece, &*parser, judge, timings),
        Step::Begin(begun) => Event::Begin(begun),
        Step::End => Event::End,
        Step::Abandoned(problem) => Event::Abandoned(problem),
        Step::Problem(problem) => Event::Problem(problem),
        Step::Skipped => Event::Skipped,
    }
}

/// Judges a piece. A fault of the program costs that piece's verdict, not the run.
fn judged<V>(
    mut piece: Piece,
    parser: &dyn Parser,
    judge: &(impl Fn(&Piece, &Parsed, &dyn Parser) -> V + Sync),
    timings: &Timings,
) -> Event<V> {
    let parsed = match std::mem::take(&mut piece.holds) {
        Holds::Nothing => Parsed::default(),
        Holds::Bad(problem) => (*problem).into(),
        Holds::Record(record) => {
            piece.holds = Holds::Record(record);
            timings.phase(Phase::Parse, || parser.parse(&piece))
        }
    };
    let Some((first, _)) = parsed.documents.first() else {
        return Event::Piece(piece, parsed, None);
    };
    match catch_unwind(AssertUnwindSafe(|| judge(&piece, &parsed, parser))) {
        Ok(verdict) => Event::Piece(piece, parsed, Some(verdict)),
        Err(_) => {
            let problem = Problem::new(report::name(first), "the program failed on this document")
                .help(
                    "it was left as it was; please report this with the document, if you may share it",
                );
            Event::Piece(piece, problem.into(), None)
        }
    }
}
