//! Batches of what was read, each of which one thread judges.

use crate::io::formats::{Parsed, Piece};
use crate::rules::timings::Timings;
use crate::run::engine::event::{Event, OpenFile};
use crate::run::engine::step::{Step, event};

/// A batch is full with so many bytes.
const BATCH: usize = 256 << 10;
/// Or with this part of what was read before it, so that a few documents are shared out as well.
const PART: usize = 16;
/// What a step counts for beside the bytes of its piece.
const STEP: usize = 1 << 10;

/// Steps that are judged together.
#[derive(Default)]
pub struct Batch {
    steps: Vec<Step>,
    /// What they count for.
    pub bytes: usize,
}

/// What reads a batch, or nothing at the end of the input. Batches grow until they are full.
pub fn batches(mut next: impl FnMut() -> Option<Step>) -> impl FnMut() -> Option<Batch> {
    let mut read = 0;
    move || {
        let batch = Batch::read(&mut next, BATCH.min(read / PART));
        read += batch.bytes;
        (!batch.steps.is_empty()).then_some(batch)
    }
}

impl Batch {
    /// Reads steps until they have so many bytes: one at least, unless there are no more.
    fn read(mut next: impl FnMut() -> Option<Step>, full: usize) -> Self {
        let mut batch = Self::default();
        while batch.steps.is_empty() || batch.bytes < full {
            let Some(step) = next() else { break };
            batch.bytes += STEP;
            if let Step::Piece(piece, _) = &step {
                batch.bytes += piece.bytes.len();
            }
            batch.steps.push(step);
        }
        batch
    }

    /// WorkerPool all its documents; the events are in the order of the steps.
    pub fn judge<V>(
        self,
        judge: &(impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync),
        timings: &Timings,
    ) -> Vec<Event<V>> {
        let steps = self.steps.into_iter();
        steps.map(|step| event(step, judge, timings)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_until_they_are_full() {
        let mut steps = std::iter::repeat_with(|| Step::Skipped).take(20_000);
        let mut read = batches(|| steps.next());
        let sizes: Vec<usize> =
            std::iter::from_fn(|| read().map(|batch| batch.steps.len())).collect();
        assert_eq!(sizes[..=PART], [1; PART + 1]);
        assert!(sizes[..sizes.len() - 1].is_sorted());
        assert_eq!(sizes.iter().max(), Some(&(BATCH / STEP)));
        assert_eq!(sizes.iter().sum::<usize>(), 20_000);
    }
}
