//! The whole program: parses the command line and runs the command.

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic;

use crate::cli::args::{Cli, Command};
use crate::cli::commands::{
    check, completions, eval, explain, init, man, restore, review, rules, schema, survey, test,
    train,
};
use crate::cli::config::Config;
use crate::cli::messages::print_command_error;
use crate::cli::{Error, Outcome, settings};
use crate::report::terminal::{PipeWriter, set_colour};
use crate::server;

/// Runs the program with these arguments; the first one is the program's own name. Returns the exit
/// code.
pub fn program(args: &[OsString]) -> u8 {
    hide_panic_messages();
    let code = match Cli::read(args) {
        Ok(cli) => {
            set_colour(cli.color);
            let outcome = run(cli).unwrap_or_else(|error| {
                print_command_error(&error);
                Outcome::Failed
            });
            outcome as u8
        }
        Err(exit_code) => exit_code,
    };
    // When the program runs inside another one, nothing else does this at the end.
    let _ = io::stdout().flush();
    code
}

/// Runs the command.
///
/// # Errors
/// The command could not run at all. Problems with single documents are reported while it runs.
pub fn run(cli: Cli) -> Result<Outcome, Error> {
    if let Some(Command::Server { .. }) = cli.command {
        // Finds the configuration itself, and shows errors in it in the editor.
        return Ok(server::serve(&cli.rules));
    }
    let config = Config::find(cli.rules.config.as_deref(), cli.rules.isolated)?;
    let rules = || settings::rules(&cli.rules, &config);
    match cli.command {
        None => check::check(cli.run, &config, rules()?),
        Some(Command::Server { .. }) => unreachable!("started above"),
        Some(Command::Rules { format }) => rules::rules(&rules()?, &format, &mut stdout()),
        Some(Command::Explain { name }) => {
            explain::explain(&name, &cli.rules, &config, &mut stdout())
        }
        Some(Command::Test(args)) => test::test(&args, &cli.rules, &config, &mut stdout()),
        Some(Command::Eval(args)) => eval::eval(&args, &config, rules()?, &mut stdout()),
        Some(Command::Review(args)) => review::review(&args, &config, rules()?),
        Some(Command::Survey(args)) => survey::survey(&args, &config, rules),
        Some(Command::Init { paths }) => init::init(&paths, &mut stdout()),
        Some(Command::Completions { shell }) => completions::completions(shell, &mut stdout()),
        Some(Command::Man { folder }) => man::man(folder.as_deref(), &mut stdout()),
        Some(Command::Schema { of }) => schema::schema(of == "config", &mut stdout()),
        Some(Command::Train(args)) => train::train(&args, &config, rules()?, &mut stdout()),
        Some(Command::Restore(args)) => restore::restore(args),
    }
}

/// Makes panics print only their place in the source code: their message could contain text of a
/// document, which must not reach the terminal.
pub fn hide_panic_messages() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |place| format!(" at {place}"));
        eprintln!("corpus-lint failed{place}");
    }));
}

fn stdout() -> impl Write {
    PipeWriter::new(io::stdout().lock())
}
