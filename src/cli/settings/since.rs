//! Which changes in git a run checks, if it checks only changes.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::changes::Since;

/// Which changes in git are checked, if only changes are. Without a path, those in the working
/// directory.
///
/// # Errors
/// Standard input is among the paths.
pub fn since(args: &mut RunArgs) -> Result<Option<Since>, Problem> {
    let since = args.since.clone().map(Since::Commit);
    let Some(since) = since.or(args.staged.then_some(Since::Staged)) else {
        return Ok(None);
    };
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new(
            "--since, --staged",
            "these options cannot be used with standard input, which git does not know",
        )
        .help("name files or folders, or remove the option"));
    }
    if args.paths.is_empty() {
        args.paths.push(".".into());
    }
    Ok(Some(since))
}
