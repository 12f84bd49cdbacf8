//! Measures rules on gold: what fixes and findings get right, and what they cost.
//!
//! [`judge`] compares one document with its row of [`Gold`]; [`Report`] sums up many; [`Change`] sets
//! a report against an earlier one. Figures of whole documents come from comparing the texts, before
//! and after; figures of rules from the spans that fixes removed.

mod against;
mod gold;
mod interval;
mod judge;
mod matching;
mod report;
mod survived;
mod table;
mod tally;

pub use against::Change;
pub use gold::{Gold, Label, Row, sha256};
pub use judge::{Judged, judge};
pub use report::{Axis, Member, Report};
pub(crate) use survived::is_space;
pub use table::{Details, table};
pub use tally::{Class, Classes, Estimate, Figures, Measure, Share, Tally};

use crate::base::names::named;

named! {
    /// What is measured.
    pub enum Grade {
        Safe = "safe", "what --fix removes";
        Unsafe = "unsafe", "what --fix --unsafe-fixes removes";
        Findings = "findings", "what would go if every finding went: its fix, or where it has none, all it flags";
    }
}

impl Grade {
    /// Whether a fix changes texts so; the other grade is what might be.
    pub fn is_fix(self) -> bool {
        self != Self::Findings
    }
}
