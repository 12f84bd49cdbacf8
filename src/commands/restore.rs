//! `restore`: puts back what the runs of a ledger removed.

use std::path::PathBuf;

use super::{Outcome, complain, say_waiting};
use crate::ledger;
use crate::ledger::partly::{Wanted, restore_partly};
use crate::ledger::restore::folders;
use crate::problem::Problem;
use crate::report::counted;
use crate::settings::Error;
use crate::sink::lock::Locks;

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
    let _locks = Locks::take(folders.iter().map(PathBuf::as_path), say_waiting);
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
            problems.iter().for_each(|problem| complain(problem));
            Outcome::Failed
        }
    })
}
