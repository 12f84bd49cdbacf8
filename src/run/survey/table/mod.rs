//! A survey as a Parquet table: for later, for other machines, to be merged. `docs/survey.md`
//! describes it.

use std::path::{Path, PathBuf};

use parquet::file::metadata::KeyValue;

use crate::base::problem::Problem;
use crate::rules::survey::Examples;
use crate::rules::survey::VERSION;
use crate::run::survey::row::Row;

mod merge;
mod read;
mod write;

pub use merge::Merge;
pub use read::{Rows, Table};
pub use write::{Writer, write};

/// The columns. Numbers are signed: not every program that reads tables knows others.
const SCHEMA: &str = "message survey {
    required binary kind (string);
    required int64 h;
    required int64 n;
    required int64 titles;
    required int64 leads;
    optional int64 example_1;
    optional int64 example_2;
    optional int64 example_3;
    optional binary name (string);
}";

/// The column that says what a row is about: the first.
pub const KIND: &str = "kind";
/// The column of names: the last.
pub const NAME: &str = "name";
/// The columns of numbers between them, in the order of the schema, and what rows say in them.
pub const NUMBERS: [(&str, Number); 4 + Examples::MOST] = [
    ("h", |row| Some(row.h)),
    ("n", |row| Some(row.n)),
    ("titles", |row| Some(row.titles)),
    ("leads", |row| Some(row.leads)),
    ("example_1", |row| row.examples.number(0)),
    ("example_2", |row| row.examples.number(1)),
    ("example_3", |row| row.examples.number(2)),
];

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

/// What a row says in a column of numbers; `None` is null.
pub type Number = fn(&Row) -> Option<i64>;

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

    fn from_metadata(metadata: &[KeyValue]) -> Option<Self> {
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

/// Opens tables that are to be merged.
///
/// # Errors
/// A file that is no such table; one that is named twice; two that were not taken alike.
pub fn open_all(paths: &[PathBuf]) -> Result<Vec<Table>, Problem> {
    let mut tables: Vec<Table> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    for path in paths {
        let table = Table::open(path)?;
        let file = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&file) {
            let message = "this table is named twice, and its documents would count twice";
            return Err(Problem::new(path.to_string_lossy(), message).help("name each table once"));
        }
        if let Some(first) = tables.first() {
            table.stamp().check(first.stamp(), path)?;
        }
        seen.push(file);
        tables.push(table);
    }
    Ok(tables)
}
