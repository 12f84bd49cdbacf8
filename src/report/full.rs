//! `full`: each finding as a miette report over a clipped and safe excerpt.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode};

use crate::base::sanitise;
use crate::report::checked_document::{CheckedDocument, Reported};
use crate::report::excerpt::Excerpt;
use crate::report::notes::fix_note;
use crate::report::reporter::DocumentRenderer;
use crate::report::terminal::miette_handler;
use crate::rules::{Applicability, Severity};

/// Writes the format `full`.
pub struct FullReport {
    handler: GraphicalReportHandler,
}

impl FullReport {
    /// A renderer with or without colours.
    pub fn new(colour: bool) -> Self {
        Self {
            handler: miette_handler(colour),
        }
    }
}

impl DocumentRenderer for FullReport {
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        let name = checked.document.display_name_and_id();
        for reported in checked.reported() {
            let span = &reported.finding.span;
            let shown = FindingDiagnostic {
                excerpt: Excerpt::of_finding(name.clone(), &checked.line_index, span),
                reported: &reported,
            };
            let mut report = String::new();
            self.handler
                .render_report(&mut report, &shown)
                .map_err(io::Error::other)?;
            writeln!(out, "{report}")?;
        }
        Ok(())
    }
}

/// A finding as a diagnostic for miette.
struct FindingDiagnostic<'a> {
    excerpt: Excerpt,
    reported: &'a Reported<'a>,
}

impl fmt::Display for FindingDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&sanitise::line(&self.reported.finding.full_message()))
    }
}

impl fmt::Debug for FindingDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for FindingDiagnostic<'_> {}

impl Diagnostic for FindingDiagnostic<'_> {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let rule = self.reported.rule;
        Some(Box::new(format!(
            "{} ({}, {})",
            rule.id, rule.category, rule.severity
        )))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.reported.rule.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        let fix = self.reported.finding.fix.as_ref()?;
        let way = match fix.applicability {
            Applicability::Safe => " (--fix)",
            Applicability::Unsafe => " (--fix --unsafe-fixes)",
            Applicability::DisplayOnly => ", shown only",
        };
        Some(Box::new(format!(
            "{}{way}",
            fix_note(self.reported.finding)
        )))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.labels().into_iter()))
    }
}
