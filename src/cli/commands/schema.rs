//! `schema`: the JSON Schema of rule files and of the configuration, for editors.

use std::io::Write;

use crate::cli::Outcome;
use crate::cli::config::Config;
use crate::cli::settings::Error;
use crate::rules::rule_file_schema;

/// Prints the schema of rule files, or that of the configuration.
///
/// # Errors
/// When the output cannot be written.
pub fn schema(of_config: bool, out: &mut dyn Write) -> Result<Outcome, Error> {
    let schema = match of_config {
        true => schemars::schema_for!(Config),
        false => rule_file_schema(),
    };
    writeln!(out, "{:#}", schema.to_value())?;
    Ok(Outcome::Clean)
}
