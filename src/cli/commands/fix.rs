//! `--fix`: fixes files in place or writes fixed copies; fixes standard input to standard output.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use encoding_rs::Encoding;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::error::Error;
use crate::cli::interrupt::Interrupt;
use crate::cli::messages::print_waiting;
use crate::cli::outcome::Outcome;
use crate::cli::output::findings::{DocumentFindings, FindingRenderer};
use crate::cli::output::printer::Printer;
use crate::cli::settings::{Fixing, LedgerPlace, Settings};
use crate::io::files;
use crate::io::formats::{
    Format, InputFile, Layers, Parsed, Piece, ReadOptions, Writer, WriterSetup,
};
use crate::io::lock::Locks;
use crate::io::walk::is_stdin;
use crate::report::Totals;
use crate::rules::fixing::{Checked, FixPolicy, SelectedFixes, check_and_fix};
use crate::rules::{Applicability, Rule, RuleSet};
use crate::run::engine::{Event, OpenFile, run};
use crate::run::ledger::{LedgerEntry, text_hash};
use crate::run::output::{Committed, Committer, OutputFile, WriteTarget};
use crate::run::rewrite::{DocumentEdits, RewrittenPiece, rewrite};
use crate::text::Document;

/// Fixes the input.
///
/// # Errors
/// The output folder or the ledger cannot be written; no document was changed then.
pub fn fix(settings: &Settings, rules: &RuleSet, fixing: &Fixing) -> Result<Outcome, Error> {
    let from_stdin = settings.paths.iter().any(is_stdin);
    let interrupt = Interrupt::watch();
    if let WriteTarget::Folder(folder) = &fixing.target {
        std::fs::create_dir_all(folder)
            .map_err(|error| Problem::io(folder.to_string_lossy(), "create the folder", &error))?;
    }
    let _locks = locks(&settings.paths, &fixing.target);
    let mut fixer = Fixer {
        printer: Printer::new(rules, settings, from_stdin),
        totals: Totals::default(),
        fixing,
        options: &settings.options,
        committer: Committer::new(fixing.ledger.open()?, &settings.options),
        current: CurrentFile::default(),
        may_repeat: settings.paths.len() > 1 || fixing.target != WriteTarget::InPlace,
        targets: HashSet::new(),
    };
    let renderer = fixer.printer.renderer(settings);
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| fix_piece(&renderer, fixing, piece, parsed, begun),
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

/// Locks the folders that are written to, so that no other run writes there.
fn locks(paths: &[PathBuf], target: &WriteTarget) -> Locks {
    let folder_of = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => {
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            files::folder_of(&path).to_owned()
        }
    };
    let folders: Vec<PathBuf> = match target {
        WriteTarget::InPlace => paths
            .iter()
            .filter(|path| !is_stdin(path))
            .map(folder_of)
            .collect(),
        WriteTarget::Folder(folder) => vec![folder.clone()],
        WriteTarget::File(file) => vec![folder_of(file)],
    };
    Locks::take(folders.iter().map(PathBuf::as_path), print_waiting)
}

/// One piece of a file after fixing.
struct FixedPiece {
    /// For each document, the findings that are left.
    left: Vec<DocumentFindings>,
    /// The rules of fixes that were not applied because other fixes changed the same text.
    superseded: Vec<usize>,
    /// The new content; `None` if nothing changed.
    rewritten: Result<Option<RewrittenPiece>, Problem>,
}

/// Fixes the documents of a piece, on any thread.
fn fix_piece(
    renderer: &FindingRenderer,
    fixing: &Fixing,
    piece: &Piece,
    parsed: &Parsed,
    begun: &OpenFile,
) -> FixedPiece {
    let (settings, rules) = (renderer.settings, renderer.rules);
    let fixed: Vec<Checked> = parsed
        .documents
        .iter()
        .map(|(document, _)| match &fixing.accepted {
            None => {
                let protected = settings.protected(rules, document);
                let policy = FixPolicy::at_least(fixing.applicability);
                check_and_fix(rules, document, &policy.protecting(protected.as_deref()))
            }
            Some(accepted) => fix_accepted(rules, document, &accepted.of(document)),
        })
        .collect();
    let keeps_ledger = fixing.ledger != LedgerPlace::Nowhere;
    let edits: Vec<DocumentEdits> = parsed
        .documents
        .iter()
        .zip(&fixed)
        .map(|((document, origin), fixed)| {
            let rule = |rule: usize| rules.rules()[rule].id.as_str();
            let applied = fixed.edits.iter();
            let (edits, rules) = applied
                .map(|applied| (applied.edit.clone(), rule(applied.rule)))
                .unzip();
            let has_row = keeps_ledger && !fixed.edits.is_empty();
            DocumentEdits {
                document,
                origin,
                edits,
                rules,
                written: None,
                text_after: has_row.then(|| text_hash(&fixed.text)),
            }
        })
        .collect();
    FixedPiece {
        rewritten: rewrite(piece, &*begun.parser, &edits),
        superseded: fixed
            .iter()
            .flat_map(|fixed| fixed.superseded.clone())
            .collect(),
        left: std::iter::zip(&parsed.documents, fixed)
            .map(|(document, fixed)| renderer.render(begun, piece, document, fixed.left))
            .collect(),
    }
}

