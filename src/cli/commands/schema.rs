//! `schema`: prints the JSON Schema of rule files or of the configuration, for editors.

use std::io::Write;

use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::rules::rule_file_schema;

/// Prints the schema of the configuration, or else that of rule files.
///
/// # Errors
/// The output cannot be written.
pub fn schema(of_config: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let schema = match of_config {
        true => schemars::schema_for!(Config),
        false => rule_file_schema(),
    };
    writeln!(out, "{:#}", schema.to_value())?;
    Ok(Outcome::Clean)
}
