//! The `corpus-lint` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    ExitCode::from(corpus_lint::commands::program(&args))
}
