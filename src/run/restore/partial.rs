//! Partial restore: puts back what the latest run on each file removed by some rules, or in some
//! documents. The ledger then gets the rest of that run again, so that a later restore continues from
//! there. A document is put back if it is as the run left it; the rest of its file may have changed.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use crate::base::problem::Problem;
use crate::io::formats::ReadOptions;
use crate::run::ledger::{Group, Ledger, Seal, base_of, each_group, plain_path, seals};
use crate::run::output::Committer;
use crate::run::restore::full::{UndoneRuns, restore_files};
use crate::run::restore::part::{Done, PartOfFile, failures};
use crate::run::restore::request::RestoreRequest;
use crate::run::restore::state::{FileState, Restored};

/// Puts back what is requested. Files whose removals are all requested come back byte for byte.
///
/// # Errors
/// When the ledger cannot be read, nothing in it is requested, or a file or document that is requested
/// is no longer what the run left: that file then stays as it is.
pub fn restore(ledger: &Path, request: &RestoreRequest) -> Result<Restored, Vec<Problem>> {
    if request.is_whole() {
        let done = restore_files(ledger, |path| request.has_file(path), UndoneRuns::All)?;
        return match request.files.is_empty() || done != Restored::default() {
            true => Ok(done),
            false => Err(vec![nothing_requested()]),
        };
    }
    let one = |problem| vec![problem];
    let latest = latest(ledger, request)?;
    // A run that was repeated after it was undone is in the ledger twice: the later one counts.
    let mut work: BTreeMap<PathBuf, Group> = BTreeMap::new();
    each_group(ledger, |group| {
        let path = plain_path(&group.written);
        if latest.get(&path).is_some_and(|run| run.seal == group.seal) {
            work.insert(path, group);
        }
        Ok(())
    })
    .map_err(one)?;
    let out = Ledger::at(ledger)
        .map_err(|error| one(Problem::io(ledger.to_string_lossy(), "write", &error)))?;
    let mut committer = Committer::new(Some(out), &ReadOptions::default());
    let mut restored = Restored::default();
    let mut whole = Vec::new();
    let mut problems = Vec::new();
    for (path, group) in work {
        let is_changed = latest[&path].is_changed;
        let file = base_of(ledger).join(&path);
        let part = PartOfFile::read(&file, group, request, is_changed);
        match part.and_then(|part| part.put_back(&mut committer, &mut problems)) {
            Ok(Done::Nothing) => {}
            Ok(Done::Part(entries)) => {
                restored.entries += entries;
                restored.files += 1;
            }
            Ok(Done::WouldBeWhole) => whole.push(path),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(failures(committer.flush()));
    // The restore of whole files needs the lock of the ledger.
    drop(committer);
    if !whole.is_empty() {
        let is_whole = |path: &Path| whole.iter().any(|file| file == path);
        match restore_files(ledger, is_whole, UndoneRuns::Latest) {
            Ok(done) => {
                restored.entries += done.entries;
                restored.files += done.files;
            }
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() && restored.entries == 0 {
        problems.push(nothing_requested());
    }
    match problems.is_empty() {
        true => Ok(restored),
        false => Err(problems),
    }
}

fn nothing_requested() -> Problem {
    Problem::new("restore", "nothing in the ledger is what was asked for").help(
        "files, rules and documents are named as in the ledger; what is back already counts no more",
    )
}

/// The run of a file whose entries are put back.
struct LatestRun {
    seal: Seal,
    /// Whether the file, or a part of it, was changed after the run.
    is_changed: bool,
}

/// For each file that is requested, its latest run; none if the file is as it was before its runs.
fn latest(
    ledger: &Path,
    request: &RestoreRequest,
) -> Result<HashMap<PathBuf, LatestRun>, Vec<Problem>> {
    let seals = seals(ledger).map_err(|problem| vec![problem])?;
    let base = base_of(ledger);
    let (mut latest, mut problems) = (HashMap::new(), Vec::new());
    for (path, seals) in seals.into_iter().filter(|(path, _)| request.has_file(path)) {
        let (seal, is_changed) = match FileState::of(&base.join(&path), &seals) {
            Ok(FileState::Known { runs, .. }) => (runs.last().cloned(), false),
            Ok(FileState::Changed) => (seals.last().cloned(), true),
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        if let Some(seal) = seal {
            // Without a hash from before, the file changed before an earlier restore of a part.
            let is_changed = is_changed || seal.before.is_empty();
            latest.insert(path, LatestRun { seal, is_changed });
        }
    }
    match problems.is_empty() {
        true => Ok(latest),
        false => Err(problems),
    }
}
