//! Turns errors of the Parquet library into I/O errors.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;

/// Calls the library and turns its errors into I/O errors. The library panics on some kinds of damage; these
/// panics become I/O errors too.
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

/// The error for a damaged file.
pub fn broken(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the file is broken: {what}"),
    )
}
