//! How the statistics of a run are written.

use crate::base::problem::Problem;
use crate::report::{OutputFormat, StatisticsStyle};

/// How statistics are written in an output format.
///
/// # Errors
/// The format cannot contain statistics.
pub fn statistics(format: OutputFormat) -> Result<StatisticsStyle, Problem> {
    format.statistics.ok_or_else(|| {
        Problem::new(
            format!("--statistics --output-format {}", format.name),
            "this output format cannot contain statistics",
        )
        .help("remove --output-format to get a table, or use json")
    })
}
