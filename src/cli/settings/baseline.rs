//! The baseline of a run: which file holds it, and what the run does to it.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::config::Config;
use crate::cli::settings::Settings;
use crate::rules::RuleSet;
use crate::rules::fixing::Kept;
use crate::run::baseline::{Baseline, Update};
use crate::text::Document;

/// What is known, by the command line or the configuration.
///
/// # Errors
/// A baseline that cannot be read; none where one is to be changed.
pub fn baseline(args: &RunArgs, config: &Config) -> Result<Option<Baseline>, Problem> {
    let update = Update {
        adds: args.update_baseline,
        prunes: args.prune,
    };
    let settled = || config.baseline_path().filter(|_| !args.no_baseline);
    match args.baseline.clone().or_else(settled) {
        Some(path) => Baseline::open(&path, update).map(Some),
        None if update == Update::default() => Ok(None),
        None => Err(
            Problem::new("--update-baseline, --prune", "no baseline was named")
                .help("add --baseline FILE, or baseline = \"FILE\" to corpus-lint.toml"),
        ),
    }
}

impl Settings {
    /// Tells which findings of a document fixes leave alone, because they are known.
    pub fn kept<'k>(&'k self, rules: &'k RuleSet, document: &'k Document) -> Option<Box<Kept<'k>>> {
        let baseline = self.baseline.as_ref()?;
        baseline.speaks_of(document).then_some(())?;
        Some(Box::new(move |text, findings| {
            baseline.known(rules, document, text, findings)
        }))
    }
}
