//! Puts back a part of what the latest run on each file removed: the removals of some rules, or of
//! one document. The ledger then tells what is still gone, so that a later restore goes on from there.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::run::ledger::read::{Group, each_group};
use crate::run::ledger::restore::{Restored, plain, restore, seals, standing};
use crate::run::ledger::{Entry, Ledger, Rows, Seal, base_of};
use encoding_rs::Encoding;

use crate::base::problem::Problem;
use crate::io::formats::{Change, Fields, Format, Options, Origin, Parsed, Parser, Piece};
use crate::io::walk::walk;
use crate::run::engine::{Event, run};
use crate::run::output::{Committed, Committer, History, Output, Target};
use crate::run::rewrite::{Changed, Rewritten, rewrite};
use crate::text::Document;

/// What is to be put back; all that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The files, as the ledger names them; all where there are none.
    pub files: Vec<PathBuf>,
    pub rules: Vec<String>,
    /// A document's id, or `path[record]` as reports name it.
    pub documents: Vec<String>,
}

impl Wanted {
    /// Whether whole files are put back.
    pub fn is_whole(&self) -> bool {
        self.rules.is_empty() && self.documents.is_empty()
    }

    /// Whether a file is asked for.
    pub fn has_file(&self, path: &Path) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| plain(file) == path)
    }

    fn has(&self, entry: &Entry) -> bool {
        let name = || match entry.record {
            Some(record) => format!("{}[{record}]", entry.path),
            None => entry.path.clone(),
        };
        let is_named =
            |document: &String| Some(document) == entry.id.as_ref() || *document == name();
        (self.rules.is_empty() || self.rules.contains(&entry.rule))
            && (self.documents.is_empty() || self.documents.iter().any(is_named))
    }
}

