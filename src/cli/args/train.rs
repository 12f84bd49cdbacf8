//! What users may say of `train`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{EvidenceArgs, InputArgs};

/// Fitting a model.
#[derive(Debug, Clone, Args)]
pub struct TrainArgs {
    /// The kind of rules whose model is fitted
    #[arg(value_name = "KIND")]
    pub fitting: Fitting,

    /// The texts, in any format: files, folders, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// The labelled documents: JSON Lines, as docs/gold.md says (may be given several times)
    #[arg(long = "gold", value_name = "GOLD", required = true)]
    pub golds: Vec<PathBuf>,

    /// Write the model there instead of to standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// The field of the gold or of the record that says which documents look alike, such as those
    /// of one outlet: they are held out together
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub group_by: String,

    /// Into how many parts the groups are put, each held out once
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(2..))]
    pub folds: usize,

    /// How much the labels count against small weights [default: 0.05 for furniture, 0.3 for story]
    #[arg(long, value_name = "C")]
    pub strength: Option<f64>,

    /// Features of fewer lines are not fitted: they weigh nothing (furniture), or what they weigh
    /// in the pack (story)
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub min_count: usize,

    /// Of stories: the name of the model in its pack [default: that of the pack loaded last]
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,

    /// Of stories: leave the weights of these features as the pack has them
    #[arg(long, value_name = "FEATURE", value_delimiter = ',')]
    pub keep: Vec<String>,

    /// Of stories: learn also from so many texts a group, made of its articles, one appended to the
    /// other
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub compose: usize,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub evidence: EvidenceArgs,
}

/// Whose weights are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Fitting {
    /// The lines of the page around an article: `[page_models]`
    Furniture,
    /// Stories of another subject after an article: `[models]`
    Story,
}
