//! Why a command cannot be carried out at all.

use std::io;

use crate::base::problem::Problem;
use crate::rules::{RuleError, RuleErrors, SelectionError};

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
    /// Commands write only to standard output by themselves.
    fn from(error: io::Error) -> Self {
        Problem::io("standard output", "write", &error).into()
    }
}

impl From<SelectionError> for Error {
    fn from(error: SelectionError) -> Self {
        unknown_name("--select, --ignore", &error).into()
    }
}

/// A name of neither a rule nor a category, and where it was said.
pub fn unknown_name(place: &str, error: &SelectionError) -> Problem {
    Problem::new(place, error.to_string()).help(
        "`corpus-lint rules` lists the rules, `corpus-lint explain categories` the categories",
    )
}
