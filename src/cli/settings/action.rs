//! What a run does with its findings: shows them, shows what fixing would change, or fixes.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::review::accepted::Accepted;
use crate::cli::settings::ledger;
use crate::cli::settings::ledger::LedgerPlace;
use crate::cli::settings::target::target;
use crate::rules::Applicability;
use crate::run::output::Target;

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

impl Action {
    /// As the command line says.
    ///
    /// # Errors
    /// Options that do not go together; a place where copies cannot go.
    pub fn new(args: &RunArgs) -> Result<Self, Problem> {
        ledger::check(args)?;
        let applicability = applicability(args)?;
        Ok(match (args.fix, args.diff) {
            (false, false) => Self::Lint,
            (false, true) => Self::Diff(applicability),
            (true, _) => {
                let target = target(args)?;
                Self::Fix(Fixing {
                    applicability,
                    only: None,
                    ledger: LedgerPlace::new(args, &target),
                    target,
                })
            }
        })
    }
}

fn applicability(args: &RunArgs) -> Result<Applicability, Problem> {
    match (args.unsafe_fixes, args.fix || args.diff) {
        (false, _) => Ok(Applicability::Safe),
        (true, true) => Ok(Applicability::Unsafe),
        (true, false) => Err(Problem::new(
            "--unsafe-fixes",
            "fixes are applied by --fix and shown by --diff",
        )
        .help("add --fix or --diff")),
    }
}
