//! `restore`: undoes the fixes that a ledger recorded.

use std::path::PathBuf;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::cli::args::RestoreArgs;
use crate::cli::error::Error;
use crate::cli::messages::{print_error, print_waiting};
use crate::cli::outcome::Outcome;
use crate::io::lock::Locks;
use crate::run::ledger;
use crate::run::restore;
use crate::run::restore::RestoreRequest;

/// Restores everything from a ledger, or a part of it.
///
/// # Errors
/// There is no ledger, or it cannot be read.
pub fn restore(args: RestoreArgs) -> Result<Outcome, Error> {
    let request = RestoreRequest {
        files: args.files,
        rules: args.restored_rules,
        documents: args.documents,
    };
    let path = args.ledger.or_else(ledger::newest).ok_or_else(|| {
        Problem::new(
            "restore",
            format!("there is no ledger in {}/", ledger::FOLDER),
        )
        .help("run this command in the folder where you ran --fix, or name the ledger")
    })?;
    let folders = ledger::folders(&path)?;
    let _locks = Locks::take(folders.iter().map(PathBuf::as_path), print_waiting);
    Ok(match restore::restore(&path, &request) {
        Ok(done) => {
            let (places, files) = (counted(done.entries, "place"), counted(done.files, "file"));
            eprintln!("Restored {places} in {files}.");
            if done.untouched > 0 {
                let files = counted(done.untouched, "file");
                eprintln!("{files} already had the text from before the fixes.");
            }
            if done.partly > 0 {
                eprintln!(
                    "In {} of them only the latest run was undone, because they were changed after an earlier one.",
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
