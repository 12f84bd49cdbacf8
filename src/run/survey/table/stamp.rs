//! The stamp of a survey table: how the survey was taken, so that only tables that fit are merged or used.

use std::path::Path;

use parquet::file::metadata::KeyValue;

use crate::base::problem::Problem;
use crate::rules::survey::VERSION;

/// How a survey was taken. It stands in the metadata of the table's file, and tables can be merged
/// where it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// [`VERSION`] of the program that took it.
    pub version: u64,
    /// The field of records that says their source.
    pub source_field: String,
    /// The field of records that holds their title.
    pub title_field: String,
}

/// Where the stamp stands in the metadata.
const VERSION_KEY: &str = "corpus-lint.survey";
const SOURCE_KEY: &str = "corpus-lint.source-field";
const TITLE_KEY: &str = "corpus-lint.title-field";

impl Stamp {
    /// That of surveys that this program takes with these fields.
    pub fn new(source_field: &str, title_field: &str) -> Self {
        Self {
            version: VERSION,
            source_field: source_field.to_owned(),
            title_field: title_field.to_owned(),
        }
    }

    /// The key-value metadata of a table's file.
    pub fn metadata(&self) -> [(&'static str, String); 3] {
        [
            (VERSION_KEY, self.version.to_string()),
            (SOURCE_KEY, self.source_field.clone()),
            (TITLE_KEY, self.title_field.clone()),
        ]
    }

    pub fn from_metadata(metadata: &[KeyValue]) -> Option<Self> {
        let value = |key: &str| {
            let found = metadata.iter().find(|pair| pair.key == key)?;
            found.value.clone()
        };
        Some(Self {
            version: value(VERSION_KEY)?.parse().ok()?,
            source_field: value(SOURCE_KEY)?,
            title_field: value(TITLE_KEY)?,
        })
    }

    /// Makes sure that a table of this stamp fits what is wanted.
    ///
    /// # Errors
    /// When it was taken by another algorithm or of other fields.
    pub fn check(&self, wanted: &Self, path: &Path) -> Result<(), Problem> {
        let unfit = |message: String, help: String| {
            Err(Problem::new(path.to_string_lossy(), message).help(help))
        };
        let (theirs, ours) = (self.version, wanted.version);
        if theirs != ours {
            return unfit(
                format!("the survey is of version {theirs}, and version {ours} is wanted"),
                "take it anew with `corpus-lint survey`".into(),
            );
        }
        for (option, theirs, ours) in [
            ("--source-field", &self.source_field, &wanted.source_field),
            ("--title-field", &self.title_field, &wanted.title_field),
        ] {
            if theirs != ours {
                return unfit(
                    format!("the survey was taken with {option} {theirs}, and {ours} is wanted"),
                    format!("say {option} {theirs}, or take the survey anew"),
                );
            }
        }
        Ok(())
    }
}
