//! Records that go to temporary files once they are many, parted by their places in the order, and
//! come back sorted, a part at a time.

use std::io::{self, BufRead};
use std::marker::PhantomData;

use rayon::slice::ParallelSliceMut;

use crate::run::survey::spool::Spool;

/// What buckets take.
pub trait Spillable: Ord + Send + Sized {
    /// Its place in the order, evenly spread over all numbers. Records of one key have one place.
    fn place(&self) -> u64;

    /// Writes it.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    fn write(&self, spool: &mut Spool) -> io::Result<()>;

    /// Reads what was written.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    fn read(input: &mut impl BufRead) -> io::Result<Self>;
}

/// How much is held in memory.
#[derive(Debug, Clone, Copy)]
pub struct MemoryLimits {
    /// Bytes of one bucket before they go to its file.
    pub held: usize,
    /// Bytes that are brought together and sorted at a time.
    pub at_once: u64,
}

/// Records in buckets.
#[derive(Debug)]
pub struct Buckets<R> {
    spools: Vec<Spool>,
    limits: MemoryLimits,
    records: PhantomData<R>,
}

/// How many buckets there are.
pub const BUCKETS: u64 = 64;

impl<R: Spillable> Buckets<R> {
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

    /// Adds the records of others.
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

    /// Gives all records in their order; records of one key come together.
    ///
    /// # Errors
    /// When a temporary file cannot be read; what `take` says.
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

/// Which of so many parts of the order a record belongs to.
fn part(record: &impl Spillable, parts: u64) -> u64 {
    ((u128::from(record.place()) * u128::from(parts)) >> u64::BITS) as u64
}
