//! Settings: the command line, checked and turned into what the program works with.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::baseline::{Baseline, Update};
use crate::changes::{Changes, Since, Wish};
use crate::cli::{EvidenceArgs, InputArgs, RuleArgs, RunArgs};
use crate::config::{Config, FILE_NAME};
use crate::document::{Document, language_of};
use crate::fix::Kept;
use crate::formats::{FORMATS, Fields, Format, Options};
use crate::ledger::Ledger;
use crate::problem::Problem;
use crate::report::{FailOn, OutputFormat, Reporter, Silent, Statistics, Style};
use crate::review::accepted::Accepted;
use crate::rule::{
    Applicability, Pack, RuleErrors, RuleSet, Selection, SelectionError, shipped_packs,
};
use crate::sink::Target;
use crate::timings::Timings;
use crate::walk::{Found, walk};

/// What a run over documents does.
pub struct Settings {
    pub paths: Vec<PathBuf>,
    pub action: Action,
    pub format: Option<&'static Format>,
    pub options: Options,
    pub shows_progress: bool,
    pub output_format: OutputFormat,
    /// Whether findings are counted instead of shown.
    pub statistics: Option<Style>,
    /// Findings that are shown.
    pub max_findings: Option<usize>,
    pub fail_on: FailOn,
    pub quiet: bool,
    /// Threads to judge documents with.
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

/// The documents of a run, as they are read.
#[derive(Clone, Copy)]
pub struct Corpus<'s> {
    pub paths: &'s [PathBuf],
    pub format: Option<&'static Format>,
    pub options: &'s Options,
    /// Files of the program itself, which are passed over.
    pub own: &'s [PathBuf],
    /// What changed, where only that is judged.
    pub changes: Option<&'s Changes>,
}

impl<'s> Corpus<'s> {
    /// The files, in order.
    pub fn files(&self) -> Box<dyn Iterator<Item = Found> + 's> {
        match self.changes {
            Some(changes) => Box::new(changes.files()),
            None => Box::new(walk(self.paths, self.format, self.own)),
        }
    }

    /// Whether it can be read more than once.
    pub fn can_be_read_again(&self) -> bool {
        self.paths.iter().all(|path| path.as_os_str() != "-")
    }
}

/// Which other documents a document is judged by.
#[derive(Debug)]
pub enum Evidence {
    /// None: each is judged alone.
    Alone,
    /// Those of the run, which are surveyed first.
    Run,
    /// Those that the survey in this file counted.
    Table(PathBuf),
}

impl Evidence {
    /// As the command line or the configuration says.
    pub fn new(args: &EvidenceArgs, config: &Config) -> Self {
        match args.survey.clone().or_else(|| config.survey_path()) {
            _ if args.no_survey => Self::Alone,
            Some(path) => Self::Table(path),
            None => Self::Run,
        }
    }

    /// The file of the survey, which is no document.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Table(path) => Some(path),
            _ => None,
        }
    }
}

/// Lint, show or fix.
#[derive(Debug)]
pub enum Action {
    Lint,
    Diff(Applicability),
    Fix(Fixing),
}

/// How to fix.
#[derive(Debug)]
pub struct Fixing {
    /// Fixes of at least this applicability are applied.
    pub applicability: Applicability,
    /// Instead, those that somebody accepted.
    pub only: Option<Accepted>,
    pub target: Target,
    pub ledger: LedgerPlace,
}

/// Where the ledger is kept.
#[derive(Debug)]
pub enum LedgerPlace {
    Nowhere,
    /// In a new file of the ledger folder.
    Fresh,
    At(PathBuf),
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
        let from_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
        if from_stdin && args.ledger.is_some() {
            return Err(Problem::new(
                "--ledger",
                "what is cleaned on standard input has no file to put back into",
            )
            .help("leave --ledger out, or name files"));
        }
        if let Some(ledger) = args
            .ledger
            .as_ref()
            .filter(|ledger| args.paths.contains(ledger))
        {
            return Err(Problem::new(
                format!("--ledger {}", ledger.to_string_lossy()),
                "the ledger cannot be one of the files that are fixed",
            )
            .help("name another file"));
        }
        if args.unsafe_fixes && !args.fix && !args.diff {
            return Err(Problem::new(
                "--unsafe-fixes",
                "fixes are applied by --fix and shown by --diff",
            )
            .help("add --fix or --diff"));
        }
        let applicability = if args.unsafe_fixes {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let action = match (args.fix, args.diff) {
            (false, false) => Action::Lint,
            (false, true) => Action::Diff(applicability),
            (true, _) => {
                let target = target(&args)?;
                let ledger = match &args.ledger {
                    Some(path) => LedgerPlace::At(path.clone()),
                    None if args.no_ledger || target != Target::InPlace => LedgerPlace::Nowhere,
                    None => LedgerPlace::Fresh,
                };
                Action::Fix(Fixing {
                    applicability,
                    only: None,
                    target,
                    ledger,
                })
            }
        };
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
        let output_format =
            OutputFormat::from_name(&args.output_format).unwrap_or(OutputFormat::Full);
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

    /// Tells which findings of a document fixes leave alone, because they are known.
    pub fn kept<'k>(&'k self, rules: &'k RuleSet, document: &'k Document) -> Option<Box<Kept<'k>>> {
        let baseline = self.baseline.as_ref()?;
        baseline.speaks_of(document).then_some(())?;
        Some(Box::new(move |text, findings| {
            baseline.known(rules, document, text, findings)
        }))
    }

    /// What writes the findings; `--diff` shows changes instead.
    pub fn reporter(&self, colour: bool) -> Box<dyn Reporter> {
        match (self.statistics, &self.action) {
            (Some(style), _) => Box::new(Statistics::new(style)),
            (None, Action::Diff(_)) => Box::new(Silent),
            (None, _) => self.output_format.reporter(colour),
        }
    }

    /// The language of a document, where statistics ask for it: telling it takes time.
    pub fn language(&self, document: &Document) -> Option<String> {
        self.statistics?;
        let said = document.language.clone();
        said.or_else(|| language_of(&document.text).map(str::to_owned))
    }
}

