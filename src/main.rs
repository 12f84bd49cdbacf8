//! The `corpus-lint` program: parse, run, exit code.

use std::process::ExitCode;

use corpus_lint::cli::Cli;
use corpus_lint::commands::{self, Outcome};
use corpus_lint::report::terminal::settle_colour;

/// Judging makes many small lists; the system's allocator takes a tenth of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    commands::keep_panics_quiet();
    let outcome = match Cli::read() {
        Ok(cli) => {
            settle_colour(cli.color);
            commands::run(cli).unwrap_or_else(|error| {
                commands::complain_of(&error);
                Outcome::Failed
            })
        }
        Err(help_or_error) => return help_or_error,
    };
    ExitCode::from(outcome as u8)
}
