//! What a format implements: a [`Reporter`] writes the whole report, a [`DocumentRenderer`] one document at a time.

use std::io::{self, Write};
use std::sync::Arc;

use crate::report::checked_document::CheckedDocument;
use crate::report::summary::Summary;
use crate::rules::RuleSet;

/// Writes the report of a run in the order of the input: a beginning, each document, an end.
/// A format without a beginning or an end keeps the default, which writes nothing.
pub trait Reporter {
    /// Writes the part before all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes a document. It is called for documents without findings, too.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()>;

    /// The renderer that can write documents early and on any thread; `None` if the output for one
    /// document depends on other documents.
    fn renderer(&self) -> Option<Arc<dyn DocumentRenderer>> {
        None
    }

    /// Writes the part after all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end(&mut self, out: &mut dyn Write, end: &RunEnd) -> io::Result<()> {
        let _ = (out, end);
        Ok(())
    }
}

/// Writes documents whose output does not depend on other documents.
pub trait DocumentRenderer: Send + Sync {
    /// Writes a document. It is called for documents without findings, too.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn render(&self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()>;
}

/// The reporter that writes each document with a renderer, and nothing else.
pub fn each_document(renderer: impl DocumentRenderer + 'static) -> Box<dyn Reporter> {
    Box::new(EachDocument(Arc::new(renderer)))
}

struct EachDocument(Arc<dyn DocumentRenderer>);

impl Reporter for EachDocument {
    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        self.0.render(out, checked)
    }

    fn renderer(&self) -> Option<Arc<dyn DocumentRenderer>> {
        Some(Arc::clone(&self.0))
    }
}

/// Writes no findings, for runs that print something else.
pub struct Silent;

impl Reporter for Silent {
    fn document(&mut self, _: &mut dyn Write, _: &CheckedDocument) -> io::Result<()> {
        Ok(())
    }
}

/// What is known at the end of a run.
pub struct RunEnd<'a> {
    /// The rules that were checked.
    pub rules: &'a RuleSet,
    /// The counts of the run.
    pub summary: &'a Summary,
}
