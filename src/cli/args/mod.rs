//! The command line: what users may say, and its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand};

use crate::base::sanitise;
use crate::io::formats::FORMATS;
use crate::report::{FailOn, OutputFormat};

mod eval;
mod review;
mod survey;
mod train;

pub use eval::EvalArgs;
pub use review::ReviewArgs;
pub use survey::{EvidenceArgs, SurveyArgs};
pub use train::{Fitting, TrainArgs};

/// Finds the residue that scraping leaves in text corpora, says why it is residue, and removes it
/// so that every byte can be put back.
#[derive(Debug, Parser)]
#[command(
    version,
    long_version = VERSION,
    subcommand_help_heading = "Other commands",
    after_help = "Exit code: 0 nothing of error or warning severity is left (or what --fail-on says), \
                  1 findings are left, 2 something could not be read, written or understood.\n\n\
                  Examples:\n  corpus-lint news/                    what is there, and why\n  \
                  corpus-lint --diff news/             what --fix would change\n  \
                  corpus-lint --fix news/              clean in place; `corpus-lint restore` undoes it\n  \
                  corpus-lint --fix -o clean/ news/    write cleaned copies\n  \
                  corpus-lint --since main news/       what a branch brings in\n  \
                  corpus-lint explain ar-comments      why a rule calls a line residue\n\n\
                  A folder that is named like a command is linted as ./rules."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub rules: RuleArgs,

    /// Whether to colour; unless told, a terminal is coloured, and `NO_COLOR` or `CLICOLOR_FORCE` in
    /// the environment count
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub color: ColorChoice,
}

/// What `--version` says.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("CORPUS_LINT_BUILD"),
    ")"
);

/// Linting and fixing.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// Files, folders (walked; hidden files passed over), or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Clean in place with the safe fixes; with - the cleaned text goes to standard output
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,

    /// Apply the unsafe fixes too: they may remove a line of the article
    #[arg(long, help_heading = "Fixing")]
    pub unsafe_fixes: bool,

    /// Show what --fix would do, change nothing
    #[arg(long, conflicts_with = "fix", help_heading = "Fixing")]
    pub diff: bool,

    /// Write cleaned copies there instead of cleaning in place
    #[arg(
        short,
        long,
        value_name = "DIR|FILE",
        requires = "fix",
        help_heading = "Fixing"
    )]
    pub output: Option<PathBuf>,

    /// Keep the ledger of removals there, added to what it holds; in-place fixes keep one in
    /// .corpus-lint/ unless told otherwise
    #[arg(long, value_name = "FILE", requires = "fix", help_heading = "Fixing")]
    pub ledger: Option<PathBuf>,

    /// Keep no ledger: what is removed cannot be put back
    #[arg(
        long,
        requires = "fix",
        conflicts_with = "ledger",
        help_heading = "Fixing"
    )]
    pub no_ledger: bool,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,

    /// Judge only files that changed in git since we parted from this commit, and new ones; of JSON
    /// Lines only rows that did; in the working directory unless paths are named
    #[arg(
        long,
        value_name = "COMMIT",
        conflicts_with = "staged",
        help_heading = "What is new"
    )]
    pub since: Option<String>,

    /// Judge only what is staged in git: files as the next commit would hold them, of JSON Lines only
    /// rows that change
    #[arg(long, help_heading = "What is new")]
    pub staged: bool,

    /// Neither report nor fix the findings that this file knows
    #[arg(long, value_name = "FILE", help_heading = "What is new")]
    pub baseline: Option<PathBuf>,

    /// Use no baseline, whatever the configuration says
    #[arg(
        long,
        conflicts_with_all = ["baseline", "update_baseline", "prune"],
        help_heading = "What is new"
    )]
    pub no_baseline: bool,

    /// Add the findings of this run to the baseline instead of reporting them
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "What is new")]
    pub update_baseline: bool,

    /// Drop from the baseline what is not found any more in the files of this run
    #[arg(long, conflicts_with_all = ["fix", "diff"], help_heading = "What is new")]
    pub prune: bool,

    /// How findings are written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "full",
        value_parser = clap::builder::PossibleValuesParser::new(OutputFormat::ALL.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name).help(f.about)
        })),
        help_heading = "Output"
    )]
    pub output_format: String,

    /// Count instead of showing findings or changes: by rule, category, source and language; a
    /// table, or JSON with --output-format json
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Say on standard error where the time went: by phase, and by rule, the slowest first
    #[arg(long, help_heading = "Output")]
    pub timings: bool,

    /// Show only the first N findings, and say how many more there are
    #[arg(
        long,
        value_name = "N",
        conflicts_with_all = ["diff", "statistics"],
        help_heading = "Output"
    )]
    pub max_findings: Option<usize>,

    /// What has to be left for the exit code to be 1
    #[arg(
        long,
        value_name = "SEVERITY",
        default_value = "warning",
        value_parser = clap::builder::PossibleValuesParser::new(FailOn::ALL.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name()).help(f.about())
        })),
        help_heading = "Output"
    )]
    pub fail_on: String,

    /// Say nothing but the findings and what went wrong
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Show no progress; none is shown where standard error is no terminal
    #[arg(long, help_heading = "Output")]
    pub no_progress: bool,
}

