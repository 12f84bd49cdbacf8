//! Prints the findings, problems and summary of a run, and counts them.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::cli::messages::print_error;
use crate::cli::outcome::Outcome;
use crate::cli::output::findings::{DocumentFindings, FindingRenderer};
use crate::cli::output::progress::RunProgress;
use crate::cli::settings::Settings;
use crate::io::formats::{Layers, Origin, Piece};
use crate::report::terminal::{PipeWriter, allows_colour};
use crate::report::{FailOn, Reporter, RunEnd, Site, Summary, Totals};
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::run::baseline::{BaselineMatcher, Update, Updated};
use crate::run::engine::{Event, OpenFile};
use crate::text::Document;

/// The output of a run.
pub struct Printer<'r> {
    /// All rules.
    pub rules: &'r RuleSet,
    /// The counts so far.
    pub summary: Summary,
    /// What was fixed, in a run that fixes.
    pub fixed: Option<Totals>,
    /// Files of unknown format.
    skipped: usize,
    /// How many more findings may be shown; `None` if there is no limit.
    room: Option<usize>,
    /// Findings that were not shown because of the limit.
    hidden: usize,
    fail_on: FailOn,
    /// The compression and encoding of the current file.
    layers: Layers,
    reporter: Box<dyn Reporter>,
    out: PipeWriter<Box<dyn Write>>,
    /// Whether the output could not be written.
    failed: bool,
    progress: RunProgress,
    /// How often each problem occurred, by its message.
    repeated: BTreeMap<String, usize>,
    /// The baseline, and which of its findings occurred.
    matcher: Option<BaselineMatcher<'r>>,
    /// The paths of the run, if it checks everything in them.
    paths: Vec<String>,
}

/// How many problems with the same message are shown: a wrong option causes one in every row.
const SHOWN_REPEATED: usize = 10;
/// How many different messages are counted: memory must not grow with the number of bad rows.
const COUNTED_MESSAGES: usize = 1000;

impl<'r> Printer<'r> {
    /// A printer to standard output or standard error.
    pub fn new(rules: &'r RuleSet, settings: &'r Settings, to_stderr: bool) -> Self {
        let progress = RunProgress::new(&settings.corpus(), settings.shows_progress);
        let (out, colour): (Box<dyn Write>, _) = match to_stderr {
            true => (progress.above(io::stderr()), allows_colour(&io::stderr())),
            false => (progress.above(io::stdout()), allows_colour(&io::stdout())),
        };
        let out = BufWriter::new(out);
        let mut printer = Self {
            rules,
            summary: Summary::default(),
            fixed: None,
            skipped: 0,
            room: settings
                .max_findings
                .filter(|_| settings.statistics.is_none()),
            hidden: 0,
            fail_on: settings.fail_on,
            layers: Layers::default(),
            reporter: settings.reporter(colour),
            out: PipeWriter::new(Box::new(out)),
            progress,
            repeated: BTreeMap::new(),
            failed: false,
            matcher: settings.baseline.as_ref().map(BaselineMatcher::new),
            paths: match settings.changes {
                Some(_) => Vec::new(),
                None => shown(&settings.paths),
            },
        };
        let begun = printer.reporter.begin(&mut printer.out);
        printer.check(begun);
        printer
    }

    /// Starts a new file.
    pub fn begin(&mut self, begun: &OpenFile) {
        self.layers = begun.layers;
        if let Some(matcher) = &mut self.matcher {
            matcher.begin(&begun.file.shown, begun.file.rows.is_none());
        }
    }

