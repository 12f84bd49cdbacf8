//! The options of `train`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::input::{EvidenceArgs, InputArgs};

/// Options of `train`.
#[derive(Debug, Clone, Args)]
pub struct TrainArgs {
    /// The kind of rule whose model is fitted
    #[arg(value_name = "KIND")]
    pub fitting: Fitting,

    /// The texts, in any format: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// The labels: JSON Lines, described in docs/gold.md (can be repeated)
    #[arg(long = "gold", value_name = "GOLD", required = true)]
    pub golds: Vec<PathBuf>,

    /// Write the model to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// The field, of the labels or of the record, that groups similar documents, such as those of one
    /// site; a group is never split between training and validation
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub group_by: String,

    /// The number of folds for cross-validation
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(2..))]
    pub folds: usize,

    /// The inverse of the regularization strength: larger values fit the labels more closely
    /// [default: 0.05 for furniture, 0.3 for story]
    #[arg(long, value_name = "C")]
    pub strength: Option<f64>,

    /// Do not fit features that occur in fewer than N lines: their weight is 0 (furniture), or stays
    /// as in the pack (story)
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub min_count: usize,

    /// For story: the name of the model in its pack [default: the model of the last pack]
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,

    /// For story: keep the weights of these features as in the pack; separate several with commas
    #[arg(long, value_name = "FEATURE", value_delimiter = ',')]
    pub keep: Vec<String>,

    /// For story: add N training texts per group, made by appending one of its articles to another
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub compose: usize,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,
}

/// Which model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fitting {
    /// Page boilerplate around an article: `[page_models]`
    Furniture,
    /// Other stories after the end of an article: `[models]`
    Story,
}
