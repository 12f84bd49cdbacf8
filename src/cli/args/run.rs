//! The options of the main job: check documents, and fix them.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::input::{EvidenceArgs, InputArgs};
use crate::report::{FailOn, OutputFormat};

/// Options of a run that checks or fixes documents.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// Files or folders to check, or - for standard input; hidden files in folders are skipped
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Apply the safe fixes in place; with -, write the cleaned text to standard output
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,

    /// With --fix or --diff, also include unsafe fixes, which may remove a line of the article
    #[arg(long, help_heading = "Fixing")]
    pub unsafe_fixes: bool,

    /// Show what --fix would change, without changing anything
    #[arg(long, conflicts_with = "fix", help_heading = "Fixing")]
    pub diff: bool,

    /// With --fix, write cleaned copies here instead of changing the files
    #[arg(
        short,
        long,
        value_name = "DIR|FILE",
        requires = "fix",
        help_heading = "Fixing"
    )]
    pub output: Option<PathBuf>,

    /// With --fix, append what is removed to this ledger [default: a new file in .corpus-lint/ when
    /// files are fixed in place]
    #[arg(long, value_name = "FILE", requires = "fix", help_heading = "Fixing")]
    pub ledger: Option<PathBuf>,

    /// With --fix, keep no ledger; `corpus-lint restore` cannot undo the changes
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

    /// Only check files added or changed since the merge base with COMMIT (for JSON Lines, only the
    /// changed rows); without PATH, in the current folder
    #[arg(
        long,
        value_name = "COMMIT",
        conflicts_with = "staged",
        help_heading = "New findings"
    )]
    pub since: Option<String>,

    /// Only check files staged in git, as the next commit would contain them (for JSON Lines, only
    /// the changed rows)
    #[arg(long, help_heading = "New findings")]
    pub staged: bool,

    /// Ignore findings recorded in this baseline: neither report nor fix them
    #[arg(long, value_name = "FILE", help_heading = "New findings")]
    pub baseline: Option<PathBuf>,

    /// Ignore the baseline that the configuration names
    #[arg(
        long,
        conflicts_with_all = ["baseline", "update_baseline", "prune"],
        help_heading = "New findings"
    )]
    pub no_baseline: bool,

    /// Add the findings of this run to the baseline instead of reporting them
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "New findings")]
    pub update_baseline: bool,

    /// Remove findings from the baseline that no longer occur in the checked files
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "New findings")]
    pub prune: bool,

    /// The output format of findings
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

    /// Show counts by rule, category, source and language instead of the findings or changes; use
    /// --output-format json for JSON
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Show on standard error how long each phase and each rule took, slowest first
    #[arg(long, help_heading = "Output")]
    pub timings: bool,

    /// Show only the first N findings, and the number of the others
    #[arg(
        long,
        value_name = "N",
        conflicts_with_all = ["diff", "statistics"],
        help_heading = "Output"
    )]
    pub max_findings: Option<usize>,

    /// Lowest severity that makes the exit code 1
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
