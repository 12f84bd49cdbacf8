//! Prints findings, problems and the summary of a run, and keeps count of them.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::cli::Outcome;
use crate::cli::commands::progress::Progress;
use crate::cli::commands::verdict::{Verdict, Verdicts};
use crate::cli::messages::print_error;
use crate::cli::settings::Settings;
use crate::io::formats::{Layers, Origin, Piece};
use crate::report::terminal::{PipeWriter, allows_colour};
use crate::report::{FailOn, Reporter, RunEnd, Site, Summary, Totals};
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::run::baseline::{Met, Update, Updated};
use crate::run::engine::{Begun, Event};
use crate::text::Document;

/// The output of a run.
pub struct Printer<'r> {
    pub rules: &'r RuleSet,
    pub summary: Summary,
    /// What was fixed.
    pub fixed: Option<Totals>,
    skipped: usize,
    /// Findings that may still be shown; `None` where all may.
    room: Option<usize>,
    /// Findings that were not shown because there was no room.
    hidden: usize,
    fail_on: FailOn,
    /// What lies between the bytes of the file at hand and its content.
    layers: Layers,
    reporter: Box<dyn Reporter>,
    out: PipeWriter<Box<dyn Write>>,
    failed: bool,
    progress: Progress,
    /// How often each problem came, by its message.
    alike: BTreeMap<String, usize>,
    /// What is known.
    met: Option<Met<'r>>,
    /// The paths of the run, where it sees all that lies there.
    paths: Vec<String>,
}

/// Problems of one message that are shown; a wrong option makes one of every row.
const SHOWN_ALIKE: usize = 10;
/// Messages that are told apart; memory must not grow with the number of bad rows.
const KNOWN_MESSAGES: usize = 1000;

impl<'r> Printer<'r> {
    /// Prints findings to standard output, or to standard error where that is wanted.
    pub fn new(rules: &'r RuleSet, settings: &'r Settings, to_stderr: bool) -> Self {
        let progress = Progress::new(&settings.corpus(), settings.shows_progress);
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
            alike: BTreeMap::new(),
            failed: false,
            met: settings.baseline.as_ref().map(Met::new),
            paths: match settings.changes {
                Some(_) => Vec::new(),
                None => shown(&settings.paths),
            },
        };
        let begun = printer.reporter.begin(&mut printer.out);
        printer.check(begun);
        printer
    }

    /// A file of which reading began.
    pub fn begin(&mut self, begun: &Begun) {
        self.layers = begun.layers;
        if let Some(met) = &mut self.met {
            met.begin(&begun.file.shown, begun.file.rows.is_none());
        }
    }

    /// What makes the verdicts that it prints.
    pub fn verdicts(&self, settings: &'r Settings) -> Verdicts<'r> {
        let stands_alone = self.room.is_none() && self.met.is_none();
        Verdicts {
            rules: self.rules,
            settings,
            renderer: self.reporter.renderer().filter(|_| stands_alone),
        }
    }

    /// Prints and counts the findings of a document.
    pub fn document(
        &mut self,
        piece: &Piece,
        (document, origin): &(Document, Origin),
        verdict: &Verdict,
    ) {
        if let Some(shown) = &verdict.shown {
            self.count(&verdict.findings);
            let written = self.out.write_all(shown);
            return self.check(written);
        }
        let new = self.sift(document, &verdict.findings);
        let findings = new.as_deref().unwrap_or(&verdict.findings);
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
        let judged = verdict.judged(self.rules, document, shown, site);
        let written = self.reporter.document(&mut self.out, &judged);
        self.check(written);
    }

    /// The findings that are not known, where any are.
    fn sift(&mut self, document: &Document, findings: &[Finding]) -> Option<Vec<Finding>> {
        let new = self.met.as_mut()?.sift(self.rules, document, findings);
        self.summary.known += findings.len() - new.len();
        Some(new)
    }

    /// Whether the baseline knows a finding of a rule in a file.
    pub fn knows_in_file(&self, path: &str, rule: &str) -> bool {
        let met = self.met.as_ref();
        met.is_some_and(|met| met.baseline().knows_in_file(path, rule))
    }

    /// The findings that there is room for.
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

    /// Prints other text than findings.
    pub fn print(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let written = write(&mut self.out);
        self.check(written);
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
            Event::Begin(begun) => self.begin(begun),
            Event::End => {
                if let Some(met) = &mut self.met {
                    met.end();
                }
            }
        }
    }

    /// Counts a file that was passed over.
    pub fn skipped(&mut self) {
        self.skipped += 1;
    }

    /// Says once that the output cannot be written.
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
        if let Some(met) = &mut self.met {
            met.missed();
        }
        if self.is_one_too_many(problem) {
            return;
        }
        // Findings come first, so that both stay in order where they go to one place.
        let _ = self.out.flush();
        self.progress.aside(|| print_error(problem));
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

    /// Whether somebody still reads the findings; if not, a run that only reports may end.
    pub fn is_open(&self) -> ControlFlow<()> {
        match self.out.is_closed() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Writes the baseline anew, where it is to be.
    fn update(&mut self) -> Option<(String, Updated)> {
        let met = self.met.as_ref()?;
        let baseline = met.baseline();
        if baseline.update == Update::default() {
            return None;
        }
        match met.update(self.rules, &self.paths) {
            Ok(updated) => Some((baseline.shown(), updated)),
            Err(error) => {
                self.problem(&Problem::io(baseline.shown(), "write the baseline", &error));
                None
            }
        }
    }

    /// Ends the output; prints the summary unless told to be quiet.
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
        for (message, times) in &self.alike {
            if let Some(more) = times.checked_sub(SHOWN_ALIKE).filter(|&more| more > 0) {
                let _ = writeln!(io::stderr(), "And {more} more of: {message}");
            }
        }
        if self.hidden > 0 {
            let more = counted(self.hidden, "more finding");
            let _ = writeln!(io::stderr(), "And {more} than --max-findings shows.");
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
                    "Passed over {} whose format nothing tells; --format text takes them.",
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

/// Paths as documents are named by.
fn shown(paths: &[PathBuf]) -> Vec<String> {
    let paths = paths.iter();
    paths
        .map(|path| path.to_string_lossy().into_owned())
        .collect()
}