fn statistics(format: OutputFormat) -> Result<Style, Problem> {
    format.statistics().ok_or_else(|| {
        Problem::new(
            format!("--statistics --output-format {format}"),
            "this format has no place for statistics",
        )
        .help("leave --output-format out for a table, or say json")
    })
}

/// Since when changes count, where only they are judged; without a path, all of the working directory
/// is meant.
fn since(args: &mut RunArgs) -> Result<Option<Since>, Problem> {
    let since = args.since.clone().map(Since::Commit);
    let Some(since) = since.or(args.staged.then_some(Since::Staged)) else {
        return Ok(None);
    };
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
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

/// What is known, by the command line or the configuration.
fn baseline(args: &RunArgs, config: &Config) -> Result<Option<Baseline>, Problem> {
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

/// Makes as many threads as the user asked for.
pub fn use_threads(jobs: Option<u16>) {
    if let Some(jobs) = jobs {
        // Fails only where a pool stands already, as under tests of the library.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.into())
            .build_global();
    }
}

/// How input is read: its format, where the user tells it, and the rest.
///
/// # Errors
/// An unknown format.
pub fn input(
    args: &InputArgs,
    config: &Config,
    rules: &RuleSet,
) -> Result<(Option<&'static Format>, Options), Problem> {
    let options = Options {
        fields: Arc::new(Fields {
            texts: text_fields(&args.text_field, config),
            id: field(&args.id_field, &config.id_field).unwrap_or_else(|| "id".into()),
            language: field(&args.language_field, &config.language_field),
            source: field(&args.source_field, &config.source_field).unwrap_or_else(|| "url".into()),
            title: field(&args.title_field, &config.title_field).unwrap_or_else(|| "title".into()),
            wanted: rules.fields(),
        }),
        max_record: max_record(args.max_record, config),
        ..Options::default()
    };
    let format = format(args.format.as_ref().or(config.format.as_ref()))?;
    Ok((format, options))
}

/// MiB that a record may have unless the user says otherwise.
const MAX_RECORD: u32 = 32;

fn max_record(said: Option<u32>, config: &Config) -> usize {
    (said.or(config.max_record).unwrap_or(MAX_RECORD).max(1) as usize) << 20
}

fn text_fields(said: &[String], config: &Config) -> Vec<String> {
    let settled = || config.text_field.clone().map(|names| names.0);
    let mut names = match said.is_empty() {
        false => said.to_vec(),
        true => settled()
            .filter(|names| !names.is_empty())
            .unwrap_or_else(|| vec!["text".into()]),
    };
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn field(said: &Option<String>, settled: &Option<String>) -> Option<String> {
    said.clone().or_else(|| settled.clone())
}

fn format(name: Option<&String>) -> Result<Option<&'static Format>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let unknown = || {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        Problem::new("format", format!("unknown format `{name}`"))
            .help(format!("one of: {}", names.join(", ")))
    };
    Format::named(name).map(Some).ok_or_else(unknown)
}

/// Where `--output` points to: a folder for a folder, several inputs or where a folder stands; else
/// a file.
fn target(args: &RunArgs) -> Result<Target, Problem> {
    let Some(output) = &args.output else {
        return Ok(Target::InPlace);
    };
    let shown = format!("--output {}", output.to_string_lossy());
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
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

impl LedgerPlace {
    /// The file that the user named.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::At(path) => Some(path),
            _ => None,
        }
    }

    /// Opens the ledger.
    ///
    /// # Errors
    /// When a ledger that the user named cannot be written.
    pub fn open(&self) -> Result<Option<Ledger>, Problem> {
        match self {
            Self::Nowhere => Ok(None),
            Self::Fresh => Ok(Some(Ledger::fresh())),
            Self::At(path) => Ledger::at(path)
                .map(Some)
                .map_err(|error| Problem::io(path.to_string_lossy(), "write the ledger", &error)),
        }
    }
}

