//! `man`: the manual pages, for people who package the program.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::{Man, generate_to};

use crate::base::problem::Problem;
use crate::cli::args::Cli;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;

/// Prints the page of the program, or writes it and a page for each command to a folder.
///
/// # Errors
/// The output cannot be written.
pub fn man(folder: Option<&Path>, out: &mut dyn Write) -> Result<Outcome, Error> {
    match folder {
        None => Man::new(Cli::command()).render(&mut &mut *out)?,
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| generate_to(Cli::command(), folder))
            .map_err(|error| Problem::io(folder.to_string_lossy(), "write the pages", &error))?,
    }
    Ok(Outcome::Clean)
}
