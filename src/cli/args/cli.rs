//! The whole command line: how it is parsed, and the help text around the options.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ColorChoice, CommandFactory, Error, FromArgMatches, Parser};

use crate::base::sanitise;
use crate::cli::args::command::Command;
use crate::cli::args::rules::RuleArgs;
use crate::cli::args::run::RunArgs;

/// Find boilerplate in text that was scraped from websites, explain each finding, and remove it.
/// All changes can be undone, byte for byte.
#[derive(Debug, Parser)]
#[command(
    version,
    long_version = VERSION,
    after_help = "Exit codes:\n  0    no finding with severity error or warning is left (see --fail-on)\n  \
                  1    at least one such finding is left\n  \
                  2    an input, an option or a rule file could not be used\n  \
                  130  the run was interrupted, for example with Ctrl-C\n\n\
                  Examples:\n  corpus-lint news/                    show the findings and their reasons\n  \
                  corpus-lint --diff news/             show what --fix would change\n  \
                  corpus-lint --fix news/              clean the files; `corpus-lint restore` undoes it\n  \
                  corpus-lint --fix -o clean/ news/    write cleaned copies to clean/\n  \
                  corpus-lint --since main news/       check only files that changed since main\n  \
                  corpus-lint explain ar-comments      explain a rule\n\n\
                  If a folder has the same name as a command, write ./ before it, for example ./rules."
)]
pub struct Cli {
    /// `None` to check or fix documents, which is the main job.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub rules: RuleArgs,

    /// When to use colors. `auto` uses them only on a terminal; the environment variables NO_COLOR
    /// and CLICOLOR_FORCE can change this
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub color: ColorChoice,
}

/// The text of `--version`.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("CORPUS_LINT_BUILD"),
    ")"
);

impl Cli {
    /// Parses the command line; the first argument is the program's own name.
    ///
    /// # Errors
    /// The exit code, once help, version or the error was printed. Arguments may come from file
    /// names, so they are made safe for the terminal.
    pub fn read(args: &[OsString]) -> Result<Self, u8> {
        Self::parse_checked(args).map_err(|error| {
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

    /// Parses the command line, and refuses options that the subcommand would ignore.
    fn parse_checked(args: &[OsString]) -> Result<Self, Error> {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(args)?;
        if let Some(name) = matches.subcommand_name() {
            let ignored = run_options_given(&matches);
            if !ignored.is_empty() {
                let message = format!(
                    "{} cannot be used together with the command '{name}'\n\n  \
                     tip: options of the command come after its name; to check a folder that has the \
                     name of a command, write './{name}'",
                    ignored.join(", ")
                );
                return Err(command.error(ErrorKind::ArgumentConflict, message));
            }
        }
        Self::from_arg_matches(&matches)
    }
}

/// The options of [`RunArgs`] that are on the command line, as the user writes them.
fn run_options_given(matches: &ArgMatches) -> Vec<String> {
    let options = RunArgs::augment_args(clap::Command::new("run"));
    let is_given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let given = options
        .get_arguments()
        .filter(|option| is_given(option.get_id().as_str()));
    given
        .map(|option| match option.get_long() {
            Some(long) => format!("'--{long}'"),
            None => "a path".to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(args: &[&str]) -> Option<Error> {
        let args = [&["corpus-lint"], args].concat();
        let args: Vec<OsString> = args.into_iter().map(OsString::from).collect();
        Cli::parse_checked(&args).err()
    }

    /// What a user would type for an option.
    fn typed(option: &clap::Arg) -> Vec<String> {
        let value = option
            .get_possible_values()
            .first()
            .map_or_else(|| "1".to_owned(), |value| value.get_name().to_owned());
        match option.get_long() {
            None => vec![value],
            Some(long) if option.get_action().takes_values() => vec![format!("--{long}"), value],
            Some(long) => vec![format!("--{long}")],
        }
    }

    #[test]
    fn no_option_of_a_run_is_silently_ignored_by_a_command() {
        let options = RunArgs::augment_args(clap::Command::new("run"));
        let mut seen = 0;
        // After a path, the name of a command is another path.
        for option in options.get_opts() {
            let typed = typed(option);
            let mut args: Vec<&str> = typed.iter().map(String::as_str).collect();
            args.push("rules");
            let mut error = refused(&args).unwrap_or_else(|| panic!("{args:?} is accepted"));
            if error.kind() == ErrorKind::MissingRequiredArgument {
                // Options of --fix need it.
                args.insert(0, "--fix");
                error = refused(&args).unwrap_or_else(|| panic!("{args:?} is accepted"));
            }
            assert_eq!(error.kind(), ErrorKind::ArgumentConflict, "{args:?}");
            let name = option
                .get_long()
                .map_or("a path".into(), |long| format!("'--{long}'"));
            let message = error.to_string();
            assert!(message.contains(&name), "{args:?}: {message}");
            assert!(message.contains("'rules'"), "{args:?}: {message}");
            seen += 1;
        }
        assert!(seen > 20, "{seen} options");
    }

    #[test]
    fn options_of_the_command_itself_are_accepted() {
        for args in [
            &["rules", "--format", "json"][..],
            &["--select", "comments", "--color", "never", "rules"],
            &["survey", "--quiet", "-o", "counts.parquet", "news"],
            &["review", "--max-findings", "3", "--jobs", "1", "news"],
        ] {
            assert!(refused(args).is_none(), "{args:?}");
        }
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
