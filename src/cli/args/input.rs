//! The options that say how input is read; all commands that read documents have them.

use std::path::PathBuf;

use clap::Args;

use crate::io::formats::FORMATS;

/// How input is read, and on how many threads.
#[derive(Debug, Clone, Default, Args)]
pub struct InputArgs {
    /// Read all input in this format [default: recognised by the file extension, or else by the
    /// content]
    #[arg(
        long,
        value_parser = clap::builder::PossibleValuesParser::new(FORMATS.iter().map(|f| {
            clap::builder::PossibleValue::new(f.name).help(f.about)
        })),
        help_heading = "Input"
    )]
    pub format: Option<String>,

    /// The field of a record that holds the text. Use dots for nested fields (article.body), and
    /// commas between several fields (title,body) [default: text]
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        help_heading = "Input"
    )]
    pub text_field: Vec<String>,

    /// The field of a record that holds its id [default: id]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub id_field: Option<String>,

    /// The field of a record that holds its language [default: the language is detected]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub language_field: Option<String>,

    /// The field of a record that holds its source: a URL or the name of a site. Of a URL, only the
    /// host is used. The source of a document without this field is its folder [default: url]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub source_field: Option<String>,

    /// The field of a record that holds its title [default: title]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub title_field: Option<String>,

    /// The largest record that is read, in MiB. Larger records are reported and left unchanged
    /// [default: 32]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=1 << 20), help_heading = "Input")]
    pub max_record: Option<u32>,

    /// The number of threads [default: the number of CPU cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// Which other documents rules compare a document with.
#[derive(Debug, Clone, Default, Args)]
pub struct EvidenceArgs {
    /// Use the line counts in this file, instead of reading the input twice. `corpus-lint survey`
    /// writes such files. This also works with standard input
    #[arg(long, value_name = "COUNTS", help_heading = "Input")]
    pub survey: Option<PathBuf>,

    /// Check each document alone. Without this option, the input is read twice: the first time to
    /// count the lines that occur in many documents of one source. Standard input is read only once
    #[arg(long, conflicts_with = "survey", help_heading = "Input")]
    pub no_survey: bool,
}
