//! `--fix`: cleans files in place or into copies, and standard input to standard output.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use encoding_rs::Encoding;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::Outcome;
use crate::cli::commands::interrupt::Interrupt;
use crate::cli::commands::printer::Printer;
use crate::cli::commands::verdict::{Verdict, Verdicts};
use crate::cli::settings::{Error, Fixing, Settings};
use crate::io::formats::InputFile;
use crate::io::formats::{Change, Format, Layers, Options, Parsed, Piece, Way, Writer};
use crate::io::lock::Locks;
use crate::io::walk::is_stdin;
use crate::report::Totals;
use crate::rules::fixing::{Fixed, Only, fix_but, fix_only};
use crate::rules::{Applicability, Rule, RuleSet};
use crate::run::engine::{Begun, Event, run};
use crate::run::ledger::Entry;
use crate::run::output::{Committed, Committer, Output, Target};
use crate::run::rewrite::{Changed, Rewritten, rewrite};
use crate::text::Document;

/// Fixes the input.
///
/// # Errors
/// When the ledger cannot be written; no document was touched then.
pub fn fix(settings: &Settings, rules: &RuleSet, fixing: &Fixing) -> Result<Outcome, Error> {
    let from_stdin = settings.paths.iter().any(is_stdin);
    let interrupt = Interrupt::watch();
    if let Target::Folder(folder) = &fixing.target {
        std::fs::create_dir_all(folder)
            .map_err(|error| Problem::io(folder.to_string_lossy(), "make the folder", &error))?;
    }
    let _locks = locks(&settings.paths, &fixing.target);
    let mut fixer = Fixer {
        printer: Printer::new(rules, settings, from_stdin),
        totals: Totals::default(),
        fixing,
        options: &settings.options,
        committer: Committer::new(fixing.ledger.open()?, &settings.options),
        at_hand: AtHand::default(),
        may_meet: settings.paths.len() > 1 || fixing.target != Target::InPlace,
        targets: HashSet::new(),
    };
    let verdicts = fixer.printer.verdicts(settings);
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| judge(&verdicts, fixing, piece, parsed, begun),
        |event| {
            fixer.handle(event);
            fixer.printer.tick();
            match interrupt.is_on() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        },
    );
    Ok(fixer.finish(settings.quiet, interrupt.is_on()))
}

/// Locks what is written to, so that no other run writes there.
fn locks(paths: &[PathBuf], target: &Target) -> Locks {
    let folder_of = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => {
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            crate::io::files::folder_of(&path).to_owned()
        }
    };
    let folders: Vec<PathBuf> = match target {
        Target::InPlace => paths
            .iter()
            .filter(|path| !is_stdin(path))
            .map(folder_of)
            .collect(),
        Target::Folder(folder) => vec![folder.clone()],
        Target::File(file) => vec![folder_of(file)],
    };
    Locks::take(
        folders.iter().map(PathBuf::as_path),
        crate::cli::messages::print_waiting,
    )
}

/// What fixing made of one piece of a file.
struct Judged {
    /// For each document, what is left.
    left: Vec<Verdict>,
    /// The rules of fixes that were not applied because others took what they would have.
    superseded: Vec<usize>,
    rewritten: Result<Option<Rewritten>, Problem>,
}

fn judge(
    verdicts: &Verdicts,
    fixing: &Fixing,
    piece: &Piece,
    parsed: &Parsed,
    begun: &Begun,
) -> Judged {
    let (settings, rules) = (verdicts.settings, verdicts.rules);
    let fixed: Vec<Fixed> = parsed
        .documents
        .iter()
        .map(|(document, _)| match &fixing.only {
            None => {
                let kept = settings.kept(rules, document);
                fix_but(rules, document, fixing.applicability, kept.as_deref())
            }
            Some(accepted) => fix_accepted(rules, document, &accepted.of(document)),
        })
        .collect();
    let changed: Vec<Changed> = parsed
        .documents
        .iter()
        .zip(&fixed)
        .map(|((document, origin), fixed)| Changed {
            document,
            origin,
            changes: fixed.patches.iter().map(Change::from).collect(),
            rules: fixed
                .patches
                .iter()
                .map(|patch| rules.rules()[patch.rule].id.as_str())
                .collect(),
        })
        .collect();
    Judged {
        rewritten: rewrite(piece, &*begun.parser, &changed),
        superseded: fixed
            .iter()
            .flat_map(|fixed| fixed.superseded.clone())
            .collect(),
        left: std::iter::zip(&parsed.documents, fixed)
            .map(|(document, fixed)| verdicts.of(begun, piece, document, fixed.left))
            .collect(),
    }
}

