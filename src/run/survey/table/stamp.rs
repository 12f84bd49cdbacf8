//! The stamp of a survey table. It says how the survey was made, so that only tables that fit are merged or
//! used.

use std::path::Path;

use parquet::file::metadata::KeyValue;

use crate::base::problem::Problem;
use crate::rules::survey::VERSION;

/// How a survey was made. It is stored in the metadata of the table's file. Tables can be merged if their
/// stamps are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The [`VERSION`] of the program that made it.
    pub version: u64,
    /// The field that holds the source of a record.
    pub source_field: String,
    /// The field that holds the title of a record.
    pub title_field: String,
}

/// The keys of the stamp in the metadata.
const VERSION_KEY: &str = "corpus-lint.survey";
const SOURCE_KEY: &str = "corpus-lint.source-field";
const TITLE_KEY: &str = "corpus-lint.title-field";

impl Stamp {
    /// The stamp of surveys that this program makes with these fields.
    pub fn new(source_field: &str, title_field: &str) -> Self {
        Self {
            version: VERSION,
            source_field: source_field.to_owned(),
            title_field: title_field.to_owned(),
        }
    }

    /// The stamp as key-value metadata of a table's file.
    pub fn metadata(&self) -> [(&'static str, String); 3] {
        [
            (VERSION_KEY, self.version.to_string()),
            (SOURCE_KEY, self.source_field.clone()),
            (TITLE_KEY, self.title_field.clone()),
        ]
    }

    /// Reads a stamp from the metadata of a table's file.
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

    /// Makes sure that a table with this stamp can be used together with the `wanted` stamp.
    ///
    /// # Errors
    /// When it was made with another algorithm or from other fields.
    pub fn check(&self, wanted: &Self, path: &Path) -> Result<(), Problem> {
        let unfit = |message: String, help: String| {
            Err(Problem::new(path.to_string_lossy(), message).help(help))
        };
        let (theirs, ours) = (self.version, wanted.version);
        if theirs != ours {
            return unfit(
                format!("the survey has version {theirs}, but version {ours} is needed"),
                "make it again with `corpus-lint survey`".into(),
            );
        }
        for (option, theirs, ours) in [
            ("--source-field", &self.source_field, &wanted.source_field),
            ("--title-field", &self.title_field, &wanted.title_field),
        ] {
            if theirs != ours {
                return unfit(
                    format!("the survey was made with {option} {theirs}, but {ours} is needed"),
                    format!("use {option} {theirs}, or make the survey again"),
                );
            }
        }
        Ok(())
    }
}
