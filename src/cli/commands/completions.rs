//! `completions`: generates shell completions.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::cli::args::Cli;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;

/// Prints the completion script of a shell.
///
/// # Errors
/// The output cannot be written.
pub fn completions(shell: Shell, out: &mut dyn Write) -> Result<Outcome, Error> {
    // Generated in memory, because the generator cannot report write errors.
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
