//! The settings of a run that checks or fixes documents.

use std::path::{Path, PathBuf};

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::config::Config;
use crate::cli::corpus::Corpus;
use crate::cli::settings::action::Action;
use crate::cli::settings::baseline::baseline;
use crate::cli::settings::evidence::EvidenceSource;
use crate::cli::settings::input::input;
use crate::cli::settings::since::since;
use crate::cli::settings::statistics::statistics;
use crate::io::formats::{Format, ReadOptions};
use crate::report::{FailOn, OutputFormat, Reporter, Silent, Statistics, StatisticsStyle};
use crate::rules::RuleSet;
use crate::rules::fixing::ProtectedSpans;
use crate::rules::timings::Timings;
use crate::run::baseline::Baseline;
use crate::run::changes::{ChangeRequest, Changes};
use crate::text::{Document, language_of};

/// The settings of a run over documents.
pub struct Settings {
    /// The files and folders that the user named.
    pub paths: Vec<PathBuf>,
    /// What is done with findings.
    pub action: Action,
    /// The format of all files, if the user set one.
    pub format: Option<&'static Format>,
    /// How records are read.
    pub options: ReadOptions,
    /// Whether a progress bar may be shown.
    pub shows_progress: bool,
    /// How findings are written.
    pub output_format: OutputFormat,
    /// How counts are written, if they are shown instead of findings.
    pub statistics: Option<StatisticsStyle>,
    /// The number of findings that are shown at most.
    pub max_findings: Option<usize>,
    /// Which findings make the exit code 1.
    pub fail_on: FailOn,
    /// Whether only findings and errors are printed.
    pub quiet: bool,
    /// The number of threads, if the user set one.
    pub jobs: Option<u16>,
    /// Which other documents rules compare a document with.
    pub evidence: EvidenceSource,
    /// The findings that are neither reported nor fixed.
    pub baseline: Option<Baseline>,
    /// What changed in git, if only that is checked.
    pub changes: Option<Changes>,
    /// Files of the program itself, which are not documents.
    pub own: Vec<PathBuf>,
}

impl Settings {
    /// Checks the options of a run against each other and against the disk.
    ///
    /// # Errors
    /// The first option that cannot be used.
    pub fn new(mut args: RunArgs, config: &Config, rules: &RuleSet) -> Result<Self, Problem> {
        let since = since(&mut args)?;
        if args.paths.is_empty() {
            return Err(
                Problem::new("PATH", "no file or folder was named").help(
                    "try `corpus-lint news/` or `corpus-lint - < article.txt`; --help shows all options",
                ),
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
        let evidence = EvidenceSource::new(&args.evidence, config);
        let own = own.chain(evidence.path());
        let own: Vec<PathBuf> = own.map(Path::to_owned).collect();
        let request = ChangeRequest {
            paths: &args.paths,
            format,
            own: &own,
            writes: args.fix,
        };
        let changes = since
            .map(|since| Changes::find(&since, &request))
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

    /// The writer of findings; with `--diff` it writes nothing, because changes are shown instead.
    pub fn reporter(&self, colour: bool) -> Box<dyn Reporter> {
        match (self.statistics, &self.action) {
            (Some(style), _) => Box::new(Statistics::new(style)),
            (None, Action::Diff(_)) => Box::new(Silent),
            (None, _) => self.output_format.reporter(colour),
        }
    }

    /// The language of a document, if statistics need it: to detect it takes time.
    pub fn language(&self, document: &Document) -> Option<String> {
        self.statistics?;
        let given = document.language.clone();
        given.or_else(|| language_of(&document.text).map(str::to_owned))
    }

    /// The spans of a document that fixes must leave alone, because the baseline records findings
    /// there; `None` if it records none of this document.
    pub fn protected<'p>(
        &'p self,
        rules: &'p RuleSet,
        document: &'p Document,
    ) -> Option<Box<ProtectedSpans<'p>>> {
        let baseline = self.baseline.as_ref()?;
        baseline.covers(document).then_some(())?;
        Some(Box::new(move |text, findings| {
            baseline.known(rules, document, text, findings)
        }))
    }
}
