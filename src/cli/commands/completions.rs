//! `completions`: what makes a shell complete options and commands.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::Outcome;
use crate::cli::args::Cli;
use crate::cli::settings::Error;

/// Prints the script for a shell.
///
/// # Errors
/// When the output cannot be written.
pub fn completions(shell: Shell, out: &mut dyn Write) -> Result<Outcome, Error> {
    // Made in memory: the generator cannot say that writing failed.
    let mut script = Vec::new();
    generate(
        shell,
        &mut Cli::command(),
        env!("CARGO_PKG_NAME"),
        &mut script,
    );
    out.write_all(&script)?;
    Ok(Outcome::Clean)
}
