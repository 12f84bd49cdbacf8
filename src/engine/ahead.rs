//! Batches that were read and not handed on yet, in order: threads judge them as they come to it.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::Event;
use super::batch::Batch;

/// So many bytes for each thread are ahead while a batch is handed on: enough that none goes without.
const BYTES: usize = 1 << 20;
/// And so many batches at least, where records are large.
const LEAST: usize = 2;

/// The batches ahead of what was handed on.
pub struct Ahead<V> {
    /// What no thread began to judge.
    jobs: (Sender<Job<V>>, Receiver<Job<V>>),
    /// All of them, the next to be handed on first.
    judging: VecDeque<Judging<V>>,
    /// What they count for.
    bytes: usize,
    enough: usize,
}

impl<V> Ahead<V> {
    /// None yet, to be judged by so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            jobs: unbounded(),
            judging: VecDeque::new(),
            bytes: 0,
            enough: BYTES * threads,
        }
    }

    /// What threads are to judge until it ends, which it does with this.
    pub fn jobs(&self) -> Receiver<Job<V>> {
        self.jobs.1.clone()
    }

    /// Whether more should be read before the next is handed on.
    pub fn wants_more(&self) -> bool {
        self.judging.len() < LEAST || self.bytes < self.enough
    }

    pub fn add(&mut self, batch: Batch) {
        let (hand_on, events) = bounded(1);
        let bytes = batch.bytes;
        self.bytes += bytes;
        self.judging.push_back(Judging { bytes, events });
        let added = self.jobs.0.send(Job { batch, hand_on });
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

/// A batch to be judged, and where its events go, all at once.
pub struct Job<V> {
    batch: Batch,
    hand_on: Sender<Vec<Event<V>>>,
}

impl<V> Job<V> {
    /// Judges it.
    pub fn done(self, judge: impl Fn(Batch) -> Vec<Event<V>>) {
        // Nobody waits for the events of a run that was ended.
        _ = self.hand_on.send(judge(self.batch));
    }
}

/// A batch that is being judged.
struct Judging<V> {
    bytes: usize,
    events: Receiver<Vec<Event<V>>>,
}
