//! The `corpus-lint` program: parse, run, exit code.

use std::process::ExitCode;

use clap::Parser;
use corpus_lint::cli::Cli;
use corpus_lint::commands::{self, Outcome};

fn main() -> ExitCode {
    let outcome = commands::run(Cli::parse()).unwrap_or_else(|error| {
        commands::complain_of(&error);
        Outcome::Failed
    });
    ExitCode::from(outcome as u8)
}
