//! The command line: arguments, configuration, settings, and one file per subcommand.

pub mod args;
pub mod commands;
pub mod config;
pub mod messages;
mod outcome;
pub mod review;
pub mod settings;

pub use outcome::Outcome;
