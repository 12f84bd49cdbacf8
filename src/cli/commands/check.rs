//! The main job: checks documents, and reports findings, shows fixes or applies them.

use crate::cli::args::RunArgs;
use crate::cli::commands::{diff, fix, lint};
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::cli::reading::survey;
use crate::cli::settings::{Action, Settings, use_threads};
use crate::rules::{Rule, RuleSet};

/// Checks documents, and does with the findings what the options say.
///
/// # Errors
/// Options that cannot be used, or a ledger that cannot be written.
pub fn check(args: RunArgs, config: &Config, mut rules: RuleSet) -> Result<Outcome, Error> {
    let settings = Settings::new(args, config, &rules)?;
    use_threads(settings.jobs);
    rules.set_timings(settings.options.timings.clone());
    let (corpus, progress) = (settings.corpus(), settings.shows_progress);
    survey::consult(&mut rules, &corpus, &settings.evidence, progress)?;
    let outcome = match settings.action {
        Action::Lint => lint::lint(&settings, &rules),
        Action::Diff(applicability) => diff::diff(&settings, &rules, applicability),
        Action::Fix(ref fixing) => fix::fix(&settings, &rules, fixing)?,
    };
    let labels = rules.rules().iter().map(Rule::label);
    if let Some(table) = settings.options.timings.table(labels) {
        eprint!("{table}");
    }
    Ok(outcome)
}
