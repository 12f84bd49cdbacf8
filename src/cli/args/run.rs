//! The options of the main job: check documents, and fix them.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::input::{EvidenceArgs, InputArgs};
use crate::report::{FailOn, OutputFormat};

/// Options of a run that checks or fixes documents.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// Files or folders to check, or - for standard input. Hidden files in folders are skipped
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Apply the safe fixes to the files themselves. For standard input (-), write the cleaned text
    /// to standard output
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,

    /// With --fix or --diff, also use the unsafe fixes, which may remove a line of the article
    #[arg(long, help_heading = "Fixing")]
    pub unsafe_fixes: bool,

    /// Show what --fix would change, but change nothing
    #[arg(long, conflicts_with = "fix", help_heading = "Fixing")]
    pub diff: bool,

    /// With --fix, write cleaned copies to this folder or file, and do not change the input files
    #[arg(
        short,
        long,
        value_name = "DIR|FILE",
        requires = "fix",
        help_heading = "Fixing"
    )]
    pub output: Option<PathBuf>,

    /// With --fix, add a record of everything that is removed to this file, the ledger.
    /// `corpus-lint restore` needs it [default: a new file in .corpus-lint/; with --output or
    /// standard input, none]
    #[arg(long, value_name = "FILE", requires = "fix", help_heading = "Fixing")]
    pub ledger: Option<PathBuf>,

    /// With --fix, write no ledger. Then `corpus-lint restore` cannot undo the changes
    #[arg(
        long,
        requires = "fix",
        conflicts_with = "ledger",
        help_heading = "Fixing"
    )]
    pub no_ledger: bool,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,

    /// Check only files that were added or changed since the merge base with COMMIT. In JSON Lines
    /// files, check only the changed rows. Without PATH, check the current folder
    #[arg(
        long,
        value_name = "COMMIT",
        conflicts_with = "staged",
        help_heading = "New findings"
    )]
    pub since: Option<String>,

    /// Check only files that are staged in git, with their staged content. In JSON Lines files,
    /// check only the changed rows
    #[arg(long, help_heading = "New findings")]
    pub staged: bool,

    /// Ignore the findings that are recorded in this file, the baseline: do not report them and do
    /// not fix them
    #[arg(long, value_name = "FILE", help_heading = "New findings")]
    pub baseline: Option<PathBuf>,

    /// Do not use the baseline that is named in the configuration
    #[arg(
        long,
        conflicts_with_all = ["baseline", "update_baseline", "prune"],
        help_heading = "New findings"
    )]
    pub no_baseline: bool,

    /// Add the findings of this run to the baseline, and do not report them
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "New findings")]
    pub update_baseline: bool,

    /// Remove old findings from the baseline: those that no longer occur in the checked files
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "New findings")]
    pub prune: bool,

    /// The format in which findings are printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "full",
        value_parser = clap::builder::PossibleValuesParser::new(OutputFormat::ALL.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name).help(f.about)
        })),
        help_heading = "Output"
    )]
    pub output_format: String,

    /// Show only counts by rule, category, source and language, and not the findings or changes.
    /// With --output-format json, the counts are in JSON
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Show how long each phase and each rule took, slowest first, on standard error
    #[arg(long, help_heading = "Output")]
    pub timings: bool,

    /// Show only the first N findings, and how many more there are
    #[arg(
        long,
        value_name = "N",
        conflicts_with_all = ["diff", "statistics"],
        help_heading = "Output"
    )]
    pub max_findings: Option<usize>,

    /// Exit with code 1 if a finding with this severity or a higher one is left
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "warning",
        value_parser = clap::builder::PossibleValuesParser::new(FailOn::ALL.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name()).help(f.about())
        })),
        help_heading = "Output"
    )]
    pub fail_on: String,

    /// Print only findings and errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Do not show the progress bar
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}
