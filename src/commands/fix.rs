//! `--fix`: cleans files in place or into copies, and standard input to standard output.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::Outcome;
use super::printer::Printer;
use crate::document::Document;
use crate::engine::{Event, run};
use crate::finding::Finding;
use crate::fix::ledger::{Entry, Ledger};
use crate::fix::{Fixed, fix as fix_document};
use crate::formats::{Content, Origin, Piece};
use crate::problem::Problem;
use crate::report::terminal;
use crate::rule::RuleSet;
use crate::sanitise;
use crate::settings::{Error, Fixing, Settings};
use crate::sink::{Output, Target};
use crate::walk::{InputFile, walk};

/// Fixes the input.
///
/// # Errors
/// When the ledger cannot be written; no document was touched then.
pub fn fix(settings: &Settings, rules: &RuleSet, fixing: &Fixing) -> Result<Outcome, Error> {
    let from_stdin = settings.paths.iter().any(|path| path.as_os_str() == "-");
    let mut fixer = Fixer {
        printer: Printer::new(rules, settings.output_format, from_stdin),
        target: &fixing.target,
        ledger: fixing.ledger.open()?,
        stdout: terminal::Output::new(io::stdout()),
        way_out: WayOut::Nowhere,
        has_many_inputs: settings.paths.len() > 1,
        targets: HashSet::new(),
        places: 0,
        bytes: 0,
    };
    run(
        walk(&settings.paths, settings.format, fixing.ledger.path()),
        &settings.fields,
        |document, origin, bytes| {
            let fixed = fix_document(rules, document, fixing.applicability);
            Rewritten::new(rules, document, origin, bytes, fixed)
        },
        |event| {
            fixer.handle(event);
            ControlFlow::Continue(())
        },
    );
    Ok(fixer.finish(settings.quiet))
}

/// What fixing made of one piece of a file.
struct Rewritten {
    left: Vec<Finding>,
    /// The piece's bytes after the fix and the entries for the ledger; `None` where nothing changed.
    change: Option<(Vec<u8>, Vec<Entry>)>,
}

impl Rewritten {
    /// Tells the patches of a text as patches of the piece's bytes: all other bytes stay.
    fn new(
        rules: &RuleSet,
        document: &Document,
        origin: &Origin,
        bytes: &[u8],
        fixed: Fixed,
    ) -> Self {
        if fixed.patches.is_empty() {
            return Self {
                left: fixed.left,
                change: None,
            };
        }
        let mut rewritten = Vec::with_capacity(bytes.len());
        let mut entries = Vec::with_capacity(fixed.patches.len());
        let mut at = 0;
        for patch in &fixed.patches {
            let span = origin.bytes(patch.span.clone());
            let put = origin.encode(&patch.content);
            rewritten.extend_from_slice(&bytes[at..span.start]);
            rewritten.extend_from_slice(put.as_bytes());
            at = span.end;
            let taken = String::from_utf8_lossy(&bytes[span.clone()]).into_owned();
            let removed = document.text[patch.span.clone()].to_owned();
            entries.push(Entry {
                path: document.path.clone(),
                record: document.record,
                id: document.id.clone(),
                rule: rules.rules()[patch.rule].id.clone(),
                start: patch.span.start,
                end: patch.span.end,
                at: span.start as u64,
                raw_removed: (taken != removed).then_some(taken),
                raw_inserted: (put != patch.content).then_some(put),
                removed,
                inserted: patch.content.clone(),
                run: String::new(),
                seal: None,
            });
        }
        rewritten.extend_from_slice(&bytes[at..]);
        Self {
            left: fixed.left,
            change: Some((rewritten, entries)),
        }
    }
}

/// Where the file at hand is written to.
enum WayOut {
    /// It is not, because it cannot be.
    Nowhere,
    Stdout,
    File(Box<Output>),
}

struct Fixer<'r> {
    printer: Printer<'r>,
    target: &'r Target,
    ledger: Option<Ledger>,
    stdout: terminal::Output<io::Stdout>,
    way_out: WayOut,
    has_many_inputs: bool,
    /// Where files of this run went, where several inputs might meet.
    targets: HashSet<PathBuf>,
    /// What was fixed in the file at hand; it counts once the file is in its place.
    places: usize,
    bytes: usize,
}

