//! The options of `restore`.

use std::path::PathBuf;

use clap::Args;

/// Options of `restore`.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Disk space is reclaimed only when you delete the ledger directory, .corpus-lint/."
)]
pub struct RestoreArgs {
    /// The ledger [default: the newest one in .corpus-lint/]
    pub ledger: Option<PathBuf>,

    /// Restore only this file, named as in the ledger (can be repeated)
    #[arg(long = "file", value_name = "PATH")]
    pub files: Vec<PathBuf>,

    /// Restore only what these rules removed; separate several with commas
    #[arg(long = "rule", value_name = "RULE", value_delimiter = ',')]
    pub restored_rules: Vec<String>,

    /// Restore only this document: its id, or its name in reports, such as `news.jsonl[12]` (can be
    /// repeated)
    #[arg(long = "document", value_name = "ID")]
    pub documents: Vec<String>,
}
