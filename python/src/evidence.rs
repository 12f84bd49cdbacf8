//! The survey that texts are checked with: read from its table, and packed for other processes.

use std::path::Path;

use corpus_lint::base::problem::Problem;
use corpus_lint::rules::survey::Survey;
use corpus_lint::run::survey::table::{Stamp, Table};

pub struct Evidence {
    pub survey: Survey,
    /// The part of the survey that checks need, so that other processes do not need the file.
    pub packed: Vec<u8>,
}

/// Opens the table of a survey that was made as `wanted` says.
///
/// # Errors
/// A file that cannot be read, is not a survey, or was made with other settings.
pub fn open(path: &Path, wanted: &Stamp) -> Result<Table, Problem> {
    let table = Table::open(path)?;
    table.stamp().check(wanted, path)?;
    Ok(table)
}

impl Evidence {
    /// Reads a table.
    ///
    /// # Errors
    /// When the table cannot be read to its end.
    pub fn read(table: &Table) -> Result<Self, Problem> {
        let survey = table.survey()?;
        let packed = survey
            .packed(table.stamp())
            .map_err(|error| Problem::io("survey", "pack it for other processes", &error))?;
        Ok(Self { survey, packed })
    }

    /// Restores packed evidence.
    ///
    /// # Errors
    /// Bytes that are not packed evidence; no space for a temporary file.
    pub fn unpacked(packed: Vec<u8>) -> Result<Self, Problem> {
        Ok(Self {
            survey: Survey::unpacked(&packed)?,
            packed,
        })
    }
}
