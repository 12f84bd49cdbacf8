//! Messages on standard error: errors with their place and remedy, and that a command waits.

use std::io::{self, Write};
use std::path::Path;

use miette::Diagnostic;

use crate::base::sanitise;
use crate::cli::error::Error;
use crate::report::ShownRuleError;
use crate::report::terminal::{allows_colour, miette_handler};

/// Prints an error.
pub fn print_error(error: &dyn Diagnostic) {
    let colour = allows_colour(&io::stderr());
    let _ = writeln!(io::stderr(), "{}", rendered(error, colour));
}

/// Prints why a command could not run.
pub fn print_command_error(error: &Error) {
    match error {
        Error::Rules(errors) => errors
            .0
            .iter()
            .for_each(|error| print_error(&ShownRuleError::new(error))),
        Error::Problem(problem) => print_error(problem),
    }
}

/// The message that [`print_command_error`] prints, without colours.
pub fn command_error_text(error: &Error) -> String {
    match error {
        Error::Rules(errors) => {
            let errors = errors.0.iter();
            let each = errors.map(|error| rendered(&ShownRuleError::new(error), false));
            each.collect::<Vec<_>>().join("\n")
        }
        Error::Problem(problem) => rendered(problem, false),
    }
}

/// An error with its place and remedy, as text.
fn rendered(error: &dyn Diagnostic, colour: bool) -> String {
    let mut report = String::new();
    // Writing to a string does not fail.
    let _ = miette_handler(colour).render_report(&mut report, error);
    report.trim_start_matches('\n').to_owned()
}

/// Says that the command waits for another run, which has locked this folder.
pub fn print_waiting(folder: &Path) {
    let folder = sanitise::line(&folder.to_string_lossy());
    eprintln!("Waiting for another run of corpus-lint, which is writing to {folder} ...");
}
