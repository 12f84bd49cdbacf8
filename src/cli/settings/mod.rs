//! Settings: what the command line and the configuration say together, checked, for the program to
//! work with.

use std::path::{Path, PathBuf};

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::config::Config;
use crate::io::formats::{Format, Options};
use crate::report::{FailOn, OutputFormat, StatisticsStyle};
use crate::rules::RuleSet;
use crate::rules::timings::Timings;
use crate::run::baseline::Baseline;
use crate::run::changes::{Changes, Wish};

mod action;
mod baseline;
mod corpus;
mod error;
mod evidence;
mod input;
mod ledger;
mod packs;
mod report;
mod rules;
mod since;
mod target;
mod threads;

pub use action::{Action, Fixing};
pub use corpus::Corpus;
pub use error::Error;
pub use evidence::Evidence;
pub use input::input;
pub use ledger::LedgerPlace;
pub use packs::{FileText, beside_shipped, load, pack_files};
pub use rules::{rule_files, rules, rules_of};
pub use threads::use_threads;

use baseline::baseline;
use report::statistics;
use since::since;

/// What a run over documents does.
pub struct Settings {
    pub paths: Vec<PathBuf>,
    pub action: Action,
    pub format: Option<&'static Format>,
    pub options: Options,
    pub shows_progress: bool,
    pub output_format: OutputFormat,
    /// Whether findings are counted instead of shown.
    pub statistics: Option<StatisticsStyle>,
    /// Findings that are shown.
    pub max_findings: Option<usize>,
    pub fail_on: FailOn,
    pub quiet: bool,
    /// Threads of the run.
    pub jobs: Option<u16>,
    /// Which other documents a document is judged by.
    pub evidence: Evidence,
    /// What is known.
    pub baseline: Option<Baseline>,
    /// What changed, where only that is judged.
    pub changes: Option<Changes>,
    /// Files of the program itself, which are no documents.
    pub own: Vec<PathBuf>,
}

impl Settings {
    /// Checks the options of a run against one another and against the disk.
    ///
    /// # Errors
    /// The first option that cannot be followed.
    pub fn new(mut args: RunArgs, config: &Config, rules: &RuleSet) -> Result<Self, Problem> {
        let since = since(&mut args)?;
        if args.paths.is_empty() {
            return Err(
                Problem::new("PATH", "nothing to lint: no file or folder was named")
                    .help("corpus-lint news/   or   corpus-lint - < article.txt; --help shows all"),
            );
        }
        let action = Action::new(&args)?;
        let (format, mut options) = input(&args.input, config, rules)?;
        if args.timings {
            options.timings = Timings::on(rules.rules().len());
        }
        let baseline = baseline(&args, config)?;
        let own = args.ledger.iter().map(PathBuf::as_path);
        let own = own.chain(baseline.as_ref().map(Baseline::path));
        let evidence = Evidence::new(&args.evidence, config);
        let own = own.chain(evidence.path());
        let own: Vec<PathBuf> = own.map(Path::to_owned).collect();
        let wish = Wish {
            paths: &args.paths,
            format,
            own: &own,
            writes: args.fix,
        };
        let changes = since
            .map(|since| Changes::find(&since, &wish))
            .transpose()?;
        let output_format = OutputFormat::from_name(&args.output_format).unwrap_or_default();
        Ok(Self {
            statistics: args
                .statistics
                .then(|| statistics(output_format))
                .transpose()?,
            action,
            format,
            options,
            shows_progress: !args.quiet && !args.no_progress,
            output_format,
            max_findings: args.max_findings,
            fail_on: FailOn::from_name(&args.fail_on).unwrap_or(FailOn::Warning),
            quiet: args.quiet,
            jobs: args.input.jobs,
            evidence,
            baseline,
            changes,
            own,
            paths: args.paths,
        })
    }

    /// The documents of the run.
    pub fn corpus(&self) -> Corpus<'_> {
        Corpus {
            paths: &self.paths,
            format: self.format,
            options: &self.options,
            own: &self.own,
            changes: self.changes.as_ref(),
        }
    }
}
