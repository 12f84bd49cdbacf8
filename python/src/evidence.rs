//! The survey that texts are judged by: read from its table, and packed for other processes.

use std::path::Path;

use corpus_lint::base::problem::Problem;
use corpus_lint::rules::survey::Survey;
use corpus_lint::run::survey::table::{Stamp, Table};

pub struct Evidence {
    pub survey: Survey,
    /// What judging knows of it, so that nobody else needs the file.
    pub packed: Vec<u8>,
}

/// Opens the table of a survey that was taken as `wanted` says.
///
/// # Errors
/// A file that cannot be read, is no survey, or was taken otherwise.
pub fn open(path: &Path, wanted: &Stamp) -> Result<Table, Problem> {
    let table = Table::open(path)?;
    table.stamp().check(wanted, path)?;
    Ok(table)
}

impl Evidence {
    /// Reads a table.
    ///
    /// # Errors
    /// When it cannot be read to its end.
    pub fn read(table: &Table) -> Result<Self, Problem> {
        let survey = table.survey()?;
        let packed = survey
            .packed(table.stamp())
            .map_err(|error| Problem::io("survey", "pack it for other processes", &error))?;
        Ok(Self { survey, packed })
    }

    /// What was packed.
    ///
    /// # Errors
    /// Bytes that were not packed; no room for a temporary file.
    pub fn unpacked(packed: Vec<u8>) -> Result<Self, Problem> {
        Ok(Self {
            survey: Survey::unpacked(&packed)?,
            packed,
        })
    }
}
