//! How input is read: its format, and the names of the fields of its records.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::problem::Problem;
use crate::cli::args::InputArgs;
use crate::cli::config::Config;
use crate::io::formats::{FORMATS, Fields, Format, ReadOptions};
use crate::rules::RuleSet;

/// The largest record that is read, in MiB, unless the user sets another size.
const MAX_RECORD: u32 = 32;

/// How input is read: its format if the user set one, and the other options.
///
/// # Errors
/// The format is unknown.
pub fn input(
    args: &InputArgs,
    config: &Config,
    rules: &RuleSet,
) -> Result<(Option<&'static Format>, ReadOptions), Problem> {
    let options = ReadOptions {
        fields: Arc::new(Fields {
            texts: text_fields(&args.text_field, config),
            id: field(&args.id_field, &config.id_field).unwrap_or_else(|| "id".into()),
            language: field(&args.language_field, &config.language_field),
            source: field(&args.source_field, &config.source_field).unwrap_or_else(|| "url".into()),
            title: field(&args.title_field, &config.title_field).unwrap_or_else(|| "title".into()),
            wanted: rules.fields(),
        }),
        max_record: max_record_bytes(args.max_record, config),
        ..ReadOptions::default()
    };
    let format = format(args.format.as_ref().or(config.format.as_ref()))?;
    Ok((format, options))
}

fn max_record_bytes(option: Option<u32>, config: &Config) -> usize {
    let mebibytes = option.or(config.max_record).unwrap_or(MAX_RECORD).max(1);
    (mebibytes as usize) << 20
}

/// The text fields, each once.
fn text_fields(option: &[String], config: &Config) -> Vec<String> {
    let configured = || config.text_field.clone().map(|names| names.0);
    let mut names = match option.is_empty() {
        false => option.to_vec(),
        true => configured()
            .filter(|names| !names.is_empty())
            .unwrap_or_else(|| vec!["text".into()]),
    };
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

fn field(option: &Option<String>, configured: &Option<String>) -> Option<String> {
    option.clone().or_else(|| configured.clone())
}

fn format(name: Option<&String>) -> Result<Option<&'static Format>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let unknown = || {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        Problem::new("format", format!("unknown format `{name}`"))
            .help(format!("use one of: {}", names.join(", ")))
    };
    Format::named(name).map(Some).ok_or_else(unknown)
}
