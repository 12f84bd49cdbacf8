//! Where fixed files are written, by `--output`.

use std::path::Path;

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::io::walk::is_stdin;
use crate::run::output::WriteTarget;

/// Where fixed files are written. `--output` means a folder if the input is a folder or several files,
/// or if a folder of that name exists; otherwise it means a file.
///
/// # Errors
/// Copies would mix with the input, or cannot be written there.
pub fn target(args: &RunArgs) -> Result<WriteTarget, Problem> {
    let Some(output) = &args.output else {
        return Ok(WriteTarget::InPlace);
    };
    let shown = format!("--output {}", output.to_string_lossy());
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new(
            shown,
            "the cleaned text of standard input is written to standard output",
        )
        .help("remove --output"));
    }
    for path in &args.paths {
        if is_inside(output, path) || (path.is_dir() && is_inside(path, output)) {
            return Err(Problem::new(
                shown,
                format!(
                    "the copies would mix with the input {}",
                    path.to_string_lossy()
                ),
            )
            .help("name a folder outside the input, or remove --output to clean in place"));
        }
    }
    let many = args.paths.len() > 1 || args.paths.iter().any(|path| path.is_dir());
    match (
        many || output.is_dir() || shown.ends_with('/'),
        output.is_file(),
    ) {
        (true, true) => Err(
            Problem::new(shown, "this is a file, but the input needs a folder")
                .help("name a folder, or a path that does not exist yet"),
        ),
        (true, false) => Ok(WriteTarget::Folder(output.clone())),
        (false, _) => Ok(WriteTarget::File(output.clone())),
    }
}

/// Whether a path is inside a folder, or is the folder.
fn is_inside(path: &Path, folder: &Path) -> bool {
    let absolute = |path: &Path| {
        // The output may not exist yet: the part of it that exists is resolved.
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
