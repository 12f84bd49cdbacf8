//! The subcommands.

use std::path::PathBuf;

use clap::Subcommand;

use crate::cli::args::eval::EvalArgs;
use crate::cli::args::restore::RestoreArgs;
use crate::cli::args::review::ReviewArgs;
use crate::cli::args::survey::SurveyArgs;
use crate::cli::args::test::TestArgs;
use crate::cli::args::train::TrainArgs;

/// A subcommand. Without one, documents are checked or fixed.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// List the rules
    Rules {
        /// A table, an array of JSON objects, or the rule reference
        #[arg(long, value_parser = ["text", "json", "markdown"], default_value = "text")]
        format: String,
    },
    /// Explain a rule with examples, or list the rules of a category, kind or pack
    Explain {
        /// A rule, category, kind or pack; `kinds`, `categories` or `packs` lists them all
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Run the tests of the shipped rules, or of the given rule files
    Test(TestArgs),
    /// Look at a corpus, and write a corpus-lint.toml with comments for it
    Init {
        /// Files or folders of the corpus
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
    /// Start the language server, which shows findings in editors; see docs/editor.md
    Server {
        /// Accepted because many editors add it; the server always uses standard input and output
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Print the JSON Schema of rule files or of corpus-lint.toml, with which editors complete and
    /// check them
    Schema {
        /// Which schema to print
        #[arg(value_parser = ["rules", "config"], default_value = "rules")]
        of: String,
    },
    /// Go through the findings one by one, and apply the fixes that you accept; see docs/review.md
    Review(ReviewArgs),
    /// Measure the quality of findings and fixes on labelled documents; see docs/gold.md
    Eval(EvalArgs),
    /// Train a model on labelled documents, and write it as TOML for a pack; see docs/training.md
    Train(TrainArgs),
    /// Count how many documents contain each line, and keep the counts for later runs with
    /// --survey; see docs/survey.md
    Survey(SurveyArgs),
    /// Print a script with which your shell completes commands and options
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all commands to a folder
    #[command(hide = true)]
    Man {
        /// The folder for the pages
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Undo fixes: put back everything that is recorded in a ledger, or a part of it
    Restore(RestoreArgs),
}
