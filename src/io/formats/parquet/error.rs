//! Errors of the Parquet library as errors of reading and writing.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;

/// Calls into the library, whose errors become errors of reading or writing. It panics at some
/// kinds of damage, which are such errors too.
pub(crate) fn attempt<T>(call: impl FnOnce() -> parquet::errors::Result<T>) -> io::Result<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(done) => done.map_err(io_error),
        Err(_) => Err(broken("its pages cannot be decoded")),
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::new(io::ErrorKind::InvalidData, other),
        },
        error => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}

/// A file that does not hold what it should.
pub fn broken(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the file is broken: {what}"),
    )
}
