//! Drives a run: reads files in order, judges documents in parallel, hands the results on in order.

mod ahead;
mod batch;
mod judges;
mod step;

use std::fs::Metadata;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::io::formats::{Format, Layers, Options, Parsed, Parser, Piece};
use crate::io::formats::{Found, InputFile};
use crate::rules::timings::Phase;
use crate::run::engine::ahead::Ahead;
use crate::run::engine::batch::{Batch, batches};
use crate::run::engine::judges::Judges;
use crate::run::engine::step::steps;

/// A file of which reading began.
pub struct Begun {
    pub file: InputFile,
    /// As it was when opened; `None` for standard input.
    pub metadata: Option<Metadata>,
    pub format: &'static Format,
    pub layers: Layers,
    pub parser: Arc<dyn Parser>,
}

/// What happens in a run, in the order of the input.
pub enum Event<V> {
    Begin(Arc<Begun>),
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

/// Runs over the input: `judge` sees the documents of each piece that holds any, and the file, on any
/// thread; `handle` sees all events in order on this one and may end the run. This thread judges too,
/// where it has nothing else to do: no more threads judge than the user asked for.
pub fn run<V: Send>(
    input: impl Iterator<Item = Found>,
    options: &Options,
    judge: impl Fn(&Piece, &Parsed, &Begun) -> V + Sync,
    mut handle: impl FnMut(Event<V>) -> ControlFlow<()>,
) {
    let timings = &options.timings;
    let mut steps = input.flat_map(|found| steps(found, options)).fuse();
    let mut read = batches(|| timings.phase(Phase::Read, || steps.next()));
    let judge = |batch: Batch| batch.judge(&judge, timings);
    let threads = rayon::current_num_threads();
    let mut ahead = Ahead::new(threads);
    let judges = Judges::new(ahead.jobs(), threads - 1);
    rayon::in_place_scope(|scope| {
        loop {
            while ahead.has_room()
                && let Some(batch) = read()
            {
                ahead.add(batch);
                judges.call(scope, judge);
                if ahead.is_next_judged() {
                    // Whoever writes slowly wants to see it before more is read.
                    break;
                }
            }
            let Some(events) = ahead.next(judge) else {
                break;
            };
            let mut events = events.into_iter();
            let flow = timings.phase(Phase::Write, || events.try_for_each(&mut handle));
            if flow.is_break() {
                break;
            }
        }
        drop(ahead);
    });
}

#[cfg(test)]
mod tests;
