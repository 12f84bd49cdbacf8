//! `restore`: puts back what the runs of a ledger removed.

use std::path::PathBuf;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::cli::Outcome;
use crate::cli::messages::{print_error, print_waiting};
use crate::cli::settings::Error;
use crate::io::lock::Locks;
use crate::run::ledger;
use crate::run::ledger::partly::{Wanted, restore_partly};
use crate::run::ledger::restore::folders;

/// Restores from a ledger, or from the newest one.
///
/// # Errors
/// When there is no ledger.
pub fn restore(path: Option<PathBuf>, wanted: &Wanted) -> Result<Outcome, Error> {
    let path = path.or_else(ledger::newest).ok_or_else(|| {
        Problem::new("restore", format!("no ledger is in {}/", ledger::FOLDER))
            .help("run it in the folder where --fix ran, or name the ledger")
    })?;
    let folders = folders(&path)?;
    let _locks = Locks::take(folders.iter().map(PathBuf::as_path), print_waiting);
    Ok(match restore_partly(&path, wanted) {
        Ok(done) => {
            let (places, files) = (counted(done.entries, "place"), counted(done.files, "file"));
            eprintln!("Put back {places} in {files}.");
            if done.untouched > 0 {
                let files = counted(done.untouched, "file");
                eprintln!("{files} stood as before the run already.");
            }
            if done.partly > 0 {
                eprintln!(
                    "In {} of them only the latest run was undone: they were changed after an earlier one.",
                    done.partly
                );
            }
            Outcome::Clean
        }
        Err(problems) => {
            problems.iter().for_each(|problem| print_error(problem));
            Outcome::Failed
        }
    })
}
