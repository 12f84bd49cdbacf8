//! Batches of steps. One thread checks all documents of a batch.

use crate::io::formats::{Parsed, Piece};
use crate::rules::timings::Timings;
use crate::run::engine::event::{Event, OpenFile};
use crate::run::engine::step::{Step, event};

/// The size of a full batch, in bytes.
const BATCH: usize = 256 << 10;
/// A batch is also full when its size is the size of everything read before it, divided by this number.
/// So the first batches are small, and a small input is shared between the threads too.
const PART: usize = 16;
/// The size that each step adds to a batch besides the bytes of its piece, in bytes.
const STEP: usize = 1 << 10;

/// Steps that one thread handles together.
#[derive(Default)]
pub struct Batch {
    steps: Vec<Step>,
    /// The size of the batch in bytes: see [`STEP`].
    pub bytes: usize,
}

/// Makes a function that reads the next batch, or returns `None` at the end of the input. Batches grow
/// until they have the full size.
pub fn batches(mut next: impl FnMut() -> Option<Step>) -> impl FnMut() -> Option<Batch> {
    let mut read = 0;
    move || {
        let batch = Batch::read(&mut next, BATCH.min(read / PART));
        read += batch.bytes;
        (!batch.steps.is_empty()).then_some(batch)
    }
}

impl Batch {
    /// Reads steps until the batch has `full` bytes. It reads at least one step, if there is one.
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

    /// Checks all documents of the batch. The events are in the order of the steps.
    pub fn check<V>(
        self,
        check: &(impl Fn(&Piece, &Parsed, &OpenFile) -> V + Sync),
        timings: &Timings,
    ) -> Vec<Event<V>> {
        let steps = self.steps.into_iter();
        steps.map(|step| event(step, check, timings)).collect()
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
