//! The options of `eval`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::input::{EvidenceArgs, InputArgs};
use crate::eval::Grade;

/// Options of `eval`.
#[derive(Debug, Clone, Args)]
pub struct EvalArgs {
    /// The labels: JSON Lines, described in docs/gold.md (can be repeated)
    #[arg(long = "gold", value_name = "GOLD", required = true)]
    pub golds: Vec<PathBuf>,

    /// The texts, in any format: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Also show the figures by rule, kind, category, label, language, or a field of the labels or of
    /// the record; write field:kind for a field that has one of these names
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Output"
    )]
    pub by: Vec<String>,

    /// Also show the N documents that lost most text or kept most boilerplate, with the places
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub worst: usize,

    /// Which fixes or findings --by and --worst measure
    #[arg(
        long,
        value_name = "GRADE",
        default_value = "safe",
        value_parser = clap::builder::PossibleValuesParser::new(Grade::ALL.iter().map(|grade| {
            clap::builder::PossibleValue::new(grade.name()).help(grade.about())
        })),
        help_heading = "Output"
    )]
    pub grade: String,

    /// A table, or one JSON object with all details
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text", help_heading = "Output")]
    pub output_format: String,

    /// Compare with an earlier run, written with --output-format json; the exit code is 1 if fixes
    /// lose more of the article or find less boilerplate
    #[arg(long, value_name = "RUN.json", help_heading = "Output")]
    pub against: Option<PathBuf>,

    /// With --against, how many percentage points body loss may rise or recall may fall
    #[arg(
        long,
        value_name = "POINTS",
        default_value = "0",
        value_parser = points,
        requires = "against",
        help_heading = "Output"
    )]
    pub tolerance: f64,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,
}

/// Parses percentage points, from 0 to 100.
fn points(text: &str) -> Result<f64, String> {
    let points = text.parse().ok();
    points
        .filter(|points| (0.0..=100.0).contains(points))
        .ok_or_else(|| "not a number from 0 to 100".into())
}