/// Applies the accepted fixes. The findings that are left are those whose fix was accepted, but could
/// not be applied.
fn fix_accepted<'d>(
    rules: &RuleSet,
    document: &'d Document,
    selected: &SelectedFixes,
) -> Checked<'d> {
    // A review covers few documents of many: the others need no check.
    if selected.is_nothing() {
        return Checked::unchecked(document);
    }
    let mut fixed = check_and_fix(rules, document, &FixPolicy::selected(selected));
    fixed.left.retain(|finding| selected.accepts(finding));
    fixed
}

/// The file that is being fixed.
#[derive(Default)]
struct CurrentFile {
    shown: String,
    destination: Destination,
    /// The rule that converts the file to UTF-8, if any.
    transcodes: Option<usize>,
    /// What was fixed in it; counted once the file is written.
    totals: Totals,
}

/// Where the current file is written.
#[derive(Default)]
enum Destination {
    /// Nowhere, because it cannot be written.
    #[default]
    Nowhere,
    Stdout(Box<dyn Writer>),
    File(Box<OutputFile>),
}

impl Destination {
    /// Stops without finishing: a compressed output must not look complete.
    fn abandon(&mut self) {
        if let Self::Stdout(writer) = std::mem::take(self) {
            std::mem::forget(writer);
        }
    }
}

struct Fixer<'r> {
    printer: Printer<'r>,
    /// What was fixed in the files that are written.
    totals: Totals,
    fixing: &'r Fixing,
    options: &'r ReadOptions,
    committer: Committer<Totals>,
    current: CurrentFile,
    /// Whether two inputs could be written to the same place.
    may_repeat: bool,
    /// The places that were written, if two inputs could have the same one.
    targets: HashSet<PathBuf>,
}

impl<'r> Fixer<'r> {
    fn handle(&mut self, event: Event<FixedPiece>) {
        match event {
            Event::Begin(begun) => {
                self.printer.begin(&begun);
                self.current = CurrentFile {
                    shown: begun.file.shown.clone(),
                    ..CurrentFile::default()
                };
                self.current.destination = self.begin(&begun).unwrap_or_else(|problem| {
                    self.printer.problem(&problem);
                    Destination::Nowhere
                });
            }
            Event::Piece(piece, parsed, fixed) => self.piece(&piece, &parsed, fixed),
            Event::End => self.end(),
            Event::Abandoned(problem) => {
                self.current.destination.abandon();
                self.printer.problem(&problem);
            }
            Event::Problem(problem) => self.printer.problem(&problem),
            Event::Skipped => self.printer.skipped(),
        }
    }

