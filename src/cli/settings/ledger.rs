//! Where a run that fixes keeps its ledger.

use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::ledger::Ledger;
use crate::run::output::WriteTarget;

/// Where a run that fixes keeps its ledger.
#[derive(Debug, PartialEq, Eq)]
pub enum LedgerPlace {
    /// No ledger is kept.
    Nowhere,
    /// In a new file of the ledger folder.
    Fresh,
    /// Appended to this file.
    At(PathBuf),
}

impl LedgerPlace {
    /// The place that the options ask for. By default, only fixes in place have a ledger.
    pub fn new(args: &RunArgs, target: &WriteTarget) -> Self {
        match &args.ledger {
            Some(path) => Self::At(path.clone()),
            None if args.no_ledger || *target != WriteTarget::InPlace => Self::Nowhere,
            None => Self::Fresh,
        }
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// The ledger that the user named cannot be written.
    pub fn open(&self) -> Result<Option<Ledger>, Problem> {
        match self {
            Self::Nowhere => Ok(None),
            Self::Fresh => Ok(Some(Ledger::fresh())),
            Self::At(path) => Ledger::at(path)
                .map(Some)
                .map_err(|error| Problem::io(path.to_string_lossy(), "write the ledger", &error)),
        }
    }
}

/// Checks that `restore` could use the ledger that the user named.
///
/// # Errors
/// It could not.
pub fn check(args: &RunArgs) -> Result<(), Problem> {
    let Some(ledger) = &args.ledger else {
        return Ok(());
    };
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new(
            "--ledger",
            "standard input has no file that could be restored from a ledger",
        )
        .help("remove --ledger, or name files instead of -"));
    }
    if args.paths.contains(ledger) {
        return Err(Problem::new(
            format!("--ledger {}", ledger.to_string_lossy()),
            "the ledger cannot be one of the files to be fixed",
        )
        .help("name another file"));
    }
    Ok(())
}