/// How input is read, and on how many threads it is judged.
#[derive(Debug, Clone, Default, Args)]
pub struct InputArgs {
    /// The format of all input, instead of what the endings of file names tell
    #[arg(
        long,
        value_parser = clap::builder::PossibleValuesParser::new(FORMATS.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name).help(f.about)
        })),
        help_heading = "Input"
    )]
    pub format: Option<String>,

    /// The field of a record that holds the text; a dot leads into a field, commas part several
    /// [default: text]
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Input"
    )]
    pub text_field: Vec<String>,

    /// The field of a record that holds its name [default: id]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub id_field: Option<String>,

    /// The field of a record that says its language, instead of telling it from the text
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub language_field: Option<String>,

    /// The field of a record that says where it is from: an address, of which the host counts, or
    /// the name of a site; documents without it are of the folder that they lie in [default: url]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub source_field: Option<String>,

    /// The field of a record that holds its title [default: title]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub title_field: Option<String>,

    /// The size of a record, in MiB, beyond which it is left as it is [default: 32]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=1 << 20), help_heading = "Input")]
    pub max_record: Option<u32>,

    /// Threads that read, judge and write [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

impl Cli {
    /// Reads the command line, of which the first argument is the program's own name.
    ///
    /// # Errors
    /// The exit code, once help, version or what is wrong was printed. Arguments may come from file
    /// names, so that they are made safe for the terminal.
    pub fn read(args: &[OsString]) -> Result<Self, u8> {
        Self::try_parse_from(args).map_err(|error| {
            let is_safe = |arg: &OsString| arg.to_string_lossy().chars().all(sanitise::is_safe);
            let is_safe = args.iter().all(is_safe);
            if is_safe {
                let _ = error.print();
            } else {
                let text = error.render().to_string();
                text.lines()
                    .for_each(|line| eprintln!("{}", sanitise::line(line)));
            }
            error.exit_code() as u8
        })
    }
}

impl RunArgs {
    /// Whether any of these was said beside a command.
    pub fn is_given(&self) -> bool {
        !self.paths.is_empty()
            || self.fix
            || self.diff
            || self.output.is_some()
            || self.ledger.is_some()
            || self.statistics
            || self.timings
            || self.max_findings.is_some()
            || self.evidence.survey.is_some()
            || self.since.is_some()
            || self.staged
            || self.baseline.is_some()
            || self.no_baseline
            || self.update_baseline
            || self.prune
    }
}

/// Which rules there are and which of them report.
#[derive(Debug, Clone, Args)]
pub struct RuleArgs {
    /// Load more rules: a pack, or a folder of packs (may be given several times)
    #[arg(
        long = "rules",
        value_name = "PATH",
        global = true,
        help_heading = "Rules"
    )]
    pub packs: Vec<PathBuf>,

    /// Report only these rules or categories, separated by commas
    #[arg(
        long,
        value_name = "RULE|CATEGORY",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub select: Vec<String>,

    /// Do not report these rules or categories
    #[arg(
        long,
        value_name = "RULE|CATEGORY",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub ignore: Vec<String>,

    /// Report these as well: rules that are off unless asked for
    #[arg(
        long,
        value_name = "RULE|CATEGORY",
        value_delimiter = ',',
        global = true,
        help_heading = "Rules"
    )]
    pub extend_select: Vec<String>,

    /// The configuration, instead of the nearest corpus-lint.toml upwards from here
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "isolated")]
    pub config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long, global = true)]
    pub isolated: bool,
}

/// Everything but linting.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// List the rules
    Rules {
        /// A line a rule, an array of objects, or the rule reference
        #[arg(long, value_parser = ["text", "json", "markdown"], default_value = "text")]
        format: String,
    },
    /// Say why a rule calls a line residue, with examples
    Explain {
        /// A rule's name; or `kinds`, or `categories`
        #[arg(value_name = "RULE")]
        name: String,
    },
    /// Run the tests that rules carry: of the shipped packs, or of the files given
    Test {
        /// Packs, or folders of packs
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Write what the fixes leave now into `fixed` of the files given
        #[arg(long, requires = "files")]
        update: bool,
        /// Also look for rules that are slow, never match, remove without a bound, or overlap
        #[arg(long)]
        lint: bool,
    },
    /// Look at a corpus and write a commented corpus-lint.toml for it
    Init {
        /// Files or folders of the corpus
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
    /// Serve editors over standard input and output: findings, fixes and rules as they are typed;
    /// see docs/editor.md
    Server {
        /// What many editors add; the server talks over standard input and output anyway
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Print the JSON Schema of rule files, so that editors complete and check them
    Schema {
        /// Of rule files, or of corpus-lint.toml
        #[arg(value_parser = ["rules", "config"], default_value = "rules")]
        of: String,
    },
    /// Walk through findings, say of each whether it is residue, and apply what was accepted
    Review(ReviewArgs),
    /// Measure what fixes and findings get right, on documents labelled by hand
    Eval(EvalArgs),
    /// Fit a model anew on labelled texts and write it as TOML for a pack; see docs/training.md
    Train(TrainArgs),
    /// Count in how many documents each line stands, for later runs with --survey: a table that
    /// merges with others; see docs/survey.md
    Survey(SurveyArgs),
    /// Print what makes a shell complete options and commands
    Completions { shell: clap_complete::Shell },
    /// Print the manual page, or write one for each command into a folder
    #[command(hide = true)]
    Man {
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Put back what the runs of a ledger removed: all of it, byte for byte, or a part
    Restore {
        /// The ledger [default: the newest in .corpus-lint/]
        ledger: Option<PathBuf>,
        /// Only in this file, named as the ledger names it (may be given several times)
        #[arg(long = "file", value_name = "PATH")]
        files: Vec<PathBuf>,
        /// Only what these rules removed
        #[arg(long = "rule", value_name = "RULE", value_delimiter = ',')]
        restored_rules: Vec<String>,
        /// Only in this document: its id, or `news.jsonl[12]` as reports name it (may be given
        /// several times)
        #[arg(long = "document", value_name = "ID")]
        documents: Vec<String>,
    },
}
