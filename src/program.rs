//! The whole program: reads the command line and runs the subcommand that it names.

use std::ffi::OsString;
use std::io::{self, Write};

use crate::base::problem::Problem;
use crate::cli::Outcome;
use crate::cli::args::{Cli, Command};
use crate::cli::commands::{
    completions, diff, eval, explain, fix, init, lint, man, restore, review, rules, schema, survey,
    test, train,
};
use crate::cli::config::Config;
use crate::cli::messages::print_command_error;
use crate::cli::settings::{self, Action, Error, Settings};
use crate::report::terminal::{PipeWriter, set_colour};
use crate::run::ledger::partly::Wanted;
use crate::server;

/// The whole program: parses the arguments, of which the first is the program's own name, does what
/// they say, and returns the exit code.
pub fn program(args: &[OsString]) -> u8 {
    keep_panics_quiet();
    let code = match Cli::read(args) {
        Ok(cli) => {
            set_colour(cli.color);
            let outcome = run(cli).unwrap_or_else(|error| {
                print_command_error(&error);
                Outcome::Failed
            });
            outcome as u8
        }
        Err(help_or_error) => help_or_error,
    };
    // Within another program nothing does this at the end.
    let _ = io::stdout().flush();
    code
}

/// Does what the command line says.
///
/// # Errors
/// What kept it from being done at all; what goes wrong on the way is reported there and then.
pub fn run(cli: Cli) -> Result<Outcome, Error> {
    if cli.command.is_some() && cli.run.is_given() {
        return Err(Problem::new(
            "PATH, options",
            "paths and the options of linting do not go with a command",
        )
        .help("to lint a folder that is named like a command, write ./rules")
        .into());
    }
    if let Some(Command::Server { .. }) = cli.command {
        // Finds configurations itself: a broken one is shown in the editor.
        return Ok(server::serve(&cli.rules));
    }
    let config = Config::find(cli.rules.config.as_deref(), cli.rules.isolated)?;
    let rules = || settings::rules(&cli.rules, &config);
    match cli.command {
        None => {
            let mut rules = rules()?;
            let settings = Settings::new(cli.run, &config, &rules)?;
            settings::use_threads(settings.jobs);
            rules.measure(settings.options.timings.clone());
            let (corpus, progress) = (settings.corpus(), settings.shows_progress);
            survey::consult(&mut rules, &corpus, &settings.evidence, progress)?;
            let outcome = match settings.action {
                Action::Lint => lint::lint(&settings, &rules),
                Action::Diff(applicability) => diff::diff(&settings, &rules, applicability),
                Action::Fix(ref fixing) => fix::fix(&settings, &rules, fixing)?,
            };
            if let Some(table) = settings.options.timings.table(&rules) {
                eprint!("{table}");
            }
            Ok(outcome)
        }
        // Served above.
        Some(Command::Server { .. }) => Ok(Outcome::Clean),
        Some(Command::Rules { format }) => rules::rules(&rules()?, &format, &mut stdout()),
        Some(Command::Explain { name }) => explain::explain(&name, rules()?, &mut stdout()),
        Some(Command::Test {
            files,
            update,
            lint,
        }) => {
            let options = test::Options { update, lint };
            test::test(&files, &options, &cli.rules, &config, &mut stdout())
        }
        Some(Command::Eval(args)) => eval::eval(&args, &config, rules()?, &mut stdout()),
        Some(Command::Review(args)) => review::review(&args, &config, rules()?),
        Some(Command::Survey(args)) => survey::survey(&args, &config, rules),
        Some(Command::Init { paths }) => init::init(&paths, &mut stdout()),
        Some(Command::Completions { shell }) => completions::completions(shell, &mut stdout()),
        Some(Command::Man { folder }) => man::man(folder.as_deref(), &mut stdout()),
        Some(Command::Schema { of }) => schema::schema(of == "config", &mut stdout()),
        Some(Command::Train(args)) => train::train(&args, &config, rules()?, &mut stdout()),
        Some(Command::Restore {
            ledger,
            files,
            restored_rules,
            documents,
        }) => {
            let wanted = Wanted {
                files,
                rules: restored_rules,
                documents,
            };
            restore::restore(ledger, &wanted)
        }
    }
}

/// A fault of the program is told with its place in the source; what it says of a document's text
/// must not reach the terminal.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |place| format!(" at {place}"));
        eprintln!("corpus-lint failed{place}");
    }));
}

fn stdout() -> impl Write {
    PipeWriter::new(io::stdout().lock())
}
