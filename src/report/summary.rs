//! The last line of a run: how much was found, and what can be done about it.

use crate::base::plural::counted;
use std::fmt;

use crate::base::names::named;
use crate::rules::finding::Finding;
use crate::rules::{Applicability, Rule, Severity};

named! {
    /// Which findings make the exit code 1.
    pub enum FailOn {
        Error = "error", "a finding of error severity";
        Warning = "warning", "a finding of warning or error severity";
        Info = "info", "any finding";
        Never = "never", "nothing: the exit code is 0 unless something goes wrong";
    }
}

/// The counts of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were checked.
    pub documents: usize,
    /// Documents with at least one finding.
    pub with_findings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings that are not reported because they are in the baseline.
    pub known: usize,
    /// Findings with a safe fix.
    pub safe: usize,
    /// Findings with an unsafe fix.
    pub not_safe: usize,
    /// Places that were fixed.
    pub fixed: usize,
    /// Bytes that fixes removed.
    pub removed_bytes: usize,
    /// Files and rows that could not be read or written.
    pub problems: usize,
}

impl Summary {
    /// Counts one finding.
    pub fn count(&mut self, rule: &Rule, finding: &Finding) {
        match rule.severity {
            Severity::Info => self.infos += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Error => self.errors += 1,
        }
        match finding.fix.as_ref().map(|fix| fix.applicability) {
            Some(Applicability::Safe) => self.safe += 1,
            Some(Applicability::Unsafe) => self.not_safe += 1,
            _ => {}
        }
    }

    /// Whether the remaining findings make the run fail.
    pub fn fails(&self, on: FailOn) -> bool {
        let counts = match on {
            FailOn::Error => self.errors,
            FailOn::Warning => self.errors + self.warnings,
            FailOn::Info => self.errors + self.warnings + self.infos,
            FailOn::Never => 0,
        };
        counts > 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let documents = counted(self.documents, "document");
        if self.fixed > 0 {
            write!(
                f,
                "Fixed {} ({} removed). ",
                counted(self.fixed, "place"),
                counted(self.removed_bytes, "byte")
            )?;
        }
        match self.infos + self.warnings + self.errors {
            0 if self.known > 0 => write!(f, "Nothing new found in {documents}.")?,
            0 if self.fixed > 0 => write!(f, "Nothing left to report in {documents}.")?,
            0 => write!(f, "Nothing found in {documents}.")?,
            found => write!(
                f,
                "{} {} in {} of {documents}: {}, {}, {}.",
                if self.fixed > 0 { "Left:" } else { "Found" },
                counted(found, "finding"),
                self.with_findings,
                counted(self.errors, "error"),
                counted(self.warnings, "warning"),
                counted(self.infos, "info"),
            )?,
        }
        match (self.safe, self.not_safe) {
            (0, 0) => {}
            (safe, 0) => write!(f, " {safe} fixable with --fix.")?,
            (0, more) => write!(f, " {more} fixable with --fix --unsafe-fixes.")?,
            (safe, more) => write!(
                f,
                " {safe} fixable with --fix, {more} more with --unsafe-fixes."
            )?,
        }
        if self.known > 0 {
            write!(
                f,
                " {} in the baseline.",
                counted(self.known, "known finding")
            )?;
        }
        match self.problems {
            0 => Ok(()),
            n => write!(f, " {} above.", counted(n, "problem")),
        }
    }
}
