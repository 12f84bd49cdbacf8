//! How a run reports: what writes its findings or counts them.

use crate::base::problem::Problem;
use crate::cli::settings::{Action, Settings};
use crate::report::{OutputFormat, Reporter, Silent, Statistics, StatisticsStyle};
use crate::text::{Document, language_of};

impl Settings {
    /// What writes the findings; `--diff` shows changes instead.
    pub fn reporter(&self, colour: bool) -> Box<dyn Reporter> {
        match (self.statistics, &self.action) {
            (Some(style), _) => Box::new(Statistics::new(style)),
            (None, Action::Diff(_)) => Box::new(Silent),
            (None, _) => self.output_format.reporter(colour),
        }
    }

    /// The language of a document, where statistics ask for it: telling it takes time.
    pub fn language(&self, document: &Document) -> Option<String> {
        self.statistics?;
        let said = document.language.clone();
        said.or_else(|| language_of(&document.text).map(str::to_owned))
    }
}

/// How statistics are written.
///
/// # Errors
/// A format without a place for them.
pub fn statistics(format: OutputFormat) -> Result<StatisticsStyle, Problem> {
    format.statistics.ok_or_else(|| {
        Problem::new(
            format!("--statistics --output-format {}", format.name),
            "this format has no place for statistics",
        )
        .help("leave --output-format out for a table, or say json")
    })
}
