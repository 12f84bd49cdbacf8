//! Reports: how findings are shown, one file an output format.

use std::io::{self, Write};

use crate::document::Document;
use crate::finding::Finding;
use crate::names::named;
use crate::rule::{Rule, RuleSet};
use crate::sanitise;

mod concise;
mod diff;
mod excerpt;
mod full;
mod html;
mod json_lines;
mod place;
mod rule_error;
mod summary;
pub mod terminal;
mod totals;

pub use diff::diff;
pub use json_lines::safe_json;
pub use place::Places;
pub use rule_error::ShownRuleError;
pub use summary::{Summary, counted};
pub use totals::Totals;

named! {
    /// How findings are written.
    pub enum OutputFormat {
        Full = "full", "each finding with its place in the text and the reason";
        Concise = "concise", "a line a finding";
        JsonLines = "json-lines", "a JSON object a finding, for programs";
        Html = "html", "one page to read in a browser, with each document whole";
    }
}

impl OutputFormat {
    /// The reporter of this format.
    pub fn reporter(self, colour: bool) -> Box<dyn Reporter> {
        match self {
            Self::Full => Box::new(full::Full::new(colour)),
            Self::Concise => Box::new(concise::Concise),
            Self::JsonLines => Box::new(json_lines::JsonLines),
            Self::Html => Box::<html::Html>::default(),
        }
    }
}

/// A finding with all that a report says of it.
pub struct Reported<'a> {
    pub document: &'a Document,
    pub places: &'a Places<'a>,
    pub rule: &'a Rule,
    pub finding: &'a Finding,
}

impl Reported<'_> {
    /// The line and the column that the finding begins at, both from 1.
    pub fn place(&self) -> (usize, usize) {
        self.places.of(self.finding.span.start)
    }

    /// What is flagged.
    pub fn text(&self) -> &str {
        &self.document.text[self.finding.span.clone()]
    }
}

/// Writes findings: what stands before all documents, each document, what stands after them. A
/// format of rows needs [`Self::finding`] alone.
pub trait Reporter {
    /// Writes what stands before all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes a document, one without findings too.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn document(
        &mut self,
        out: &mut dyn Write,
        document: &Document,
        findings: &[Finding],
        rules: &RuleSet,
    ) -> io::Result<()> {
        let places = Places::new(&document.text);
        findings.iter().try_for_each(|finding| {
            let reported = Reported {
                document,
                places: &places,
                rule: &rules.rules()[finding.rule],
                finding,
            };
            self.finding(out, &reported)
        })
    }

    /// Writes one finding.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finding(&mut self, _out: &mut dyn Write, _reported: &Reported) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands after all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end(&mut self, _out: &mut dyn Write, _rules: &RuleSet) -> io::Result<()> {
        Ok(())
    }
}

/// The name of a document in reports: the file, and the record in brackets where it has many.
pub fn name(document: &Document) -> String {
    let path = sanitise::line(&document.path);
    let field = |field: &String| format!(".{}", sanitise::line(field));
    let field = document.field.as_ref().map_or_else(String::new, field);
    match document.record {
        Some(record) => format!("{path}[{record}]{field}"),
        None => path,
    }
}

/// What a fix does, in a few words; nothing where there is none.
pub fn fix_note(finding: &Finding) -> String {
    let Some(fix) = &finding.fix else {
        return String::new();
    };
    let removed: usize = fix.edits.iter().map(|edit| edit.end - edit.start).sum();
    let what = match removed {
        0 => "inserts a line break".to_owned(),
        1 => "removes 1 byte".to_owned(),
        bytes => format!("removes {bytes} bytes"),
    };
    format!("{} fix {what}", fix.applicability)
}
