//! What users may say of `review`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{EvidenceArgs, InputArgs};
use crate::cli::review::progress::FILE;

/// Walking through findings.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Keys: a accept, s skip, r reject, A always this rule, R never this rule, \
                        b back, o more of the text, ? help, q quit.\n\
                        Where standard input is no terminal, it is read as lines of such keys."
)]
pub struct ReviewArgs {
    /// Files, or folders (walked; hidden files passed over)
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Apply what was accepted, in place and with a ledger, and ask nothing
    #[arg(long, help_heading = "Review")]
    pub apply: bool,

    /// Show also findings that no fix can remove, to label them
    #[arg(long, help_heading = "Review")]
    pub all: bool,

    /// Show again what was skipped
    #[arg(long, help_heading = "Review")]
    pub skipped: bool,

    /// Show so many findings at most; what is left waits for another sitting
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1000,
        help_heading = "Review"
    )]
    pub max_findings: usize,

    /// Write the verdicts as gold for `eval`, about the texts as they are before anything is applied
    #[arg(long, value_name = "FILE", help_heading = "Review")]
    pub gold: Option<PathBuf>,

    /// Keep there what was said, and go on from it
    #[arg(long, value_name = "FILE", default_value = FILE, help_heading = "Review")]
    pub progress: PathBuf,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,
}