/// Puts back what is wanted. Files all of whose removals are wanted come back byte for byte.
///
/// # Errors
/// As [`restore`], which this is where whole files are wanted.
pub fn restore_partly(ledger: &Path, wanted: &Wanted) -> Result<Restored, Vec<Problem>> {
    if wanted.is_whole() {
        let done = restore(ledger, |path| wanted.has_file(path))?;
        return match wanted.files.is_empty() || done != Restored::default() {
            true => Ok(done),
            false => Err(vec![nothing_asked_for()]),
        };
    }
    let one = |problem| vec![problem];
    let latest = latest(ledger, wanted)?;
    // A run that was made again after it was undone stands there twice: the later one counts.
    let mut work: BTreeMap<PathBuf, Group> = BTreeMap::new();
    each_group(ledger, |group| {
        let path = plain(&group.written);
        if latest.get(&path) == Some(&group.seal) {
            work.insert(path, group);
        }
        Ok(())
    })
    .map_err(one)?;
    let out = Ledger::at(ledger)
        .map_err(|error| one(Problem::io(ledger.to_string_lossy(), "write", &error)))?;
    let mut committer = Committer::new(Some(out), &Options::default());
    let mut restored = Restored::default();
    let mut whole = Vec::new();
    let mut problems = Vec::new();
    for (path, group) in work {
        match file(
            &base_of(ledger).join(&path),
            group,
            wanted,
            &mut committer,
            &mut problems,
        ) {
            Ok(Some(0)) => {}
            Ok(Some(entries)) => {
                restored.entries += entries;
                restored.files += 1;
            }
            Ok(None) => whole.push(path),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(failed_of(committer.flush()));
    // The ledger is free again for whoever restores whole files.
    drop(committer);
    if !whole.is_empty() {
        match restore(ledger, |path| whole.iter().any(|file| file == path)) {
            Ok(done) => {
                restored.entries += done.entries;
                restored.files += done.files;
            }
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() && restored.entries == 0 {
        problems.push(nothing_asked_for());
    }
    match problems.is_empty() {
        true => Ok(restored),
        false => Err(problems),
    }
}

fn nothing_asked_for() -> Problem {
    Problem::new("restore", "nothing in the ledger is what was asked for").help(
        "files, rules and documents are named as in the ledger; what is back already counts no more",
    )
}

/// What went wrong among files that were to take their places.
fn failed_of(outcomes: Vec<Committed<()>>) -> impl Iterator<Item = Problem> {
    outcomes.into_iter().filter_map(|((), shown, outcome)| {
        let error = outcome.err()?;
        Some(Problem::io(shown, "restore", &error))
    })
}

/// For each file that is asked for, the run that left it as it is.
fn latest(ledger: &Path, wanted: &Wanted) -> Result<HashMap<PathBuf, Seal>, Vec<Problem>> {
    let seals = seals(ledger).map_err(|problem| vec![problem])?;
    let base = base_of(ledger);
    let (mut latest, mut problems) = (HashMap::new(), Vec::new());
    for (path, seals) in seals.into_iter().filter(|(path, _)| wanted.has_file(path)) {
        match standing(&base.join(&path), &seals) {
            Ok(standing) => latest.extend(standing.runs.last().map(|seal| (path, seal.clone()))),
            Err(problem) => problems.push(problem),
        }
    }
    match problems.is_empty() {
        true => Ok(latest),
        false => Err(problems),
    }
}

/// A document within a file.
type Key = (Option<u64>, Option<String>);

/// Puts back the wanted entries of one file; `None` where that are all of them.
fn file(
    path: &Path,
    mut group: Group,
    wanted: &Wanted,
    committer: &mut Committer<()>,
    problems: &mut Vec<Problem>,
) -> Result<Option<usize>, Problem> {
    let shown = path.to_string_lossy().into_owned();
    let failed = |error: std::io::Error| Problem::io(&shown, "restore", &error);
    let mut documents: HashMap<Key, Vec<(Entry, bool)>> = HashMap::new();
    let mut rows = Rows::default();
    let mut taken = 0;
    for entry in group.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        entry.seal = None;
        let is_wanted = wanted.has(&entry);
        if is_wanted && entry.removed.is_empty() && entry.inserted.is_empty() {
            return Err(Problem::new(
                &shown,
                "the file was written in another encoding as a whole",
            )
            .help("restore it without --rule and --document; nothing was restored in it"));
        }
        taken += usize::from(is_wanted);
        if !is_wanted {
            let mut stays = entry.clone();
            stays.run = committer.run().to_owned();
            rows.push(stays).map_err(failed)?;
        }
        let key = (entry.record, entry.field.clone());
        documents.entry(key).or_default().push((entry, is_wanted));
    }
    if taken == group.length {
        return Ok(None);
    }
    if taken == 0 {
        return Ok(Some(0));
    }
    let options = options(&group.seal);
    let mut output = None;
    let (mut problem, mut back) = (None, 0);
    run(
        walk(&[path.to_owned()], Format::named(&group.seal.format), &[]),
        &options,
        |piece, parsed, begun| put_back(piece, parsed, &*begun.parser, &documents),
        |event| {
            let done = match event {
                Event::Begin(begun) => match begun.metadata.clone() {
                    Some(metadata) => {
                        let target = Target::InPlace;
                        committer
                            .begin(&begun, path, metadata, &target)
                            .map(|begun| output = Some(begun))
                            .map_err(failed)
                    }
                    None => Ok(()),
                },
                Event::Piece(piece, _, made) => made.transpose().and_then(|made| {
                    let change = made.flatten().map(|made| (made.bytes, made.entries));
                    back += change.as_ref().map_or(0, |(_, entries)| entries.len());
                    match &mut output {
                        Some(output) => output.piece(&piece, change, &options).map_err(failed),
                        None => Ok(()),
                    }
                }),
                Event::End | Event::Skipped => Ok(()),
                Event::Abandoned(problem) | Event::Problem(problem) => Err(problem),
            };
            match done {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    problem = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    if let Some(problem) = problem {
        return Err(problem);
    }
    if back != taken {
        return Err(disagrees(&shown));
    }
    let finished = output
        .map(Output::finish)
        .transpose()
        .map_err(failed)?
        .flatten();
    if let Some(mut finished) = finished {
        finished.history = Some(History {
            seal: group.seal,
            rows,
        });
        problems.extend(failed_of(committer.add((), finished)));
    }
    Ok(Some(taken))
}

/// How the run read the file.
fn options(seal: &Seal) -> Options {
    Options {
        fields: Arc::new(Fields {
            texts: seal.text_fields.clone(),
            ..Fields::default()
        }),
        // It was read before, whatever its size.
        max_record: usize::MAX >> 1,
        encoding: Encoding::for_label(seal.encoding.as_bytes()),
        ..Options::default()
    }
}

fn disagrees(place: &str) -> Problem {
    Problem::new(place, "the ledger and what stands here do not agree")
        .help("nothing was restored in this file")
}

/// Puts the wanted entries back into the documents of a piece.
fn put_back(
    piece: &Piece,
    parsed: &Parsed,
    parser: &dyn Parser,
    entries: &HashMap<Key, Vec<(Entry, bool)>>,
) -> Result<Option<Rewritten>, Problem> {
    let mut changed = Vec::new();
    for (document, origin) in &parsed.documents {
        let key = (document.record, document.field.clone());
        if let Some(entries) = entries.get(&key) {
            changed.push(back(document, origin, entries)?);
        }
    }
    rewrite(piece, parser, &changed)
}

/// Tells entries as changes of the text that the run left.
fn back<'e>(
    document: &'e Document,
    origin: &'e Origin,
    entries: &'e [(Entry, bool)],
) -> Result<Changed<'e>, Problem> {
    if entries.iter().any(|(_, is_wanted)| *is_wanted) && got_quotes(origin, entries) {
        return Err(Problem::new(
            document.display_name(),
            "the field got quotes, so that its removals go back only with the whole file",
        )
        .help("restore the file without --rule and --document; nothing was restored in it"));
    }
    let (mut changes, mut rules) = (Vec::new(), Vec::new());
    let (mut put, mut gone) = (0, 0);
    for (entry, is_wanted) in entries {
        let start = entry.start + put - gone;
        let span = start..start + entry.inserted.len();
        if document.text.get(span.clone()) != Some(entry.inserted.as_str()) {
            return Err(disagrees(&document.display_name()));
        }
        put += entry.inserted.len();
        gone += entry.end - entry.start;
        if *is_wanted {
            changes.push(Change {
                span,
                content: &entry.removed,
                written: Some(entry.removed_bytes()),
            });
            rules.push(entry.rule.as_str());
        }
    }
    Ok(Changed {
        document,
        origin,
        changes,
        rules,
    })
}

/// Whether the run put a field in quotes that had none: one entry then tells all of the field.
fn got_quotes(origin: &Origin, entries: &[(Entry, bool)]) -> bool {
    let is_whole =
        |(entry, _): &(Entry, bool)| entry.inserted_bytes() != origin.encode(&entry.inserted);
    matches!(origin, Origin::CsvQuoted { .. }) && entries.iter().any(is_whole)
}