/// Fixes a document as somebody said. What is left is what they accepted and could not be applied.
fn fix_accepted(rules: &RuleSet, document: &Document, only: &Only) -> Fixed {
    let mut fixed = fix_only(rules, document, only);
    fixed.left.retain(|finding| only.accepts(finding));
    fixed
}

/// The file at hand.
#[derive(Default)]
struct AtHand {
    shown: String,
    way_out: WayOut,
    /// The rule that has it written in UTF-8, whatever it is in.
    transcodes: Option<usize>,
    /// What was fixed in it; it counts once the file is in its place.
    totals: Totals,
}

/// Where the file at hand is written to.
#[derive(Default)]
enum WayOut {
    /// It is not, because it cannot be.
    #[default]
    Nowhere,
    Stdout(Box<dyn Writer>),
    File(Box<Output>),
}

impl WayOut {
    /// Ends the way without an end: a compressed output must not look whole.
    fn break_off(&mut self) {
        if let Self::Stdout(writer) = std::mem::take(self) {
            std::mem::forget(writer);
        }
    }
}

struct Fixer<'r> {
    printer: Printer<'r>,
    /// What was fixed in files that are in their places.
    totals: Totals,
    fixing: &'r Fixing,
    options: &'r Options,
    committer: Committer<Totals>,
    at_hand: AtHand,
    may_meet: bool,
    /// Where files of this run went, where several might meet.
    targets: HashSet<PathBuf>,
}

impl<'r> Fixer<'r> {
    fn handle(&mut self, event: Event<Judged>) {
        match event {
            Event::Begin(begun) => {
                self.printer.begin(&begun);
                self.at_hand = AtHand {
                    shown: begun.file.shown.clone(),
                    ..AtHand::default()
                };
                self.at_hand.way_out = self.begin(&begun).unwrap_or_else(|problem| {
                    self.printer.problem(&problem);
                    WayOut::Nowhere
                });
            }
            Event::Piece(piece, parsed, judged) => self.piece(&piece, &parsed, judged),
            Event::End => self.end(),
            Event::Abandoned(problem) => {
                self.at_hand.way_out.break_off();
                self.printer.problem(&problem);
            }
            Event::Problem(problem) => self.printer.problem(&problem),
            Event::Skipped => self.printer.skipped(),
        }
    }

    fn begin(&mut self, begun: &Begun) -> Result<WayOut, Problem> {
        let unwritable = |error| Problem::io(&begun.file.shown, "write", &error);
        let transcoding = self.transcoding(begun);
        self.at_hand.transcodes = transcoding.map(|rule| rule.index);
        let Some(path) = begun.file.path.clone() else {
            let layers = Layers {
                encoding: begun.layers.encoding.filter(|_| transcoding.is_none()),
                ..begun.layers
            };
            return stdout(begun.format, layers)
                .map(WayOut::Stdout)
                .map_err(unwritable);
        };
        let Some(metadata) = begun.metadata.clone() else {
            return Ok(WayOut::Nowhere);
        };
        if self.committer.ledger.is_some() && path.to_str().is_none() {
            let message = "the name is not UTF-8, so that the ledger could not lead back to it";
            return Err(Problem::new(&begun.file.shown, message)
                .help("rename the file, or fix it with --no-ledger; it was left as it was"));
        }
        let target = &self.fixing.target;
        let goes_to = target.path(&begun.file, &path).map_err(unwritable)?;
        if self.may_meet && !self.targets.insert(goes_to) {
            return match target {
                // Named twice; it was fixed the first time.
                Target::InPlace => Ok(WayOut::Nowhere),
                _ => Err(meets_another(&begun.file)),
            };
        }
        let shown = begun.file.shown.clone();
        let output = self.committer.begin(begun, &path, metadata, target);
        let output = output.and_then(|mut output| {
            if let Some(rule) = transcoding {
                output.to_utf8(&rule.id)?;
            }
            Ok(output)
        });
        output
            .map(|output| WayOut::File(Box::new(output)))
            .map_err(|error| Problem::io(shown, "write", &error))
    }

