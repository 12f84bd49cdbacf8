//! A survey as a Parquet table: kept for later runs, for other machines, and to be merged. `docs/survey.md`
//! describes it.

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
