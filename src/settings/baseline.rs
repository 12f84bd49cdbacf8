//! The baseline of a run: which file holds it, and what the run does to it.

use super::Settings;
use crate::baseline::{Baseline, Update};
use crate::cli::RunArgs;
use crate::config::Config;
use crate::document::Document;
use crate::fix::Kept;
use crate::problem::Problem;
use crate::rule::RuleSet;

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
