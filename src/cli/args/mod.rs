//! The arguments of the command line: one file per group of options or subcommand.

mod cli;
mod command;
mod eval;
mod input;
mod restore;
mod review;
mod rules;
mod run;
mod survey;
mod test;
mod train;

pub use cli::Cli;
pub use command::Command;
pub use eval::EvalArgs;
pub use input::{EvidenceArgs, InputArgs};
pub use restore::RestoreArgs;
pub use review::ReviewArgs;
pub use rules::RuleArgs;
pub use run::RunArgs;
pub use survey::SurveyArgs;
pub use test::TestArgs;
pub use train::{Fitting, TrainArgs};
