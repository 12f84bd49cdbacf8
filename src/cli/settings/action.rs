//! What a run does with findings: report them, show what fixes would change, or fix.

use crate::base::problem::Problem;
use crate::cli::args::RunArgs;
use crate::cli::review::accepted::Accepted;
use crate::cli::settings::ledger;
use crate::cli::settings::ledger::LedgerPlace;
use crate::cli::settings::target::target;
use crate::rules::Applicability;
use crate::run::output::WriteTarget;

/// What a run does with findings.
#[derive(Debug)]
pub enum Action {
    /// Report findings.
    Lint,
    /// Show what fixes of at least this applicability would change.
    Diff(Applicability),
    /// Apply fixes.
    Fix(Fixing),
}

/// How fixes are applied.
#[derive(Debug)]
pub struct Fixing {
    /// Fixes of at least this applicability are applied.
    pub applicability: Applicability,
    /// If set, only the fixes accepted in a review are applied instead.
    pub accepted: Option<Accepted>,
    /// Where fixed files are written.
    pub target: WriteTarget,
    /// Where the ledger is kept.
    pub ledger: LedgerPlace,
}

impl Action {
    /// The action that the options ask for.
    ///
    /// # Errors
    /// Options contradict each other, or copies cannot be written to the output path.
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
                    accepted: None,
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
            "this option has an effect only with --fix or --diff",
        )
        .help("add --fix to apply the fixes, or --diff to show them")),
    }
}