    fn begin(&mut self, begun: &OpenFile) -> Result<Destination, Problem> {
        let unwritable = |error| Problem::io(&begun.file.shown, "write", &error);
        let transcoding = self.transcoding(begun);
        self.current.transcodes = transcoding.map(|rule| rule.index);
        let Some(path) = begun.file.path.clone() else {
            let layers = Layers {
                encoding: begun.layers.encoding.filter(|_| transcoding.is_none()),
                ..begun.layers
            };
            return stdout(begun.format, layers)
                .map(Destination::Stdout)
                .map_err(unwritable);
        };
        let Some(metadata) = begun.metadata.clone() else {
            return Ok(Destination::Nowhere);
        };
        if self.committer.ledger.is_some() && path.to_str().is_none() {
            let message = "the file name is not UTF-8, so the ledger cannot record it";
            return Err(Problem::new(&begun.file.shown, message)
                .help("rename the file, or use --no-ledger; it was left unchanged"));
        }
        let target = &self.fixing.target;
        let goes_to = target.path(&begun.file, &path).map_err(unwritable)?;
        if self.may_repeat && !self.targets.insert(goes_to) {
            return match target {
                // The user named it twice; it was fixed the first time.
                WriteTarget::InPlace => Ok(Destination::Nowhere),
                _ => Err(same_target(&begun.file)),
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
            .map(|output| Destination::File(Box::new(output)))
            .map_err(|error| Problem::io(shown, "write", &error))
    }

    /// The rule that converts a file to UTF-8, if one applies.
    fn transcoding(&self, begun: &OpenFile) -> Option<&'r Rule> {
        if self.fixing.applicability != Applicability::Unsafe || !begun.layers.is_legacy() {
            return None;
        }
        let rule = self.printer.rules.transcodes(&Document {
            path: begun.file.shown.clone(),
            encoding: begun.layers.encoding.map(Encoding::name),
            ..Document::default()
        })?;
        let is_known = self
            .printer
            .covers_rule_in_file(&begun.file.shown, &rule.id);
        (!is_known).then_some(rule)
    }

    fn piece(&mut self, piece: &Piece, parsed: &Parsed, fixed: Option<FixedPiece>) {
        for problem in &parsed.problems {
            self.printer.problem(problem);
        }
        let mut rewritten = None;
        if let Some(fixed) = fixed {
            for (document, mut left) in parsed.documents.iter().zip(fixed.left) {
                if let Some(done) = self.current.transcodes {
                    left.findings.retain(|finding| finding.rule != done);
                    left.shown = None;
                }
                self.printer.document(piece, document, &left);
            }
            match fixed.rewritten {
                Ok(None) => {}
                Ok(Some(made)) => rewritten = Some(made),
                Err(problem) => self.printer.problem(&problem),
            }
            let rules = self.printer.rules.rules();
            self.current
                .totals
                .superseded(fixed.superseded.iter().map(|&rule| &rules[rule]));
        }
        let entries = rewritten.as_ref();
        let entries = entries.map_or(&[][..], |rewritten| &rewritten.entries);
        count(&mut self.current.totals, parsed, entries);
        if let Err(error) = self.write(piece, rewritten) {
            self.current.destination.abandon();
            self.printer
                .problem(&Problem::io(&self.current.shown, "write", &error));
        }
    }

    fn write(&mut self, piece: &Piece, rewritten: Option<RewrittenPiece>) -> io::Result<()> {
        match &mut self.current.destination {
            Destination::Nowhere => Ok(()),
            Destination::Stdout(writer) => {
                let bytes = rewritten.as_ref().map(|rewritten| &rewritten.bytes[..]);
                writer.write(piece, bytes)
            }
            Destination::File(output) => output.piece(piece, rewritten, self.options),
        }
    }

    fn end(&mut self) {
        let current = std::mem::take(&mut self.current);
        let finished = match current.destination {
            Destination::Nowhere => return,
            Destination::Stdout(writer) => writer.finish().map(|()| None),
            Destination::File(output) => output.finish(),
        };
        match finished {
            Ok(None) => self.placed((current.totals, current.shown, Ok(()))),
            Ok(Some(finished)) => {
                let outcomes = self.committer.add(current.totals, finished);
                outcomes
                    .into_iter()
                    .for_each(|outcome| self.placed(outcome));
            }
            Err(error) => self.placed((current.totals, current.shown, Err(error))),
        }
    }

    fn placed(&mut self, (totals, shown, outcome): Committed<Totals>) {
        match outcome {
            Ok(()) => self.totals.add(totals),
            // The reader of standard output stopped early; that is not an error.
            Err(error) if shown == "-" && error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => self.printer.problem(&Problem::io(shown, "write", &error)),
        }
    }

    fn finish(mut self, quiet: bool, is_interrupted: bool) -> Outcome {
        // A file that was not read to its end is left unchanged.
        drop(std::mem::take(&mut self.current));
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
                "The removed text is recorded in {path}; `corpus-lint restore {path}` puts it back."
            );
        }
        if is_interrupted {
            eprintln!("Interrupted: the files that were not finished are unchanged.");
            return Outcome::Interrupted;
        }
        outcome
    }
}

/// Counts what was fixed in the documents of a piece.
fn count(totals: &mut Totals, parsed: &Parsed, entries: &[LedgerEntry]) {
    for (document, _) in &parsed.documents {
        let is_of = |entry: &&LedgerEntry| entry.field == document.field;
        totals.document(document, entries.iter().filter(is_of));
    }
}

/// A writer to standard output, in the format, compression and encoding of the input.
fn stdout(format: &Format, layers: Layers) -> io::Result<Box<dyn Writer>> {
    format.writer(WriterSetup {
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

fn same_target(file: &InputFile) -> Problem {
    Problem::new(
        &file.shown,
        "another input was already written to the same path",
    )
    .help("run the command once for each input, with different output folders")
}