    /// The part of the printer that works on any thread.
    pub fn renderer(&self, settings: &'r Settings) -> FindingRenderer<'r> {
        let is_independent = self.room.is_none() && self.matcher.is_none();
        FindingRenderer {
            rules: self.rules,
            settings,
            renderer: self.reporter.renderer().filter(|_| is_independent),
        }
    }

    /// Prints and counts the findings of a document.
    pub fn document(
        &mut self,
        piece: &Piece,
        (document, origin): &(Document, Origin),
        checked: &DocumentFindings,
    ) {
        if let Some(shown) = &checked.shown {
            self.count(&checked.findings);
            let written = self.out.write_all(shown);
            return self.check(written);
        }
        let new = self.sift(document, &checked.findings);
        let findings = new.as_deref().unwrap_or(&checked.findings);
        self.count(findings);
        let shown = self.take_room(findings);
        if shown.is_empty() && !findings.is_empty() {
            return;
        }
        let site = Site {
            layers: self.layers,
            piece,
            origin,
        };
        let reported = checked.report(self.rules, document, shown, site);
        let written = self.reporter.document(&mut self.out, &reported);
        self.check(written);
    }

    /// The findings that the baseline does not record; `None` without a baseline.
    fn sift(&mut self, document: &Document, findings: &[Finding]) -> Option<Vec<Finding>> {
        let new = self.matcher.as_mut()?.sift(self.rules, document, findings);
        self.summary.known += findings.len() - new.len();
        Some(new)
    }

    /// Whether the baseline records a finding of a rule in a file.
    pub fn covers_rule_in_file(&self, path: &str, rule: &str) -> bool {
        let matcher = self.matcher.as_ref();
        matcher.is_some_and(|matcher| matcher.baseline().covers_rule_in_file(path, rule))
    }

    /// The findings that may be shown under the limit.
    fn take_room<'f>(&mut self, findings: &'f [Finding]) -> &'f [Finding] {
        let Some(room) = &mut self.room else {
            return findings;
        };
        let (shown, hidden) = findings.split_at(findings.len().min(*room));
        *room -= shown.len();
        self.hidden += hidden.len();
        shown
    }

    fn count(&mut self, findings: &[Finding]) {
        self.summary.documents += 1;
        self.summary.with_findings += usize::from(!findings.is_empty());
        for finding in findings {
            self.summary
                .count(&self.rules.rules()[finding.rule], finding);
        }
    }

    /// Prints text that is not a finding.
    pub fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let written = write(&mut self.out);
        self.check(written);
    }

    /// Prints and counts the problems of an event.
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
            Event::Begin(begun) => self.begin(begun),
            Event::End => {
                if let Some(matcher) = &mut self.matcher {
                    matcher.end();
                }
            }
        }
    }

    /// Counts a file that was skipped because its format is unknown.
    pub fn skipped(&mut self) {
        self.skipped += 1;
    }

    /// Reports, once, that the output cannot be written.
    fn check(&mut self, written: io::Result<()>) {
        if let Err(error) = written
            && !std::mem::replace(&mut self.failed, true)
        {
            self.problem(&Problem::io("standard output", "write", &error));
        }
    }

    /// Prints and counts a problem.
    pub fn problem(&mut self, problem: &Problem) {
        self.summary.problems += 1;
        if let Some(matcher) = &mut self.matcher {
            matcher.mark_incomplete();
        }
        if self.is_one_too_many(problem) {
            return;
        }
        // Findings are written first, so that the order is right if both go to the same place.
        let _ = self.out.flush();
        self.progress.aside(|| print_error(problem));
    }

    /// Counts a problem, and tells whether its message was shown often enough.
    fn is_one_too_many(&mut self, problem: &Problem) -> bool {
        let message = problem.message();
        if self.repeated.len() >= COUNTED_MESSAGES && !self.repeated.contains_key(message) {
            return false;
        }
        let times = self.repeated.entry(message.to_owned()).or_default();
        *times += 1;
        *times > SHOWN_REPEATED
    }

    /// Updates the progress bar.
    pub fn tick(&mut self) {
        let Summary {
            documents,
            infos,
            warnings,
            errors,
            ..
        } = self.summary;
        let findings = infos + warnings + errors;
        self.progress
            .tick(|| format!("{documents} documents, {findings} findings"));
    }

    /// Breaks if nobody reads the findings any more; a run that only reports can then stop.
    pub fn is_open(&self) -> ControlFlow<()> {
        match self.out.is_closed() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Updates the baseline, if the user asked for it.
    fn update(&mut self) -> Option<(String, Updated)> {
        let matcher = self.matcher.as_ref()?;
        let baseline = matcher.baseline();
        if baseline.update == Update::default() {
            return None;
        }
        match matcher.update(self.rules, &self.paths) {
            Ok(updated) => Some((baseline.shown(), updated)),
            Err(error) => {
                self.problem(&Problem::io(baseline.shown(), "write the baseline", &error));
                None
            }
        }
    }

    /// Ends the output, and prints the summary unless `quiet`.
    pub fn finish(mut self, quiet: bool) -> Outcome {
        let ended = RunEnd {
            rules: self.rules,
            summary: &self.summary,
        };
        let ended = self.reporter.end(&mut self.out, &ended);
        self.check(ended);
        let flushed = self.out.flush();
        self.check(flushed);
        self.progress.finish();
        for (message, times) in &self.repeated {
            if let Some(more) = times.checked_sub(SHOWN_REPEATED).filter(|&more| more > 0) {
                let _ = writeln!(io::stderr(), "And {more} more: {message}");
            }
        }
        if self.hidden > 0 {
            let more = counted(self.hidden, "more finding");
            let _ = writeln!(
                io::stderr(),
                "And {more} not shown because of --max-findings."
            );
        }
        let updated = self.update();
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
            if let Some((file, updated)) = updated {
                let _ = writeln!(err, "Baseline {file}: {updated}.");
            }
            if self.skipped > 0 {
                let _ = writeln!(
                    err,
                    "Skipped {} of unknown format; use --format text to read all files as plain text.",
                    counted(self.skipped, "file"),
                );
            }
        }
        match (self.summary.problems > 0, self.summary.fails(self.fail_on)) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Findings,
            (false, false) => Outcome::Clean,
        }
    }
}

/// Paths as they appear in the names of documents.
fn shown(paths: &[PathBuf]) -> Vec<String> {
    let paths = paths.iter();
    paths
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}
