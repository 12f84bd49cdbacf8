//! Writes files. At any moment, each file is either the old one or the new one, never a part of one.

mod commit;
mod output_file;
mod target;

pub use commit::{Committed, Committer};
pub use output_file::{FinishedFile, OutputFile, RemainingRun};
pub use target::WriteTarget;
