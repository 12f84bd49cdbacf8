//! Sorts more records than memory can hold. Records go to temporary files, divided by their place in the
//! order, and come back sorted, one part at a time.

use std::io::{self, BufRead};
use std::marker::PhantomData;

use rayon::slice::ParallelSliceMut;

use crate::run::survey::spool::Spool;

/// A record that buckets can hold.
pub trait Spillable: Ord + Send + Sized {
    /// The place in the order. Places are spread evenly over all numbers. Records with the same key have the
    /// same place.
    fn place(&self) -> u64;

    /// Writes the record.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    fn write(&self, spool: &mut Spool) -> io::Result<()>;

    /// Reads a record that [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    fn read(input: &mut impl BufRead) -> io::Result<Self>;
}

/// How much is kept in memory.
#[derive(Debug, Clone, Copy)]
pub struct MemoryLimits {
    /// Bytes that one bucket keeps in memory before it writes them to its file.
    pub held: usize,
    /// Bytes that are read and sorted at a time.
    pub at_once: u64,
}

/// Records in buckets.
#[derive(Debug)]
pub struct Buckets<R> {
    spools: Vec<Spool>,
    limits: MemoryLimits,
    records: PhantomData<R>,
}

/// The number of buckets.
pub const BUCKETS: u64 = 64;

impl<R: Spillable> Buckets<R> {
    /// Empty buckets.
    pub fn new(limits: MemoryLimits) -> Self {
        Self {
            spools: (0..BUCKETS).map(|_| Spool::new(limits.held)).collect(),
            limits,
            records: PhantomData,
        }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn push(&mut self, record: &R) -> io::Result<()> {
        record.write(&mut self.spools[part(record, BUCKETS) as usize])
    }

    /// Adds all records of other buckets.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written.
    pub fn append(&mut self, other: Self) -> io::Result<()> {
        for (ours, mut theirs) in self.spools.iter_mut().zip(other.spools) {
            let mut input = theirs.read()?;
            loop {
                let bytes = input.fill_buf()?;
                let length = bytes.len();
                if length == 0 {
                    break;
                }
                ours.push(bytes)?;
                input.consume(length);
            }
        }
        Ok(())
    }

    /// Passes all records to `take`, in their order. Records with the same key come in one call.
    ///
    /// # Errors
    /// When a temporary file cannot be read; and the errors of `take`.
    pub fn sorted(self, mut take: impl FnMut(&[R]) -> io::Result<()>) -> io::Result<()> {
        for (bucket, mut spool) in (0..).zip(self.spools) {
            let parts = spool.len()?.div_ceil(self.limits.at_once).max(1);
            for wanted in bucket * parts..(bucket + 1) * parts {
                let mut records = Vec::new();
                let mut input = spool.read()?;
                while !input.fill_buf()?.is_empty() {
                    let record = R::read(&mut input)?;
                    if part(&record, BUCKETS * parts) == wanted {
                        records.push(record);
                    }
                }
                records.par_sort_unstable();
                take(&records)?;
            }
        }
        Ok(())
    }
}

/// The number of the part to which a record belongs (from 0), if the order is divided into `parts` parts.
fn part(record: &impl Spillable, parts: u64) -> u64 {
    ((u128::from(record.place()) * u128::from(parts)) >> u64::BITS) as u64
}
