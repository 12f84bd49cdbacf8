//! A part of one file that is put back: the entries of some rules, or of some documents.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::base::problem::Problem;
use crate::io::formats::{Fields, Format, Origin, Parsed, Parser, Piece, ReadOptions};
use crate::io::walk::walk;
use crate::run::engine::{Event, run};
use crate::run::ledger::{EntryRows, Group, LedgerEntry, Seal, text_hash};
use crate::run::output::{Committed, Committer, OutputFile, RemainingRun, WriteTarget};
use crate::run::restore::request::RestoreRequest;
use crate::run::restore::state::changed;
use crate::run::rewrite::{DocumentEdits, RewrittenPiece, rewrite};
use crate::text::{Document, Edit, apply_edits};

/// The problems of files that could not be put in place.
pub(super) fn failures(outcomes: Vec<Committed<()>>) -> impl Iterator<Item = Problem> {
    outcomes.into_iter().filter_map(|((), shown, outcome)| {
        let error = outcome.err()?;
        Some(Problem::io(shown, "restore", &error))
    })
}

/// A document within a file: its record and its field.
type DocumentKey = (Option<u64>, Option<String>);

/// The entries of one document, in order, each with whether it is put back.
#[derive(Default)]
struct DocumentEntries(Vec<(LedgerEntry, bool)>);

impl DocumentEntries {
    fn is_requested(&self) -> bool {
        self.0.iter().any(|(_, is_requested)| *is_requested)
    }

    /// Whether the entries name this document by its id.
    fn are_of(&self, document: &Document) -> bool {
        self.0.iter().all(|(entry, _)| entry.id == document.id)
    }

    /// The hash of the text that the run left, if the ledger has it.
    fn text_after(&self) -> Option<&str> {
        self.0.last()?.0.text_after.as_deref()
    }

    /// The entries that stay in effect; the last one gets the hash of the text.
    fn remaining(self, text_after: Option<String>) -> Vec<LedgerEntry> {
        let text_after = text_after.or_else(|| self.text_after().map(str::to_owned));
        let stay = self.0.into_iter().filter(|(_, is_requested)| !is_requested);
        let mut stay: Vec<LedgerEntry> = stay
            .map(|(entry, _)| LedgerEntry {
                text_after: None,
                ..entry
            })
            .collect();
        if let Some(last) = stay.last_mut() {
            last.text_after = text_after;
        }
        stay
    }
}

/// What was done with a file.
pub(super) enum Done {
    Nothing,
    /// So many entries were put back.
    Part(usize),
    /// Nothing yet: all entries of the run are requested, and the file is as the run left it.
    WouldBeWhole,
}

/// A part of one file that is put back.
pub(super) struct PartOfFile<'p> {
    path: &'p Path,
    seal: Seal,
    /// Whether the file, or a part of it, was changed after the run.
    is_changed: bool,
    documents: HashMap<DocumentKey, DocumentEntries>,
    /// The documents in the order of the file.
    order: Vec<DocumentKey>,
    /// How many entries the run has.
    length: usize,
    /// How many of these are requested.
    requested: usize,
}

impl<'p> PartOfFile<'p> {
    /// Reads the entries of a run on a file.
    pub fn read(
        path: &'p Path,
        mut group: Group,
        request: &RestoreRequest,
        is_changed: bool,
    ) -> Result<Self, Problem> {
        let shown = path.to_string_lossy();
        let failed = |error: std::io::Error| Problem::io(&shown, "restore", &error);
        let mut part = Self {
            path,
            seal: group.seal.clone(),
            is_changed,
            documents: HashMap::new(),
            order: Vec::new(),
            length: group.length,
            requested: 0,
        };
        for entry in group.entries().map_err(failed)? {
            let mut entry = entry.map_err(failed)?;
            entry.seal = None;
            let is_requested = request.has(&entry);
            if is_requested && entry.removed.is_empty() && entry.inserted.is_empty() {
                return Err(Problem::new(
                    &shown,
                    "the file was written in another encoding as a whole",
                )
                .help("restore it without --rule and --document; nothing was restored in it"));
            }
            part.requested += usize::from(is_requested);
            let key = (entry.record, entry.field.clone());
            let entries = part.documents.entry(key).or_insert_with_key(|key| {
                part.order.push(key.clone());
                DocumentEntries::default()
            });
            entries.0.push((entry, is_requested));
        }
        Ok(part)
    }

