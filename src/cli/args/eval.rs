//! What users may say of `eval`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{EvidenceArgs, InputArgs};
use crate::eval::Grade;

/// Measuring against gold.
#[derive(Debug, Clone, Args)]
pub struct EvalArgs {
    /// The labelled documents: JSON Lines, as docs/gold.md says (may be given several times)
    #[arg(long = "gold", value_name = "GOLD", required = true)]
    pub golds: Vec<PathBuf>,

    /// The texts, in any format: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Also show the figures by these: rule, kind, category, label, language, or a field of the gold
    /// or of the record (field:kind where a field has one of these names)
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Output"
    )]
    pub by: Vec<String>,

    /// Also show the documents that lost most or kept most residue, and where
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub worst: usize,

    /// What --by and --worst are about
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

    /// A table, or one object with everything
    #[arg(long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text", help_heading = "Output")]
    pub output_format: String,

    /// Say what changed since this earlier run, written with --output-format json; the exit code is
    /// 1 when fixes lose more of what is kept, or find less residue
    #[arg(long, value_name = "RUN.json", help_heading = "Output")]
    pub against: Option<PathBuf>,

    /// By how many percentage points body loss may grow or recall fall
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

/// Percentage points, from 0 to 100.
fn points(said: &str) -> Result<f64, String> {
    let points = said.parse().ok();
    points
        .filter(|points| (0.0..=100.0).contains(points))
        .ok_or_else(|| "not a number from 0 to 100".into())
}
