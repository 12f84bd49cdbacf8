//! The report of a run: all measures, as `--output-format json` writes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::problem::Problem;
use crate::eval::comparison::Comparison;
use crate::eval::grade::Grade;
use crate::eval::grade_report::{GradeReport, ReportMember};
use crate::rules::RuleSet;

/// The version of the format. A report of another version is not read.
const VERSION: u32 = 1;

/// The report of a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    version: u32,
    /// Documents that were checked.
    pub documents: usize,
    /// Documents without a row of gold.
    pub without_gold: usize,
    /// Rows of gold without a document.
    pub unmet: usize,
    /// The report of each grade.
    pub grades: BTreeMap<Grade, GradeReport>,
    /// The comparison with an earlier run.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub against: Option<Comparison>,
}

impl Report {
    /// Sums up documents. Their order does not change.
    pub fn new(
        rules: &RuleSet,
        members: &[ReportMember],
        without_gold: usize,
        unmet: usize,
    ) -> Self {
        let grade_report =
            |(n, &grade): (usize, &Grade)| (grade, GradeReport::new(rules, members, n));
        Self {
            version: VERSION,
            documents: members.len(),
            without_gold,
            unmet,
            grades: Grade::ALL.iter().enumerate().map(grade_report).collect(),
            against: None,
        }
    }

    /// Reads the report of an earlier run.
    ///
    /// # Errors
    /// A file that cannot be read, or that is not such a report.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let shown = path.to_string_lossy();
        let bytes =
            fs::read(path).map_err(|error| Problem::io(&shown, "read the earlier run", &error))?;
        let other = |message: String| {
            Problem::new(&shown, message)
                .help("write it again: corpus-lint eval --output-format json ... > RUN.json")
        };
        let report: Self = serde_json::from_slice(&bytes)
            .map_err(|error| other(format!("not the report of an earlier run: {error}")))?;
        match report.version {
            VERSION => Ok(report),
            version => Err(other(format!(
                "a report of version {version}, not {VERSION}"
            ))),
        }
    }
}
