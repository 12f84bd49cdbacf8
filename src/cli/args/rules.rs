//! The options that decide which rules there are and which of them report; all commands have them.

use std::path::PathBuf;

use clap::Args;

/// Which rules are loaded, and which of them report.
#[derive(Debug, Clone, Args)]
pub struct RuleArgs {
    /// Load more rules from a rule file, or from all rule files in a folder (can be used several
    /// times)
    #[arg(
        long = "rules",
        value_name = "PATH",
        global = true,
        help_heading = "Rules"
    )]
    pub packs: Vec<PathBuf>,

    /// Report only these rules, categories or packs; separate several names with commas
    #[arg(
        long,
        value_name = "RULE|CATEGORY|PACK",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub select: Vec<String>,

    /// Do not report these rules, categories or packs
    #[arg(
        long,
        value_name = "RULE|CATEGORY|PACK",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub ignore: Vec<String>,

    /// Also report these rules, even if they are off by default
    #[arg(
        long,
        value_name = "RULE|CATEGORY|PACK",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub extend_select: Vec<String>,

    /// Use this configuration file [default: corpus-lint.toml in the current folder, or else in the
    /// nearest parent folder that has one]
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "isolated")]
    pub config: Option<PathBuf>,

    /// Ignore all configuration files
    #[arg(long, global = true)]
    pub isolated: bool,
}
