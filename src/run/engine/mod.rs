//! The engine of a run: it reads files in order, checks documents in parallel, and returns the results
//! in the order of the input.

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

/// Runs over the input.
///
/// `check` gets each piece that holds documents. It may run on any thread. `handle` gets all events in
/// order, on the calling thread, and may end the run. The calling thread also checks documents when it
/// has nothing else to do. So the number of threads is the number that the user chose.
pub fn run<V: Send>(
    input: impl Iterator<Item = Found>,
    options: &ReadOptions,
    check: impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync,
    mut handle: impl FnMut(Event<V>) -> ControlFlow<()>,
) {
    let timings = &options.timings;
    let mut steps = input.flat_map(|found| steps(found, options)).fuse();
    let mut read = batches(|| timings.phase(Phase::Read, || steps.next()));
    let check = |batch: Batch| batch.check(&check, timings);
    let threads = rayon::current_num_threads();
    let mut ahead = ReadAhead::new(threads);
    let workers = WorkerPool::new(ahead.jobs(), threads - 1);
    rayon::in_place_scope(|scope| {
        loop {
            while ahead.has_room()
                && let Some(batch) = read()
            {
                ahead.add(batch);
                workers.call(scope, check);
                if ahead.is_next_checked() {
                    // The input may arrive slowly. The user then wants this result before more is read.
                    break;
                }
            }
            let Some(events) = ahead.next(check) else {
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
