//! The `corpus-lint` program: arguments in, exit code out.

use std::process::ExitCode;

/// Checking documents allocates many small lists. The system's allocator would need a tenth of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    ExitCode::from(corpus_lint::program::program(&args))
}
