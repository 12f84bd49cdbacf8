//! The options of `survey`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::input::InputArgs;

/// Options of `survey`.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  corpus-lint survey news/ -o counts.parquet\n  \
                  corpus-lint survey --merge a.parquet b.parquet -o counts.parquet\n  \
                  corpus-lint survey --habits counts.parquet news/ -o habits.parquet\n  \
                  corpus-lint --survey counts.parquet news/"
)]
pub struct SurveyArgs {
    /// Files or folders to count, or - for standard input; with --merge, surveys
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Merge existing surveys into one; the result is the same as for one survey of all documents
    #[arg(long)]
    pub merge: bool,

    /// Count in how many documents of each source the rules find something, with this survey of the whole corpus; merge the
    /// result with it
    #[arg(long, value_name = "COUNTS", conflicts_with = "merge")]
    pub habits: Option<PathBuf>,

    /// Write the survey to this file, as a Parquet table
    #[arg(short, long, value_name = "COUNTS", help_heading = "Output")]
    pub output: PathBuf,

    /// Print only errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    #[command(flatten)]
    pub input: InputArgs,
}
