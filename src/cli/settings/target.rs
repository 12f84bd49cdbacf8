//! Where fixed files go, as `--output` says.

use std::path::Path;

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::output::Target;

/// Where `--output` points to: a folder for a folder, several inputs or where a folder stands; else
/// a file.
///
/// # Errors
/// Where copies would mix with the input, or cannot stand.
pub fn target(args: &RunArgs) -> Result<Target, Problem> {
    let Some(output) = &args.output else {
        return Ok(Target::InPlace);
    };
    let shown = format!("--output {}", output.to_string_lossy());
    if args.paths.iter().any(is_stdin) {
        return Err(
            Problem::new(shown, "cleaned standard input goes to standard output")
                .help("leave --output out"),
        );
    }
    for path in &args.paths {
        if lies_in(output, path) || (path.is_dir() && lies_in(path, output)) {
            return Err(Problem::new(
                shown,
                format!(
                    "the copies would mix with the input {}",
                    path.to_string_lossy()
                ),
            )
            .help("name a folder apart from the input, or leave --output out to clean in place"));
        }
    }
    let many = args.paths.len() > 1 || args.paths.iter().any(|path| path.is_dir());
    match (
        many || output.is_dir() || shown.ends_with('/'),
        output.is_file(),
    ) {
        (true, true) => Err(Problem::new(
            shown,
            "a file stands there, and the input needs a folder",
        )
        .help("name a folder, or a name that is free")),
        (true, false) => Ok(Target::Folder(output.clone())),
        (false, _) => Ok(Target::File(output.clone())),
    }
}

fn lies_in(path: &Path, folder: &Path) -> bool {
    let absolute = |path: &Path| {
        // The output need not exist yet: what exists of it is resolved.
        let existing = path
            .ancestors()
            .find_map(|part| Some((part, part.canonicalize().ok()?)));
        match existing {
            Some((part, resolved)) => {
                resolved.join(path.strip_prefix(part).unwrap_or(Path::new("")))
            }
            None => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        }
    };
    absolute(path).starts_with(absolute(folder))
}
