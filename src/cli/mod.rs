//! The command line, from the bottom to the top:
//!
//! - [`args`]: what users can write; [`config`]: `corpus-lint.toml`; [`settings`]: both together, checked.
//! - [`corpus`]: the documents of a command; `error`, `outcome`, [`messages`], `interrupt`: how commands
//!   fail, end, print errors and are stopped.
//! - [`review`]: the parts of the interactive review.
//! - [`output`]: findings, progress and summary on the terminal; [`reading`]: passes over the corpus that
//!   several commands make; [`rule_tests`]: the tests that rules carry.
//! - [`commands`]: one file per subcommand.

pub mod args;
pub mod commands;
pub mod config;
pub mod corpus;
mod error;
mod interrupt;
pub mod messages;
mod outcome;
pub mod output;
pub mod reading;
pub mod review;
pub mod rule_tests;
pub mod settings;

pub use error::Error;
pub use outcome::Outcome;