    /// Puts back the requested entries.
    pub fn put_back(
        self,
        committer: &mut Committer<()>,
        problems: &mut Vec<Problem>,
    ) -> Result<Done, Problem> {
        if self.requested == 0 {
            return Ok(Done::Nothing);
        }
        if self.requested == self.length && !self.is_changed {
            return Ok(Done::WouldBeWhole);
        }
        let shown = self.path.to_string_lossy().into_owned();
        let failed = |error: std::io::Error| Problem::io(&shown, "restore", &error);
        let (output, back) = self.write(committer)?;
        if back.entries != self.requested {
            return Err(match self.is_changed {
                true => changed(&shown, "file"),
                false => disagrees(&shown),
            });
        }
        let requested = self.requested;
        let finished = output
            .map(OutputFile::finish)
            .transpose()
            .map_err(failed)?
            .flatten();
        if let Some(mut finished) = finished {
            let (seal, rows) = self.remaining(committer.run(), back).map_err(failed)?;
            finished.remaining = Some(RemainingRun { seal, rows });
            problems.extend(failures(committer.add((), finished)));
        }
        Ok(Done::Part(requested))
    }

    /// Writes the file with the requested entries put back.
    fn write(&self, committer: &mut Committer<()>) -> Result<(Option<OutputFile>, Back), Problem> {
        let failed =
            |error: std::io::Error| Problem::io(self.path.to_string_lossy(), "restore", &error);
        let options = options(&self.seal);
        let mut output: Option<OutputFile> = None;
        let (mut problem, mut back) = (None, Back::default());
        run(
            walk(
                &[self.path.to_owned()],
                Format::named(&self.seal.format),
                &[],
            ),
            &options,
            |piece, parsed, begun| self.rewrite(piece, parsed, &*begun.parser),
            |event| {
                let done = match event {
                    Event::Begin(begun) => match begun.metadata.clone() {
                        Some(metadata) => committer
                            .begin(&begun, self.path, metadata, &WriteTarget::InPlace)
                            .map(|begun| output = Some(begun))
                            .map_err(failed),
                        None => Ok(()),
                    },
                    Event::Piece(piece, _, rewritten) => rewritten.transpose().and_then(|made| {
                        let made = made.flatten();
                        back.add(made.as_ref());
                        match &mut output {
                            Some(output) => output.piece(&piece, made, &options).map_err(failed),
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
        match problem {
            Some(problem) => Err(problem),
            None => Ok((output, back)),
        }
    }

    /// Puts the requested entries back into the documents of a piece.
    fn rewrite(
        &self,
        piece: &Piece,
        parsed: &Parsed,
        parser: &dyn Parser,
    ) -> Result<Option<RewrittenPiece>, Problem> {
        let mut edits = Vec::new();
        for (document, origin) in &parsed.documents {
            let key = (document.record, document.field.clone());
            let entries = self.documents.get(&key);
            let Some(entries) = entries.filter(|entries| entries.is_requested()) else {
                continue;
            };
            if self.is_changed {
                check_unchanged(document, entries)?;
            }
            edits.push(edits_back(document, origin, &entries.0, self.is_changed)?);
        }
        rewrite(piece, parser, &edits)
    }

    /// The seal and the rows of the run without what was put back.
    fn remaining(mut self, run: &str, mut back: Back) -> std::io::Result<(Seal, EntryRows)> {
        let mut rows = EntryRows::default();
        for key in self.order {
            let entries = self.documents.remove(&key).unwrap_or_default();
            for entry in entries.remaining(back.texts.remove(&key)) {
                rows.push(LedgerEntry {
                    run: run.to_owned(),
                    ..entry
                })?;
            }
        }
        if self.is_changed {
            self.seal.before.clear();
        }
        Ok((self.seal, rows))
    }
}

/// What was put back in a file.
#[derive(Default)]
struct Back {
    entries: usize,
    /// The hashes of the texts of the documents now.
    texts: HashMap<DocumentKey, String>,
}

impl Back {
    fn add(&mut self, rewritten: Option<&RewrittenPiece>) {
        for entry in rewritten.into_iter().flat_map(|made| &made.entries) {
            self.entries += 1;
            if let Some(text) = &entry.text_after {
                let key = (entry.record, entry.field.clone());
                self.texts.insert(key, text.clone());
            }
        }
    }
}

/// How the run read the file.
fn options(seal: &Seal) -> ReadOptions {
    ReadOptions {
        fields: Arc::new(Fields {
            texts: seal.text_fields.clone(),
            id: seal.id_field.clone(),
            ..Fields::default()
        }),
        // It was read before, whatever its size.
        max_record: usize::MAX >> 1,
        encoding: Encoding::for_label(seal.encoding.as_bytes()),
        ..ReadOptions::default()
    }
}

fn disagrees(place: &str) -> Problem {
    Problem::new(place, "the ledger and what stands here do not agree")
        .help("nothing was restored in this file")
}

/// Makes sure that a document of a changed file is as the run left it. It must be the same record, too: copies of one
/// article have the same text, and records may have moved.
fn check_unchanged(document: &Document, entries: &DocumentEntries) -> Result<(), Problem> {
    let name = document.display_name();
    if document.id.is_none() || !entries.are_of(document) {
        return Err(changed(document.path.clone(), "file"));
    }
    match entries.text_after() {
        Some(text) if text_hash(&document.text) == text => Ok(()),
        Some(_) => Err(changed(name, "document")),
        // A ledger of an earlier version cannot tell.
        None => Err(changed(document.path.clone(), "file")),
    }
}

/// The edits of the text that the run left which put the requested entries back.
///
/// The bytes come back as they were, except in a CSV file that has changed: it may have other quotes now, so the text is
/// encoded for the field as it is.
fn edits_back<'e>(
    document: &'e Document,
    origin: &'e Origin,
    entries: &'e [(LedgerEntry, bool)],
    is_changed: bool,
) -> Result<DocumentEdits<'e>, Problem> {
    let is_csv = matches!(origin, Origin::CsvQuoted { .. } | Origin::CsvBare { .. });
    let has_new_quotes = is_changed && is_csv;
    if !has_new_quotes && got_quotes(origin, entries) {
        return Err(Problem::new(
            document.display_name(),
            "the field got quotes, so that its removals go back only with the whole file",
        )
        .help("restore the file without --rule and --document; nothing was restored in it"));
    }
    let (mut edits, mut rules, mut written) = (Vec::new(), Vec::new(), Vec::new());
    let (mut inserted, mut removed) = (0, 0);
    for (entry, is_requested) in entries {
        let start = entry.start + inserted - removed;
        let span = start..start + entry.inserted.len();
        if document.text.get(span.clone()) != Some(entry.inserted.as_str()) {
            return Err(disagrees(&document.display_name()));
        }
        inserted += entry.inserted.len();
        removed += entry.end - entry.start;
        if *is_requested {
            edits.push(Edit {
                span,
                text: entry.removed.clone(),
            });
            written.push(entry.removed_bytes());
            rules.push(entry.rule.as_str());
        }
    }
    Ok(DocumentEdits {
        document,
        origin,
        text_after: Some(text_hash(&apply_edits(&document.text, &edits))),
        edits,
        rules,
        written: (!has_new_quotes).then_some(written),
    })
}

/// Whether the run put a field in quotes that had none: one entry then holds the whole field.
fn got_quotes(origin: &Origin, entries: &[(LedgerEntry, bool)]) -> bool {
    let is_whole =
        |(entry, _): &(LedgerEntry, bool)| entry.inserted_bytes() != origin.encode(&entry.inserted);
    matches!(origin, Origin::CsvQuoted { .. }) && entries.iter().any(is_whole)
}
