//! Why a command could not run at all.

use std::io;

use crate::base::problem::Problem;
use crate::rules::{RuleError, RuleErrors, SelectionError};

/// Why a command could not run at all.
#[derive(Debug)]
pub enum Error {
    /// Errors in rule files or in the configuration.
    Rules(RuleErrors),
    /// Any other problem.
    Problem(Problem),
}

impl From<RuleErrors> for Error {
    fn from(errors: RuleErrors) -> Self {
        Self::Rules(errors)
    }
}

impl From<RuleError> for Error {
    fn from(error: RuleError) -> Self {
        Self::Rules(error.into())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Error {
    /// Standard output is the only place that commands write to directly.
    fn from(error: io::Error) -> Self {
        Problem::io("standard output", "write", &error).into()
    }
}

impl From<SelectionError> for Error {
    fn from(error: SelectionError) -> Self {
        unknown_name("--select, --ignore", &error).into()
    }
}

/// The problem with a name of rules, with the place where it was used.
pub fn unknown_name(place: &str, error: &SelectionError) -> Problem {
    let help = match error {
        SelectionError::Ambiguous { .. } => "give your pack another name",
        SelectionError::Unknown { .. } | SelectionError::UnknownPack { .. } => {
            "see `corpus-lint rules`, `corpus-lint explain categories` and `corpus-lint explain packs`"
        }
    };
    Problem::new(place, error.to_string()).help(help)
}
