//! Prints findings, problems and the summary of a run, and keeps count of them.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;

use miette::Diagnostic;

use super::Outcome;
use super::progress::Progress;
use crate::document::Document;
use crate::engine::Event;
use crate::finding::Finding;
use crate::problem::Problem;
use crate::report::terminal::{Output, allows_colour, miette_handler};
use crate::report::{Reporter, Summary, Totals};
use crate::rule::RuleSet;
use crate::settings::Settings;

/// The output of a run.
pub struct Printer<'r> {
    pub rules: &'r RuleSet,
    pub summary: Summary,
    /// What was fixed.
    pub fixed: Option<Totals>,
    skipped: usize,
    reporter: Box<dyn Reporter>,
    out: Output<Box<dyn Write>>,
    /// Whether the report was begun, and must be ended.
    begun: bool,
    failed: bool,
    progress: Progress,
    /// How often each problem came, by its message.
    alike: BTreeMap<String, usize>,
}

/// Problems of one message that are shown; a wrong option makes one of every row.
const SHOWN_ALIKE: usize = 10;
/// Messages that are told apart; memory must not grow with the number of bad rows.
const KNOWN_MESSAGES: usize = 1000;

impl<'r> Printer<'r> {
    /// Prints findings to standard output, or to standard error where that is wanted.
    pub fn new(rules: &'r RuleSet, settings: &Settings, to_stderr: bool) -> Self {
        let progress = Progress::new(settings);
        let (out, colour): (Box<dyn Write>, _) = match to_stderr {
            true => (progress.above(io::stderr()), allows_colour(&io::stderr())),
            false => (progress.above(io::stdout()), allows_colour(&io::stdout())),
        };
        let out = BufWriter::new(out);
        Self {
            rules,
            summary: Summary::default(),
            fixed: None,
            skipped: 0,
            reporter: settings.output_format.reporter(colour),
            out: Output::new(Box::new(out)),
            progress,
            alike: BTreeMap::new(),
            begun: false,
            failed: false,
        }
    }

    /// Begins the report; a run that prints something else begins none.
    pub fn begin(&mut self) {
        self.begun = true;
        if let Err(error) = self.reporter.begin(&mut self.out) {
            self.output_failed(&error);
        }
    }

    /// Prints and counts the findings of a document.
    pub fn document(&mut self, document: &Document, findings: &[Finding]) {
        self.count(findings);
        let (rules, out) = (self.rules, &mut self.out);
        if let Err(error) = self.reporter.document(out, document, findings, rules) {
            self.output_failed(&error);
        }
    }

    /// Counts the findings of a document without printing them.
    pub fn count(&mut self, findings: &[Finding]) {
        self.summary.documents += 1;
        self.summary.with_findings += usize::from(!findings.is_empty());
        for finding in findings {
            self.summary
                .count(&self.rules.rules()[finding.rule], finding);
        }
    }

    /// Prints other text than findings.
    pub fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if let Err(error) = write(&mut self.out) {
            self.output_failed(&error);
        }
    }

    /// Prints and counts what went wrong in an event of the run.
    pub fn event<V>(&mut self, event: &Event<V>) {
        match event {
            Event::Piece(_, parsed, _) => {
                parsed
                    .problems
                    .iter()
                    .for_each(|problem| self.problem(problem));
            }
            Event::Abandoned(problem) | Event::Problem(problem) => self.problem(problem),
            Event::Skipped => self.skipped(),
            Event::Begin(_) | Event::End => {}
        }
    }

    /// Counts a file that was passed over.
    pub fn skipped(&mut self) {
        self.skipped += 1;
    }

    /// Says once that the output cannot be written.
    pub fn output_failed(&mut self, error: &io::Error) {
        if !std::mem::replace(&mut self.failed, true) {
            self.problem(&Problem::io("standard output", "write", error));
        }
    }

    /// Prints and counts a problem.
    pub fn problem(&mut self, problem: &Problem) {
        self.summary.problems += 1;
        if self.is_one_too_many(problem) {
            return;
        }
        // Findings come first, so that both stay in order where they go to one place.
        let _ = self.out.flush();
        self.progress.aside(|| complain(problem));
    }

    /// Counts a problem, and tells whether enough of its message were shown.
    fn is_one_too_many(&mut self, problem: &Problem) -> bool {
        let message = problem.message();
        if self.alike.len() >= KNOWN_MESSAGES && !self.alike.contains_key(message) {
            return false;
        }
        let times = self.alike.entry(message.to_owned()).or_default();
        *times += 1;
        *times > SHOWN_ALIKE
    }

    /// Shows how far the run is.
    pub fn tick(&mut self) {
        self.progress.tick(&self.summary);
    }

    /// Whether somebody still reads the findings; if not, a run that only reports may end.
    pub fn is_open(&self) -> ControlFlow<()> {
        match self.out.is_closed() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Ends the output; prints the summary unless told to be quiet.
    pub fn finish(mut self, quiet: bool) -> Outcome {
        if self.begun
            && let Err(error) = self.reporter.end(&mut self.out, self.rules)
        {
            self.output_failed(&error);
        }
        if let Err(error) = self.out.flush() {
            self.output_failed(&error);
        }
        self.progress.finish();
        for (message, times) in &self.alike {
            if let Some(more) = times.checked_sub(SHOWN_ALIKE).filter(|&more| more > 0) {
                let _ = writeln!(io::stderr(), "And {more} more of: {message}");
            }
        }
        if let Some(fixed) = &self.fixed {
            self.summary.fixed = fixed.places();
            self.summary.removed_bytes = fixed.removed();
        }
        if !quiet {
            let mut err = io::stderr().lock();
            if let Some(fixed) = self.fixed.as_ref().filter(|fixed| fixed.places() > 0) {
                let _ = write!(err, "{}", fixed.shown(self.rules));
            }
            let _ = writeln!(err, "{}", self.summary);
            if self.skipped > 0 {
                let _ = writeln!(
                    err,
                    "Passed over {} whose format nothing tells; --format text takes them.",
                    if self.skipped == 1 {
                        "1 file".into()
                    } else {
                        format!("{} files", self.skipped)
                    },
                );
            }
        }
        match (self.summary.problems > 0, self.summary.has_residue()) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Findings,
            (false, false) => Outcome::Clean,
        }
    }
}

/// Prints an error to standard error.
pub fn complain(error: &dyn Diagnostic) {
    let handler = miette_handler(allows_colour(&io::stderr()));
    let mut report = String::new();
    if handler.render_report(&mut report, error).is_ok() {
        let _ = writeln!(io::stderr(), "{}", report.trim_start_matches('\n'));
    }
}
