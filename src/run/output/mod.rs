//! Writing files: each is at any moment either old or new, never between.

mod commit;
mod output_file;
mod target;

pub use commit::{Committed, Committer};
pub use output_file::{FinishedFile, OutputFile, RemainingRun};
pub use target::WriteTarget;
