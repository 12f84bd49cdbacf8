//! The options of `test`.

use std::path::PathBuf;

use clap::Args;

/// Options of `test`.
#[derive(Debug, Clone, Args)]
pub struct TestArgs {
    /// Rule files, or folders of rule files
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Update the `fixed` texts of the tests in the given files to what the fixes produce now
    #[arg(long, requires = "files")]
    pub update: bool,

    /// Also report rules that are slow, never match, remove without a limit, or overlap
    #[arg(long)]
    pub lint: bool,
}
