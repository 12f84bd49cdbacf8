//! How input is read: its format, and what the fields of its records are.

use std::sync::Arc;

use crate::base::problem::Problem;
use crate::cli::args::InputArgs;
use crate::cli::config::Config;
use crate::io::formats::{FORMATS, Fields, Format, Options};
use crate::rules::RuleSet;

/// How input is read: its format, where the user tells it, and the rest.
///
/// # Errors
/// An unknown format.
pub fn input(
    args: &InputArgs,
    config: &Config,
    rules: &RuleSet,
) -> Result<(Option<&'static Format>, Options), Problem> {
    let options = Options {
        fields: Arc::new(Fields {
            texts: text_fields(&args.text_field, config),
            id: field(&args.id_field, &config.id_field).unwrap_or_else(|| "id".into()),
            language: field(&args.language_field, &config.language_field),
            source: field(&args.source_field, &config.source_field).unwrap_or_else(|| "url".into()),
            title: field(&args.title_field, &config.title_field).unwrap_or_else(|| "title".into()),
            wanted: rules.fields(),
        }),
        max_record: max_record(args.max_record, config),
        ..Options::default()
    };
    let format = format(args.format.as_ref().or(config.format.as_ref()))?;
    Ok((format, options))
}

/// MiB that a record may have unless the user says otherwise.
const MAX_RECORD: u32 = 32;

fn max_record(said: Option<u32>, config: &Config) -> usize {
    (said.or(config.max_record).unwrap_or(MAX_RECORD).max(1) as usize) << 20
}

fn text_fields(said: &[String], config: &Config) -> Vec<String> {
    let settled = || config.text_field.clone().map(|names| names.0);
    let mut names = match said.is_empty() {
        false => said.to_vec(),
        true => settled()
            .filter(|names| !names.is_empty())
            .unwrap_or_else(|| vec!["text".into()]),
    };
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn field(said: &Option<String>, settled: &Option<String>) -> Option<String> {
    said.clone().or_else(|| settled.clone())
}

fn format(name: Option<&String>) -> Result<Option<&'static Format>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let unknown = || {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        Problem::new("format", format!("unknown format `{name}`"))
            .help(format!("one of: {}", names.join(", ")))
    };
    Format::named(name).map(Some).ok_or_else(unknown)
}
