//! Where a run that fixes keeps its ledger.

use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::ledger::Ledger;
use crate::run::output::Target;

/// Where the ledger is kept.
#[derive(Debug)]
pub enum LedgerPlace {
    Nowhere,
    /// In a new file of the ledger folder.
    Fresh,
    At(PathBuf),
}

impl LedgerPlace {
    /// As the command line says: unless told otherwise, what is fixed in place has one.
    pub fn new(args: &RunArgs, target: &Target) -> Self {
        match &args.ledger {
            Some(path) => Self::At(path.clone()),
            None if args.no_ledger || *target != Target::InPlace => Self::Nowhere,
            None => Self::Fresh,
        }
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// When a ledger that the user named cannot be written.
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

/// Whether the ledger that the user named can lead back to the input.
///
/// # Errors
/// It cannot.
pub fn check(args: &RunArgs) -> Result<(), Problem> {
    let Some(ledger) = &args.ledger else {
        return Ok(());
    };
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new(
            "--ledger",
            "what is cleaned on standard input has no file to put back into",
        )
        .help("leave --ledger out, or name files"));
    }
    if args.paths.contains(ledger) {
        return Err(Problem::new(
            format!("--ledger {}", ledger.to_string_lossy()),
            "the ledger cannot be one of the files that are fixed",
        )
        .help("name another file"));
    }
    Ok(())
}
