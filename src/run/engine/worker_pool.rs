//! The worker threads: they check documents while another thread reads and writes.

use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::Receiver;
use rayon::Scope;

use crate::run::engine::batch::Batch;
use crate::run::engine::event::Event;
use crate::run::engine::read_ahead::BatchJob;

/// The threads of rayon that currently check documents. A worker stops when the queue is empty. It does
/// not wait, because rayon may need the thread for other work, such as writing.
pub struct WorkerPool<V> {
    jobs: Receiver<BatchJob<V>>,
    /// The number of workers now.
    at_work: AtomicUsize,
    /// The largest number of workers.
    most: usize,
}

impl<V: Send> WorkerPool<V> {
    /// A pool without workers, which starts at most this number of them.
    pub fn new(jobs: Receiver<BatchJob<V>>, most: usize) -> Self {
        Self {
            jobs,
            at_work: AtomicUsize::new(0),
            most,
        }
    }

    /// Starts one more worker, unless the largest number already works.
    pub fn call<'s>(
        &'s self,
        scope: &Scope<'s>,
        check: impl Fn(Batch) -> Vec<Event<V>> + Copy + Send + 's,
    ) {
        // Only the calling thread starts workers.
        if self.at_work.load(Ordering::Acquire) < self.most {
            self.at_work.fetch_add(1, Ordering::AcqRel);
            scope.spawn(move |_| self.work(check));
        }
    }

    fn work(&self, check: impl Fn(Batch) -> Vec<Event<V>>) {
        while let Ok(job) = self.jobs.try_recv() {
            job.run(&check);
        }
        // Batches that were added since then wait for the next call, or for the calling thread.
        self.at_work.fetch_sub(1, Ordering::AcqRel);
    }
}
