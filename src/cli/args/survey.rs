//! What users may say of `survey`, and of the survey that documents are judged by.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::InputArgs;

/// Taking a survey, or merging several.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  corpus-lint survey news/ -o counts.parquet\n  \
                  corpus-lint survey --merge a.parquet b.parquet -o counts.parquet\n  \
                  corpus-lint --survey counts.parquet news/"
)]
pub struct SurveyArgs {
    /// Files, folders, or - for standard input; with --merge, surveys
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Merge surveys into one: that of all their documents
    #[arg(long)]
    pub merge: bool,

    /// Write the survey there: a Parquet table
    #[arg(short, long, value_name = "COUNTS", help_heading = "Output")]
    pub output: PathBuf,

    /// Say nothing but what went wrong
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    #[command(flatten)]
    pub input: InputArgs,
}

/// Which other documents a document is judged by.
#[derive(Debug, Clone, Default, Args)]
pub struct EvidenceArgs {
    /// Judge documents by this survey, which `corpus-lint survey` wrote, instead of reading the input
    /// twice; standard input, too
    #[arg(long, value_name = "COUNTS", help_heading = "Input")]
    pub survey: Option<PathBuf>,

    /// Judge each document alone; otherwise the input is read twice, and lines that stand in many
    /// documents of a source count as evidence (standard input is judged alone without --survey)
    #[arg(long, conflicts_with = "survey", help_heading = "Input")]
    pub no_survey: bool,
}
