//! What is found in a document, as the printer gets it: written out already by the thread that judged it,
//! where that can be.

use std::sync::Arc;

use crate::cli::settings::Settings;
use crate::io::formats::{Origin, Piece};
use crate::report::{CheckedDocument, DocumentRenderer, Site};
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::rules::timings::Phase;
use crate::run::engine::Begun;
use crate::text::Document;

/// What is found in a document.
pub struct Verdict {
    pub findings: Vec<Finding>,
    /// Its language, where that is asked for.
    pub language: Option<String>,
    /// The findings as they are shown; `None` where that depends on what else is found.
    pub shown: Option<Vec<u8>>,
}

/// Makes verdicts, on any thread.
pub struct Verdicts<'r> {
    pub rules: &'r RuleSet,
    pub settings: &'r Settings,
    /// What writes findings out; `None` where what is shown depends on what else is found.
    pub renderer: Option<Arc<dyn DocumentRenderer>>,
}

impl Verdicts<'_> {
    /// The verdict on a document of a piece of this file, in which this was found.
    pub fn of(
        &self,
        begun: &Begun,
        piece: &Piece,
        (document, origin): &(Document, Origin),
        findings: Vec<Finding>,
    ) -> Verdict {
        let mut verdict = Verdict {
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
            let judged = verdict.judged(self.rules, document, &verdict.findings, site);
            let mut shown = Vec::new();
            let timings = &self.settings.options.timings;
            let written = timings.phase(Phase::Report, || renderer.render(&mut shown, &judged));
            // What cannot be written here, the printer tries and tells.
            verdict.shown = written.is_ok().then_some(shown);
        }
        verdict
    }
}

impl Verdict {
    /// These of its findings, as reports get them.
    pub fn judged<'a>(
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
