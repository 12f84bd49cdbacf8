//! The queue of batches that were read and whose events were not handled yet. Worker threads check
//! them; their events come out in the order of the input.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::run::engine::batch::Batch;
use crate::run::engine::event::Event;

/// The number of bytes per thread that are read ahead. It is large enough that no thread runs out of work.
const BYTES: usize = 1 << 20;
/// The least number of batches that are read ahead, even if records are large.
const LEAST: usize = 2;

/// The batches that were read ahead.
pub struct ReadAhead<V> {
    /// The batches that no thread has started to check.
    jobs: (Sender<BatchJob<V>>, Receiver<BatchJob<V>>),
    /// All batches in the queue, in the order of the input.
    pending: VecDeque<PendingBatch<V>>,
    /// The size of all batches in the queue, in bytes.
    bytes: usize,
    /// No more is read once the queue has this size, in bytes.
    enough: usize,
}

impl<V> ReadAhead<V> {
    /// An empty queue for this number of threads.
    pub fn new(threads: usize) -> Self {
        Self {
            jobs: unbounded(),
            pending: VecDeque::new(),
            bytes: 0,
            enough: BYTES * threads,
        }
    }

    /// The channel from which worker threads take batches.
    pub fn jobs(&self) -> Receiver<BatchJob<V>> {
        self.jobs.1.clone()
    }

    /// Whether more may be read.
    pub fn has_room(&self) -> bool {
        self.pending.len() < LEAST || self.bytes < self.enough
    }

    /// Whether the next batch in the order of the input has been checked.
    pub fn is_next_checked(&self) -> bool {
        let next = self.pending.front();
        next.is_some_and(|next| !next.events.is_empty())
    }

    /// Adds a batch at the end of the queue.
    pub fn add(&mut self, batch: Batch) {
        let (hand_on, events) = bounded(1);
        let bytes = batch.bytes;
        self.bytes += bytes;
        self.pending.push_back(PendingBatch { bytes, events });
        let added = self.jobs.0.send(BatchJob { batch, hand_on });
        assert!(added.is_ok(), "one end of the queue is held here");
    }

    /// Waits until the next batch has been checked, and returns its events. While it waits, this thread
    /// checks other batches. Returns `None` if the queue is empty, or if the check of the batch panicked;
    /// the scope of the thread then passes the panic on.
    pub fn next(&mut self, check: impl Fn(Batch) -> Vec<Event<V>>) -> Option<Vec<Event<V>>> {
        let next = self.pending.pop_front()?;
        self.bytes -= next.bytes;
        while next.events.is_empty()
            && let Ok(job) = self.jobs.1.try_recv()
        {
            job.run(&check);
        }
        next.events.recv().ok()
    }
}

impl<V> Drop for ReadAhead<V> {
    /// When a run is ended, the batches that still wait are not checked.
    fn drop(&mut self) {
        self.jobs.1.try_iter().for_each(drop);
    }
}

/// A batch to check, and the channel to which its events go.
pub struct BatchJob<V> {
    batch: Batch,
    hand_on: Sender<Vec<Event<V>>>,
}

impl<V> BatchJob<V> {
    /// Checks the batch and sends its events.
    pub fn run(self, check: impl Fn(Batch) -> Vec<Event<V>>) {
        // If the run was ended, nobody receives the events.
        _ = self.hand_on.send(check(self.batch));
    }
}

/// A batch in the queue: its size in bytes, and the channel from which its events come.
struct PendingBatch<V> {
    bytes: usize,
    events: Receiver<Vec<Event<V>>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(bytes: usize) -> Batch {
        let mut batch = Batch::default();
        batch.bytes = bytes;
        batch
    }

    #[test]
    fn there_is_room_up_to_the_limit_in_bytes_and_for_at_least_two_batches() {
        let mut ahead = ReadAhead::<()>::new(2);
        let fill = |ahead: &mut ReadAhead<()>, bytes| {
            let mut added = 0;
            while ahead.has_room() {
                ahead.add(batch(bytes));
                added += 1;
            }
            added
        };
        assert_eq!(fill(&mut ahead, BYTES / 4), 8);
        for _ in 0..3 {
            assert!(ahead.next(|_| Vec::new()).is_some());
        }
        assert_eq!(fill(&mut ahead, BYTES / 4), 3);
        while ahead.next(|_| Vec::new()).is_some() {}
        assert_eq!(fill(&mut ahead, 9 * BYTES), 2);
    }

    #[test]
    fn a_waiting_batch_is_checked_by_any_thread_that_takes_it() {
        let mut ahead = ReadAhead::<()>::new(1);
        ahead.add(batch(1));
        ahead.add(batch(2));
        assert!(!ahead.is_next_checked());
        ahead.jobs().recv().unwrap().run(|_| vec![Event::End]);
        assert!(ahead.is_next_checked());
        let events =
            |ahead: &mut ReadAhead<()>| ahead.next(|_| Vec::new()).map(|events| events.len());
        assert_eq!(events(&mut ahead), Some(1));
        assert_eq!(events(&mut ahead), Some(0));
        assert_eq!(events(&mut ahead), None);
    }

    #[test]
    fn waiting_batches_are_dropped_with_the_run() {
        let mut ahead = ReadAhead::<()>::new(1);
        let jobs = ahead.jobs();
        ahead.add(batch(1));
        drop(ahead);
        assert!(jobs.is_empty());
    }
}
