//! Reports: how findings are shown, one file an output format.

use std::io::{self, Write};
use std::sync::Arc;

use crate::base::names::named;
use crate::base::sanitise;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;

mod concise;
mod diff;
mod excerpt;
mod fingerprint;
mod full;
mod github;
mod gitlab;
mod grouped;
mod html;
mod hunks;
mod json;
mod json_lines;
mod judged;
mod junit;
mod path;
mod place;
mod row;
mod rule_error;
mod sarif;
mod statistics;
mod summary;
mod tally;
pub mod terminal;
mod totals;
mod window;

pub use diff::{View, diff};
pub use judged::{Judged, Reported, Site};
pub use path::relative;
pub use place::Places;
pub use row::Row;
pub use rule_error::ShownRuleError;
pub use statistics::{Statistics, Style};
pub use summary::{FailOn, Summary};
pub use totals::Totals;

named! {
    /// How findings are written.
    pub enum OutputFormat {
        Full = "full", "each finding with its place in the text and the reason";
        Concise = "concise", "a line a finding";
        Grouped = "grouped", "the findings of a document under its name";
        JsonLines = "json-lines", "a JSON object a finding, for programs";
        Json = "json", "an array of such objects";
        Sarif = "sarif", "SARIF 2.1.0, for code hosts and editors";
        GitHub = "github", "commands that GitHub shows beside the lines of a change";
        GitLab = "gitlab", "a Code Quality report, for merge requests of GitLab";
        JUnit = "junit", "JUnit XML, for whatever shows test results";
        Html = "html", "one page to read in a browser, with each document whole";
    }
}

impl OutputFormat {
    /// The reporter of this format.
    pub fn reporter(self, colour: bool) -> Box<dyn Reporter> {
        match self {
            Self::Full => Box::new(Each(Arc::new(full::Full::new(colour)))),
            Self::Concise => Box::new(Each(Arc::new(concise::Concise))),
            Self::Grouped => Box::new(Each(Arc::new(grouped::Grouped { colour }))),
            Self::JsonLines => Box::new(Each(Arc::new(json_lines::JsonLines))),
            Self::Json => Box::<json::Json>::default(),
            Self::Sarif => Box::<sarif::Sarif>::default(),
            Self::GitHub => Box::new(Each(Arc::new(github::GitHub))),
            Self::GitLab => Box::<gitlab::GitLab>::default(),
            Self::JUnit => Box::<junit::JUnit>::default(),
            Self::Html => Box::<html::Html>::default(),
        }
    }

    /// How statistics are written in this format; `None` where it has no place for them.
    pub fn statistics(self) -> Option<Style> {
        match self {
            Self::Full | Self::Concise | Self::Grouped => Some(Style::Table),
            Self::Json | Self::JsonLines => Some(Style::Json),
            Self::Sarif | Self::GitHub | Self::GitLab | Self::JUnit | Self::Html => None,
        }
    }
}

/// Writes the report of a run, in the order of the input: what comes first, each document, what comes
/// last. What a format has no head or tail for it leaves out.
pub trait Reporter {
    /// Writes what stands before all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes a document; those without findings come too.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()>;

    /// What writes the documents, before it is their turn and on any thread; `None` where what is written
    /// of one depends on others.
    fn renderer(&self) -> Option<Arc<dyn Renderer>> {
        None
    }

    /// Writes what stands after all documents.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end(&mut self, out: &mut dyn Write, ended: &Ended) -> io::Result<()> {
        let _ = (out, ended);
        Ok(())
    }
}

/// Writes documents of which each stands for itself: what it writes of one depends on no other.
pub trait Renderer: Send + Sync {
    /// Writes a document; those without findings come too.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn render(&self, out: &mut dyn Write, judged: &Judged) -> io::Result<()>;
}

/// A report of documents that stand for themselves.
struct Each(Arc<dyn Renderer>);

impl Reporter for Each {
    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        self.0.render(out, judged)
    }

    fn renderer(&self) -> Option<Arc<dyn Renderer>> {
        Some(Arc::clone(&self.0))
    }
}

/// Writes no findings, where something else is shown instead.
pub struct Silent;

impl Reporter for Silent {
    fn document(&mut self, _: &mut dyn Write, _: &Judged) -> io::Result<()> {
        Ok(())
    }
}

/// What is known at the end of a run.
pub struct Ended<'a> {
    pub rules: &'a RuleSet,
    pub summary: &'a Summary,
}

/// Characters of the flagged text that are quoted.
const QUOTE_CHARS: usize = 50;

/// The head of the flagged text.
fn quoted(reported: &Reported) -> String {
    sanitise::clipped(reported.text(), QUOTE_CHARS)
}

/// What was found and the head of its text, as a line.
fn said(reported: &Reported) -> String {
    let message = sanitise::line(&reported.finding.message);
    format!("{message}: {}", quoted(reported))
}

/// What a fix does, in brackets after a blank; nothing where there is none.
fn fix_in_brackets(finding: &Finding) -> String {
    match fix_note(finding) {
        note if note.is_empty() => note,
        note => format!(" [{note}]"),
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