    /// The rule that has a file written in UTF-8, if one is to be applied to it.
    fn transcoding(&self, begun: &Begun) -> Option<&'r Rule> {
        if self.fixing.applicability != Applicability::Unsafe || !begun.layers.is_legacy() {
            return None;
        }
        let rule = self.printer.rules.transcodes(&Document {
            path: begun.file.shown.clone(),
            encoding: begun.layers.encoding.map(Encoding::name),
            ..Document::default()
        })?;
        let is_known = self.printer.knows_in_file(&begun.file.shown, &rule.id);
        (!is_known).then_some(rule)
    }

    fn piece(&mut self, piece: &Piece, parsed: &Parsed, judged: Option<Judged>) {
        for problem in &parsed.problems {
            self.printer.problem(problem);
        }
        let mut change = None;
        if let Some(judged) = judged {
            for (document, mut left) in parsed.documents.iter().zip(judged.left) {
                if let Some(done) = self.at_hand.transcodes {
                    left.findings.retain(|finding| finding.rule != done);
                    left.shown = None;
                }
                self.printer.document(piece, document, &left);
            }
            match judged.rewritten {
                Ok(None) => {}
                Ok(Some(rewritten)) => change = Some((rewritten.bytes, rewritten.entries)),
                Err(problem) => self.printer.problem(&problem),
            }
            let rules = self.printer.rules.rules();
            self.at_hand
                .totals
                .superseded(judged.superseded.iter().map(|&rule| &rules[rule]));
        }
        let entries = change.as_ref().map_or(&[][..], |(_, entries)| entries);
        count(&mut self.at_hand.totals, parsed, entries);
        if let Err(error) = self.write(piece, change) {
            self.at_hand.way_out.break_off();
            self.printer
                .problem(&Problem::io(&self.at_hand.shown, "write", &error));
        }
    }

    fn write(&mut self, piece: &Piece, change: Option<(Vec<u8>, Vec<Entry>)>) -> io::Result<()> {
        match &mut self.at_hand.way_out {
            WayOut::Nowhere => Ok(()),
            WayOut::Stdout(writer) => {
                writer.write(piece, change.as_ref().map(|(bytes, _)| bytes.as_slice()))
            }
            WayOut::File(output) => output.piece(piece, change, self.options),
        }
    }

    fn end(&mut self) {
        let at_hand = std::mem::take(&mut self.at_hand);
        let finished = match at_hand.way_out {
            WayOut::Nowhere => return,
            WayOut::Stdout(writer) => writer.finish().map(|()| None),
            WayOut::File(output) => output.finish(),
        };
        match finished {
            Ok(None) => self.placed((at_hand.totals, at_hand.shown, Ok(()))),
            Ok(Some(finished)) => {
                let outcomes = self.committer.add(at_hand.totals, finished);
                outcomes
                    .into_iter()
                    .for_each(|outcome| self.placed(outcome));
            }
            Err(error) => self.placed((at_hand.totals, at_hand.shown, Err(error))),
        }
    }

    fn placed(&mut self, (totals, shown, outcome): Committed<Totals>) {
        match outcome {
            Ok(()) => self.totals.add(totals),
            // Whoever read it has enough; that is no fault.
            Err(error) if shown == "-" && error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => self.printer.problem(&Problem::io(shown, "write", &error)),
        }
    }

    fn finish(mut self, quiet: bool, is_interrupted: bool) -> Outcome {
        // What was not read to its end stays as it was.
        drop(std::mem::take(&mut self.at_hand));
        let outcomes = self.committer.flush();
        outcomes
            .into_iter()
            .for_each(|outcome| self.placed(outcome));
        self.printer.fixed = Some(self.totals);
        let outcome = self.printer.finish(quiet);
        let ledger = self.committer.ledger.as_ref();
        if let (Some(path), false) = (ledger.and_then(|ledger| ledger.written()), quiet) {
            let path = sanitise::line(&path.to_string_lossy());
            eprintln!(
                "What was removed is kept in {path}; `corpus-lint restore {path}` puts it back."
            );
        }
        if is_interrupted {
            eprintln!("Interrupted: files that are not yet done are as they were.");
            return Outcome::Interrupted;
        }
        outcome
    }
}

fn count(totals: &mut Totals, parsed: &Parsed, entries: &[Entry]) {
    for (document, _) in &parsed.documents {
        let is_of = |entry: &&Entry| entry.field == document.field;
        totals.document(document, entries.iter().filter(is_of));
    }
}

/// Standard output as a writer of the format and layers that came in.
fn stdout(format: &Format, layers: Layers) -> io::Result<Box<dyn Writer>> {
    format.writer(Way {
        out: stdout_file()?,
        layers,
        source: PathBuf::new(),
    })
}

#[cfg(unix)]
fn stdout_file() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdout_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdout().as_handle().try_clone_to_owned()?.into())
}

fn meets_another(file: &InputFile) -> Problem {
    Problem::new(&file.shown, "another input was written to the same place")
        .help("give inputs of one name in runs of their own, each with its own output")
}
