//! The threads that judge beside the one that reads and writes.

use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::Receiver;
use rayon::Scope;

use crate::run::engine::batch::Batch;
use crate::run::engine::event::Event;
use crate::run::engine::read_ahead::BatchJob;

/// Those of rayon's threads that judge now. None waits for more to judge: that would keep it from other
/// work, such as that of writing.
pub struct WorkerPool<V> {
    jobs: Receiver<BatchJob<V>>,
    at_work: AtomicUsize,
    most: usize,
}

impl<V: Send> WorkerPool<V> {
    /// None yet, and never more than so many.
    pub fn new(jobs: Receiver<BatchJob<V>>, most: usize) -> Self {
        Self {
            jobs,
            at_work: AtomicUsize::new(0),
            most,
        }
    }

    /// Calls one more to what waits, unless all are at work.
    pub fn call<'s>(
        &'s self,
        scope: &Scope<'s>,
        judge: impl Fn(Batch) -> Vec<Event<V>> + Copy + Send + 's,
    ) {
        // Only the thread that calls adds to them.
        if self.at_work.load(Ordering::Acquire) < self.most {
            self.at_work.fetch_add(1, Ordering::AcqRel);
            scope.spawn(move |_| self.work(judge));
        }
    }

    fn work(&self, judge: impl Fn(Batch) -> Vec<Event<V>>) {
        while let Ok(job) = self.jobs.try_recv() {
            job.done(&judge);
        }
        // What was added since waits for the next call, or for the thread that calls.
        self.at_work.fetch_sub(1, Ordering::AcqRel);
    }
}