impl Fixer<'_> {
    fn handle(&mut self, event: Event<Rewritten>) {
        match event {
            Event::Begin(file, metadata) => {
                (self.places, self.bytes) = (0, 0);
                self.way_out = self.begin(&file, metadata).unwrap_or_else(|problem| {
                    self.printer.problem(&problem);
                    WayOut::Nowhere
                });
            }
            Event::Judged(piece, rewritten) => {
                if let Content::Document(document, _) = &piece.content {
                    self.printer.document(document, &rewritten.left);
                }
                self.write(&piece, rewritten.change);
            }
            Event::Other(piece) => {
                self.write(&piece, None);
                self.printer.event(&Event::<()>::Other(piece));
            }
            Event::End(file) => self.end(&file),
            Event::Abandoned(problem) => {
                self.way_out = WayOut::Nowhere;
                self.printer.problem(&problem);
            }
            other => self.printer.event(&other),
        }
    }

    fn begin(&mut self, file: &InputFile, metadata: Option<Metadata>) -> Result<WayOut, Problem> {
        let (Some(path), Some(metadata)) = (&file.path, metadata) else {
            return Ok(WayOut::Stdout);
        };
        if self.ledger.is_some() && path.to_str().is_none() {
            let message = "the name is not UTF-8, so that the ledger could not lead back to it";
            return Err(Problem::new(&file.shown, message)
                .help("rename the file, or fix it with --no-ledger; it was left as it was"));
        }
        let unwritable = |error| Problem::io(&file.shown, "write", &error);
        let target = self.target.path(file, path).map_err(unwritable)?;
        if self.has_many_inputs && !self.targets.insert(target) {
            return match self.target {
                // Named twice; it was fixed the first time.
                Target::InPlace => Ok(WayOut::Nowhere),
                _ => Err(
                    Problem::new(&file.shown, "another input was written to the same place").help(
                        "give inputs of one name in runs of their own, each with its own output",
                    ),
                ),
            };
        }
        Output::begin(file, path, metadata, self.target)
            .map(|output| WayOut::File(Box::new(output)))
            .map_err(unwritable)
    }

    fn write(&mut self, piece: &Piece, change: Option<(Vec<u8>, Vec<Entry>)>) {
        if let Some((_, entries)) = &change {
            self.places += entries.len();
            self.bytes += entries
                .iter()
                .map(|entry| entry.removed.len())
                .sum::<usize>();
        }
        let written = match &mut self.way_out {
            WayOut::Nowhere => Ok(()),
            WayOut::Stdout => {
                let bytes = change.as_ref().map_or(&piece.bytes, |(bytes, _)| bytes);
                self.stdout.write_all(bytes)
            }
            WayOut::File(output) => output.piece(&piece.bytes, change),
        };
        if let Err(error) = written {
            self.way_out = WayOut::Nowhere;
            self.printer
                .problem(&Problem::io("output", "write", &error));
        }
    }

    fn end(&mut self, file: &InputFile) {
        let committed = match std::mem::replace(&mut self.way_out, WayOut::Nowhere) {
            WayOut::Nowhere => return,
            WayOut::Stdout => Ok(()),
            WayOut::File(output) => output.commit(self.ledger.as_mut()),
        };
        match committed {
            Ok(()) => {
                self.printer.summary.fixed += self.places;
                self.printer.summary.removed_bytes += self.bytes;
            }
            Err(error) => self
                .printer
                .problem(&Problem::io(&file.shown, "write", &error)),
        }
    }

    fn finish(mut self, quiet: bool) -> Outcome {
        if let Err(error) = self.stdout.flush() {
            self.printer.output_failed(&error);
        }
        let outcome = self.printer.finish(quiet);
        if let (Some(path), false) = (self.ledger.as_ref().and_then(Ledger::written), quiet) {
            let path = sanitise::line(&path.to_string_lossy());
            eprintln!(
                "What was removed is kept in {path}; `corpus-lint restore {path}` puts it back."
            );
        }
        outcome
    }
}
