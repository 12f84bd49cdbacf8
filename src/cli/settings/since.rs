//! Since when changes count, where only what changed in git is judged.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::changes::Since;

/// Since when changes count, where only they are judged; without a path, all of the working directory
/// is meant.
///
/// # Errors
/// Standard input among the paths.
pub fn since(args: &mut RunArgs) -> Result<Option<Since>, Problem> {
    let since = args.since.clone().map(Since::Commit);
    let Some(since) = since.or(args.staged.then_some(Since::Staged)) else {
        return Ok(None);
    };
    if args.paths.iter().any(is_stdin) {
        return Err(
            Problem::new("--since, --staged", "git knows nothing of standard input")
                .help("name files or folders, or leave the option out"),
        );
    }
    if args.paths.is_empty() {
        args.paths.push(".".into());
    }
    Ok(Some(since))
}