/// Why a command cannot be carried out at all.
#[derive(Debug)]
pub enum Error {
    Rules(RuleErrors),
    Problem(Problem),
}

impl From<RuleErrors> for Error {
    fn from(errors: RuleErrors) -> Self {
        Self::Rules(errors)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<SelectionError> for Error {
    fn from(error: SelectionError) -> Self {
        Problem::new("--select, --ignore", error.to_string())
            .help("`corpus-lint rules` lists the rules, `corpus-lint explain categories` the categories")
            .into()
    }
}

/// The shipped rules and those of `--rules`, with what is selected of them. A pack of the name of a
/// shipped one takes its place, so that a changed copy can be tried.
///
/// # Errors
/// Every error of the rule files; a file that cannot be read; a name that selects nothing.
pub fn rules(args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    rules_of(&rule_files(args, config)?, args, config)
}

/// The rule files that the configuration and the command line name, read.
///
/// # Errors
/// The first that cannot be read.
pub fn rule_files(args: &RuleArgs, config: &Config) -> Result<Vec<FileText>, Problem> {
    // A file that the configuration and the command line both name is read once.
    let mut paths = config.pack_paths();
    let settled: Vec<_> = paths.iter().map(|path| path.canonicalize().ok()).collect();
    let is_new = |path: &&PathBuf| !settled.contains(&path.canonicalize().ok());
    paths.extend(args.packs.iter().filter(is_new).cloned());
    read(&paths)
}

/// As [`rules`], of rule files that were read before: for a process that need not have them.
///
/// # Errors
/// As for [`rules`], but for files that cannot be read.
pub fn rules_of(files: &[FileText], args: &RuleArgs, config: &Config) -> Result<RuleSet, Error> {
    let shipped = shipped_packs()?;
    let own = parse(files, &shipped)?;
    let is_replaced = |pack: &Pack| own.iter().any(|own| own.name == pack.name);
    let mut packs: Vec<Pack> = shipped
        .into_iter()
        .filter(|pack| !is_replaced(pack))
        .collect();
    packs.extend(own);
    let mut rules = RuleSet::new(packs)?;
    rules.follow(config.policy()?).map_err(|error| {
        Problem::new(FILE_NAME, error.to_string()).help(
            "`corpus-lint rules` lists the rules, `corpus-lint explain categories` the categories",
        )
    })?;
    rules.select(&Selection {
        select: if args.select.is_empty() {
            config.select.clone()
        } else {
            args.select.clone()
        },
        ignore: [config.ignore.as_slice(), &args.ignore].concat(),
        extend_select: [config.extend_select.as_slice(), &args.extend_select].concat(),
    })?;
    Ok(rules)
}

/// Reads packs from files, and from the TOML files of folders. They may extend those before them.
///
/// # Errors
/// As for [`rules`].
pub fn load<'p>(
    paths: &[PathBuf],
    before: impl IntoIterator<Item = &'p Pack>,
) -> Result<Vec<Pack>, Error> {
    parse(&read(paths)?, before)
}

/// A file that was read: its name as the user gave it, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileText {
    pub name: String,
    pub text: String,
}

fn read(paths: &[PathBuf]) -> Result<Vec<FileText>, Problem> {
    let files = pack_files(paths)?.into_iter().map(|path| {
        let name = path.to_string_lossy().into_owned();
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(FileText { name, text }),
            Err(error) => Err(Problem::io(name, "read the rules", &error)),
        }
    });
    files.collect()
}

fn parse<'p>(
    files: &[FileText],
    before: impl IntoIterator<Item = &'p Pack>,
) -> Result<Vec<Pack>, Error> {
    let before: Vec<&Pack> = before.into_iter().collect();
    let mut packs: Vec<Pack> = Vec::new();
    let mut errors = Vec::new();
    for FileText { name, text } in files {
        let known: Vec<&Pack> = before.iter().copied().chain(&packs).collect();
        match Pack::parse(name, text, &known) {
            Ok(pack) => packs.push(pack),
            Err(RuleErrors(more)) => errors.extend(more),
        }
    }
    match errors.is_empty() {
        true => Ok(packs),
        false => Err(RuleErrors(errors).into()),
    }
}

/// The files of packs: those named, and those in folders named, by name.
///
/// # Errors
/// A folder that cannot be read or holds no pack.
pub fn pack_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let shown = path.to_string_lossy();
        let entries =
            std::fs::read_dir(path).map_err(|error| Problem::io(&shown, "read", &error))?;
        let before = files.len();
        files.extend(
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|ending| ending == "toml")),
        );
        files[before..].sort();
        if files.len() == before {
            return Err(
                Problem::new(shown, "no pack of rules (*.toml) is in this folder")
                    .help("name a TOML file, or the folder that holds such files"),
            );
        }
    }
    Ok(files)
}
