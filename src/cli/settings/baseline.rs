//! The baseline of a run: which file holds it, and how the run changes it.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::config::Config;
use crate::run::baseline::{Baseline, Update};

/// Opens the baseline that the options or the configuration name, if any.
///
/// # Errors
/// The baseline cannot be read, or should be changed but none is named.
pub fn baseline(args: &RunArgs, config: &Config) -> Result<Option<Baseline>, Problem> {
    let update = Update {
        adds: args.update_baseline,
        prunes: args.prune,
    };
    let configured = || config.baseline_path().filter(|_| !args.no_baseline);
    match args.baseline.clone().or_else(configured) {
        Some(path) => Baseline::open(&path, update).map(Some),
        None if update == Update::default() => Ok(None),
        None => Err(
            Problem::new("--update-baseline, --prune", "no baseline was named")
                .help("add --baseline FILE, or baseline = \"FILE\" to corpus-lint.toml"),
        ),
    }
}
