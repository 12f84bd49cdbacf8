//! Drives a run: reads files in order, judges documents in parallel, hands the results on in order.

use std::collections::VecDeque;
use std::fs::Metadata;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use crate::formats::{self, Format, Holds, Layers, Opened, Options, Parsed, Parser, Piece};
use crate::problem::Problem;
use crate::report;
use crate::timings::{Phase, Timings};
use crate::walk::{Found, InputFile};

/// A batch, which one thread judges, is full with so many bytes.
const BATCH: usize = 256 << 10;
/// Or with this part of what was read before it, so that a few documents are shared out as well.
const PART: usize = 16;
/// What a step counts for beside the bytes of its piece.
const STEP: usize = 1 << 10;

/// So many bytes for each thread are judged while a batch is handed on: enough that none waits for another.
const AHEAD: usize = 1 << 20;
/// And so many batches at least, where records are large.
const LEAST_AHEAD: usize = 2;

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
    let mut bytes_read = 0;
    let mut read = || {
        let next = || timings.phase(Phase::Read, || steps.next());
        let batch = Batch::read(next, BATCH.min(bytes_read / PART))?;
        bytes_read += batch.bytes;
        Some(batch)
    };
    let judge = &judge;
    let enough = AHEAD * rayon::current_num_threads();
    rayon::in_place_scope(|scope| {
        let mut ahead: VecDeque<Judging<V>> = VecDeque::new();
        loop {
            while ahead.len() < LEAST_AHEAD || bytes_of(&ahead) < enough {
                let Some(batch) = read() else { break };
                let (hand_on, events) = mpsc::channel();
                let bytes = batch.bytes;
                ahead.push_back(Judging { bytes, events });
                scope.spawn(move |_| _ = hand_on.send(batch.judge(judge, timings)));
            }
            // Events that never come were cut short by a panic, which the scope passes on.
            let next = ahead.pop_front().map(|batch| batch.events.recv());
            let Some(Ok(events)) = next else { break };
            let mut events = events.into_iter();
            let flow = timings.phase(Phase::Write, || events.try_for_each(&mut handle));
            if flow.is_break() {
                break;
            }
        }
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

/// A batch that is being judged.
struct Judging<V> {
    bytes: usize,
    /// Where its events come, all at once.
    events: Receiver<Vec<Event<V>>>,
}

fn bytes_of<V>(ahead: &VecDeque<Judging<V>>) -> usize {
    ahead.iter().map(|batch| batch.bytes).sum()
}

impl Batch {
    /// Reads steps, one at least, until they have so many bytes; `None` where there are no more.
    fn read(mut next: impl FnMut() -> Option<Step>, full: usize) -> Option<Self> {
        let mut batch = Self::default();
        loop {
            let Some(step) = next() else { break };
            batch.bytes += STEP;
            if let Step::Piece(piece, _) = &step {
                batch.bytes += piece.bytes.len();
            }
            batch.steps.push(step);
            if batch.bytes >= full {
                break;
            }
        }
        (!batch.steps.is_empty()).then_some(batch)
    }

    /// Judges all its documents; the events are in the order of the steps.
    fn judge<V: Send>(
        self,
        judge: &(impl Fn(&Piece, &Parsed, &dyn Parser) -> V + Sync),
        timings: &Timings,
    ) -> Vec<Event<V>> {
        let steps = self.steps.into_iter();
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
