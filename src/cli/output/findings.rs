//! The findings of a document for the printer. If possible, the thread that checked the document also
//! renders them.

use std::sync::Arc;

use crate::cli::settings::Settings;
use crate::io::formats::{Origin, Piece};
use crate::report::{CheckedDocument, DocumentRenderer, Site};
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::rules::timings::Phase;
use crate::run::engine::OpenFile;
use crate::text::Document;

/// The findings of a document.
pub struct DocumentFindings {
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
    /// The language of the document, if statistics need it.
    pub language: Option<String>,
    /// The rendered findings; `None` if the output depends on other documents.
    pub shown: Option<Vec<u8>>,
}

/// Prepares findings for the printer, on any thread.
pub struct FindingRenderer<'r> {
    /// All rules.
    pub rules: &'r RuleSet,
    /// The settings of the run.
    pub settings: &'r Settings,
    /// Renders findings; `None` if the output depends on other documents.
    pub renderer: Option<Arc<dyn DocumentRenderer>>,
}

impl FindingRenderer<'_> {
    /// Prepares the findings of a document in a piece of this file.
    pub fn render(
        &self,
        begun: &OpenFile,
        piece: &Piece,
        (document, origin): &(Document, Origin),
        findings: Vec<Finding>,
    ) -> DocumentFindings {
        let mut checked = DocumentFindings {
            findings,
            language: self.settings.language(document),
            shown: None,
        };
        if let Some(renderer) = &self.renderer {
            let site = Site {
                layers: begun.layers,
                piece,
                origin,
            };
            let reported = checked.report(self.rules, document, &checked.findings, site);
            let mut shown = Vec::new();
            let timings = &self.settings.options.timings;
            let written = timings.phase(Phase::Report, || renderer.render(&mut shown, &reported));
            // If rendering fails here, the printer tries again and reports the error.
            checked.shown = written.is_ok().then_some(shown);
        }
        checked
    }
}

impl DocumentFindings {
    /// Some of its findings, as reporters need them.
    pub fn report<'a>(
        &'a self,
        rules: &'a RuleSet,
        document: &'a Document,
        findings: &'a [Finding],
        site: Site<'a>,
    ) -> CheckedDocument<'a> {
        CheckedDocument {
            language: self.language.as_deref(),
            ..CheckedDocument::new(rules, document, findings, site)
        }
    }
}
