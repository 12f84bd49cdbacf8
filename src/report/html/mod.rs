//! `html`: one file that a reviewer opens in a browser. It loads nothing else and works for a corpus of any
//! size.
//!
//! All documents are counted; the texts of a sample are kept ([`sample`]). The page is a template with a style
//! sheet, scripts and two blocks of JSON ([`page`]). The scripts build everything that is visible, so that
//! hostile text is never read as markup.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::report::checked_document::CheckedDocument;
use crate::report::reporter::{Reporter, RunEnd};
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::text::Document;

mod counts;
mod page;
mod payload;
mod sample;
mod units;

use counts::RunCounts;
use payload::{DocumentPayload, Overview};
use sample::{ReportSample, SampledDocument};

/// Documents that are prepared at a time, so that memory holds only a few of them twice.
const BATCH: usize = 64;

/// Writes the format `html`.
#[derive(Default)]
pub struct HtmlReport {
    counts: RunCounts,
    sample: ReportSample,
}

impl HtmlReport {
    /// Counts a document, and keeps it if it belongs to the sample.
    fn take(&mut self, document: &Document, findings: &[Finding], rules: &RuleSet) {
        self.counts.document(document, findings, rules);
        self.sample.offer(document, findings);
    }

    /// Writes the page.
    fn write(&self, out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
        let kept = self.sample.in_order();
        page::write(
            out,
            |out| page::json(out, &Overview::new(rules, &self.counts, &self.sample)),
            |out| {
                kept.chunks(BATCH).try_for_each(|batch| {
                    let shown: Vec<DocumentPayload> = batch
                        .par_iter()
                        .map(|kept: &&SampledDocument| DocumentPayload::new(rules, kept))
                        .collect();
                    shown.iter().try_for_each(|shown| page::json(out, shown))
                })
            },
        )
    }
}

impl Reporter for HtmlReport {
    fn document(&mut self, _: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        self.take(checked.document, checked.findings, checked.rules);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, end: &RunEnd) -> io::Result<()> {
        self.write(out, end.rules)
    }
}

#[cfg(test)]
mod tests;
