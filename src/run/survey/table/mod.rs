//! A survey as a Parquet table, to keep it for later runs and other machines, and to merge it with others.
//! `docs/survey.md` describes the table.

mod columns;
mod merge;
mod read;
mod stamp;
mod write;

pub use columns::{KIND, NAME, NUMBERS};
pub use merge::Merge;
pub use read::{Table, TableRows, open_all};
pub use stamp::Stamp;
pub use write::{Writer, write};
