//! Drives a run: reads files in order, judges documents in parallel, hands the results on in order.

mod batch;
mod event;
mod read_ahead;
mod step;
mod worker_pool;

use std::ops::ControlFlow;

use self::batch::{Batch, batches};
use self::read_ahead::ReadAhead;
use self::step::steps;
use self::worker_pool::WorkerPool;
use crate::io::formats::{Found, Parsed, Piece, ReadOptions};
use crate::rules::timings::Phase;

pub use event::{Event, OpenFile};

/// Runs over the input: `judge` sees the documents of each piece that holds any, and the file, on any
/// thread; `handle` sees all events in order on this one and may end the run. This thread judges too,
/// where it has nothing else to do: no more threads judge than the user asked for.
pub fn run<V: Send>(
    input: impl Iterator<Item = Found>,
    options: &ReadOptions,
    judge: impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync,
    mut handle: impl FnMut(Event<V>) -> ControlFlow<()>,
) {
    let timings = &options.timings;
    let mut steps = input.flat_map(|found| steps(found, options)).fuse();
    let mut read = batches(|| timings.phase(Phase::Read, || steps.next()));
    let judge = |batch: Batch| batch.judge(&judge, timings);
    let threads = rayon::current_num_threads();
    let mut ahead = ReadAhead::new(threads);
    let judges = WorkerPool::new(ahead.jobs(), threads - 1);
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
