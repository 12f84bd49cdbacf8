//! Batches that were read and not handed on yet, in order: threads judge them as they come to it.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::run::engine::batch::Batch;
use crate::run::engine::event::Event;

/// So many bytes for each thread are ahead while a batch is handed on: enough that none goes without.
const BYTES: usize = 1 << 20;
/// And so many batches at least, where records are large.
const LEAST: usize = 2;

/// The batches ahead of what was handed on.
pub struct ReadAhead<V> {
    /// What no thread began to judge.
    jobs: (Sender<BatchJob<V>>, Receiver<BatchJob<V>>),
    /// All of them, the next to be handed on first.
    judging: VecDeque<PendingBatch<V>>,
    /// What they count for.
    bytes: usize,
    enough: usize,
}

impl<V> ReadAhead<V> {
    /// None yet, to be judged by so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            jobs: unbounded(),
            judging: VecDeque::new(),
            bytes: 0,
            enough: BYTES * threads,
        }
    }

    /// What threads take the batches from that wait to be judged.
    pub fn jobs(&self) -> Receiver<BatchJob<V>> {
        self.jobs.1.clone()
    }

    /// Whether there may be more of them.
    pub fn has_room(&self) -> bool {
        self.judging.len() < LEAST || self.bytes < self.enough
    }

    /// Whether the next to be handed on is judged.
    pub fn is_next_judged(&self) -> bool {
        let next = self.judging.front();
        next.is_some_and(|next| !next.events.is_empty())
    }

    pub fn add(&mut self, batch: Batch) {
        let (hand_on, events) = bounded(1);
        let bytes = batch.bytes;
        self.bytes += bytes;
        self.judging.push_back(PendingBatch { bytes, events });
        let added = self.jobs.0.send(BatchJob { batch, hand_on });
        assert!(added.is_ok(), "one end of the queue is held here");
    }

    /// The events of the next batch, once it is judged; until then this thread judges what waits.
    /// `None` where there are no more, or where judging it panicked, which the scope of its thread
    /// passes on.
    pub fn next(&mut self, judge: impl Fn(Batch) -> Vec<Event<V>>) -> Option<Vec<Event<V>>> {
        let next = self.judging.pop_front()?;
        self.bytes -= next.bytes;
        while next.events.is_empty()
            && let Ok(job) = self.jobs.1.try_recv()
        {
            job.done(&judge);
        }
        next.events.recv().ok()
    }
}

impl<V> Drop for ReadAhead<V> {
    /// Nobody is to judge what waits when a run is ended.
    fn drop(&mut self) {
        self.jobs.1.try_iter().for_each(drop);
    }
}

/// A batch to be judged, and where its events go, all at once.
pub struct BatchJob<V> {
    batch: Batch,
    hand_on: Sender<Vec<Event<V>>>,
}

impl<V> BatchJob<V> {
    /// WorkerPool it.
    pub fn done(self, judge: impl Fn(Batch) -> Vec<Event<V>>) {
        // Nobody waits for the events of a run that was ended.
        _ = self.hand_on.send(judge(self.batch));
    }
}

/// A batch that is being judged.
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
    fn there_is_room_for_so_many_bytes_and_two_batches_at_least() {
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
    fn what_waits_is_judged_by_whoever_takes_it() {
        let mut ahead = ReadAhead::<()>::new(1);
        ahead.add(batch(1));
        ahead.add(batch(2));
        assert!(!ahead.is_next_judged());
        ahead.jobs().recv().unwrap().done(|_| vec![Event::End]);
        assert!(ahead.is_next_judged());
        let events =
            |ahead: &mut ReadAhead<()>| ahead.next(|_| Vec::new()).map(|events| events.len());
        assert_eq!(events(&mut ahead), Some(1));
        assert_eq!(events(&mut ahead), Some(0));
        assert_eq!(events(&mut ahead), None);
    }

    #[test]
    fn what_waits_goes_with_the_run() {
        let mut ahead = ReadAhead::<()>::new(1);
        let jobs = ahead.jobs();
        ahead.add(batch(1));
        drop(ahead);
        assert!(jobs.is_empty());
    }
}
