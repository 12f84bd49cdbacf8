//! Measures rules against gold: what fixes and findings get right, and what they cost.
//!
//! [`evaluate`] compares one document with its row of [`Gold`]. [`Report`] sums up many documents. [`Comparison`]
//! compares a report with an earlier one. Figures of whole documents come from comparing the text before and
//! after; figures of rules come from the spans that fixes removed.

mod comparison;
mod evaluate;
mod gold;
mod grade;
mod grade_report;
mod interval;
mod matching;
mod measure;
mod report;
mod survived;
mod table;
mod tally;

pub use comparison::Comparison;
pub use evaluate::{EvaluatedDocument, evaluate};
pub use gold::{Gold, GoldLabel, LabelledDocument, sha256};
pub use grade::Grade;
pub use grade_report::{Axis, ReportMember};
pub use measure::{Estimate, Figures, Measure};
pub use report::Report;
pub(crate) use survived::is_space;
pub use table::{Details, table};
pub use tally::{GoldTally, LabelClass, PerClass, Share};
