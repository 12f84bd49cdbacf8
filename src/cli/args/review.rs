//! The options of `review`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::input::{EvidenceArgs, InputArgs};

/// The progress file, unless the user names another one.
const PROGRESS_FILE: &str = ".corpus-lint/review.jsonl";

/// Options of `review`.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Keys: a accept, s skip, r reject, A always accept this rule, R never show this rule, \
                        b back, o more text, ? help, q quit.\n\
                        If standard input is not a terminal, the keys are read from its lines."
)]
pub struct ReviewArgs {
    /// Files or folders; hidden files in folders are skipped
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Apply the fixes accepted so far, in place and with a ledger, without asking anything
    #[arg(long, help_heading = "Review")]
    pub apply: bool,

    /// Also show findings that no fix can remove, to label them
    #[arg(long, help_heading = "Review")]
    pub all: bool,

    /// Show skipped findings again
    #[arg(long, help_heading = "Review")]
    pub skipped: bool,

    /// Show at most N findings; run the command again for the others
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1000,
        help_heading = "Review"
    )]
    pub max_findings: usize,

    /// Write your decisions as labelled documents for `eval`; they describe the texts before any fix
    #[arg(long, value_name = "FILE", help_heading = "Review")]
    pub gold: Option<PathBuf>,

    /// Save your decisions in this file, and continue from it the next time
    #[arg(long, value_name = "FILE", default_value = PROGRESS_FILE, help_heading = "Review")]
    pub progress: PathBuf,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,
}
