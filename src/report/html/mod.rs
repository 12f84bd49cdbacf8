//! `html`: one file that a reviewer opens in a browser; it loads nothing and holds up with any corpus.
//!
//! Counts are kept of all documents, the text of a sample ([`sample`]). The page is a template with
//! its style, its scripts and two blocks of JSON in it ([`page`]); the scripts build all that is seen,
//! so that hostile text is never markup.

use std::io::{self, Write};

use rayon::prelude::*;

use super::Reporter;
use crate::document::Document;
use crate::finding::Finding;
use crate::rule::RuleSet;

mod counts;
mod page;
mod payload;
mod sample;
mod units;

use counts::Counts;
use payload::{Overview, Shown};
use sample::{Kept, Limits, Sample};

/// Documents that are made ready at a time, so that memory holds few of them twice.
const BATCH: usize = 64;

pub struct Html<'r> {
    rules: &'r RuleSet,
    counts: Counts,
    sample: Sample,
}

impl<'r> Html<'r> {
    pub fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            counts: Counts::default(),
            sample: Sample::new(Limits::default()),
        }
    }
}

impl Reporter for Html<'_> {
    fn document(
        &mut self,
        _out: &mut dyn Write,
        document: &Document,
        findings: &[Finding],
        rules: &RuleSet,
    ) -> io::Result<()> {
        self.counts.document(document, findings, rules);
        self.sample.offer(document, findings);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let kept = self.sample.in_order();
        page::write(
            out,
            |out| page::json(out, &Overview::new(self.rules, &self.counts, &self.sample)),
            |out| {
                kept.chunks(BATCH).try_for_each(|batch| {
                    let shown: Vec<Shown> = batch
                        .par_iter()
                        .map(|kept: &&Kept| Shown::new(self.rules, kept))
                        .collect();
                    shown.iter().try_for_each(|shown| page::json(out, shown))
                })
            },
        )
    }
}

#[cfg(test)]
mod tests;
