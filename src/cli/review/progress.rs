//! The progress file: JSON Lines, added to and never replaced, so that a review that was killed goes
//! on where it was.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use crate::base::problem::Problem;
use crate::cli::review::verdict::{Key, Row, Verdict};
use crate::run::ledger;

/// Where it is unless the user names another file.
pub const FILE: &str = ".corpus-lint/review.jsonl";

/// What was said so far, and the file that keeps it.
#[derive(Debug)]
pub struct Progress {
    /// Without what was taken back.
    rows: Vec<Row>,
    by_key: HashMap<Key, Verdict>,
    by_rule: HashMap<String, Verdict>,
    file: File,
    shown: String,
}

impl Progress {
    /// Opens the file, or begins it. Rows that cannot be understood are told and left out.
    ///
    /// # Errors
    /// A file that cannot be read or written, or that another review holds.
    pub fn open(path: &Path) -> Result<(Self, Vec<Problem>), Problem> {
        let shown = path.to_string_lossy().into_owned();
        let failed = |error| Problem::io(&shown, "keep the progress of the review", &error);
        if path.starts_with(ledger::FOLDER) {
            ledger::make_folder().map_err(failed)?;
        }
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)
            .map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(Problem::new(&shown, "another review writes to this file")
                .help("end that one first, or name another file with --progress"));
        }
        let mut progress = Self {
            rows: Vec::new(),
            by_key: HashMap::new(),
            by_rule: HashMap::new(),
            file,
            shown,
        };
        let problems = progress.read()?;
        progress.index();
        Ok((progress, problems))
    }

    fn read(&mut self) -> Result<Vec<Problem>, Problem> {
        let failed = |error| Problem::io(&self.shown, "read the progress of the review", &error);
        let mut problems = Vec::new();
        let mut rows = Vec::new();
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
                break;
            }
            let is_whole = line.ends_with(b"\n");
            match serde_json::from_slice::<Row>(&line) {
                Ok(row) => say(&mut rows, row),
                // A review that was killed may leave half a row.
                Err(_) if !is_whole => {}
                Err(_) if line.trim_ascii().is_empty() => {}
                Err(error) => problems.push(
                    Problem::new(
                        format!("{}:{number}", self.shown),
                        format!("no row of a review: {error}"),
                    )
                    .help("it was passed over; name a file of a review, or a new one"),
                ),
            }
            if !is_whole {
                (&self.file).write_all(b"\n").map_err(failed)?;
            }
        }
        self.rows = rows;
        Ok(problems)
    }

    /// Says something, on the disk first.
    ///
    /// # Errors
    /// When the file cannot be written; nothing was said then.
    pub fn say(&mut self, row: Row) -> Result<(), Problem> {
        self.say_all(vec![row])
    }

    /// Says several things.
    ///
    /// # Errors
    /// As for [`say`](Self::say).
    pub fn say_all(&mut self, rows: Vec<Row>) -> Result<(), Problem> {
        for row in rows {
            let mut bytes = serde_json::to_vec(&row).expect("a row is JSON");
            bytes.push(b'\n');
            // In one step: whoever kills the review finds a row or none.
            let written = self.file.write_all(&bytes);
            written.map_err(|error| {
                Problem::io(&self.shown, "keep the progress of the review", &error)
            })?;
            say(&mut self.rows, row);
        }
        self.index();
        Ok(())
    }

    /// Takes back the latest row among those wanted; gives it.
    ///
    /// # Errors
    /// As for [`say`](Self::say).
    pub fn undo(&mut self, is_wanted: impl Fn(&Row) -> bool) -> Result<Option<Row>, Problem> {
        let Some(row) = self.rows.iter().rev().find(|row| is_wanted(row)).cloned() else {
            return Ok(None);
        };
        self.say(Row {
            verdict: Verdict::Undo,
            key: row.key.clone(),
            edits: Vec::new(),
        })?;
        Ok(Some(row))
    }

    /// Forgets what was skipped, so that it is shown again.
    pub fn forget_skips(&mut self) {
        self.rows.retain(|row| row.verdict != Verdict::Skip);
        self.index();
    }

    fn index(&mut self) {
        self.by_key.clear();
        self.by_rule.clear();
        for Row { verdict, key, .. } in &self.rows {
            match verdict {
                Verdict::Always | Verdict::Never => {
                    self.by_rule.insert(key.rule.clone(), *verdict);
                    self.by_key.insert(key.clone(), *verdict);
                }
                Verdict::Accept | Verdict::Reject | Verdict::Skip => {
                    self.by_key.insert(key.clone(), *verdict);
                }
                Verdict::Undo | Verdict::Applied => {}
            }
        }
    }

    /// What was said of a finding, or else of its rule; `None` where it is still to be judged.
    pub fn of(&self, key: &Key) -> Option<Verdict> {
        let said = self.by_key.get(key).copied();
        let of_rule = || self.by_rule.get(&key.rule).copied();
        match said {
            None => of_rule(),
            // Nothing was said of it: what is said of all counts.
            Some(Verdict::Skip) => of_rule().or(said),
            said => said,
        }
    }

    /// The rules of which everything is accepted.
    pub fn always(&self) -> impl Iterator<Item = &str> {
        let always = |(rule, verdict): (_, &Verdict)| (*verdict == Verdict::Always).then_some(rule);
        self.by_rule
            .iter()
            .filter_map(always)
            .map(|rule: &String| rule.as_str())
    }

    /// The rows that say what is so of findings, each once, by document.
    pub fn by_document(&self) -> HashMap<&str, Vec<&Row>> {
        let mut documents: HashMap<&str, Vec<&Row>> = HashMap::new();
        let mut seen = HashSet::new();
        for row in self.rows.iter().rev() {
            if row.verdict != Verdict::Applied && seen.insert(&row.key) {
                let rows = documents.entry(&row.key.document).or_default();
                rows.push(row);
            }
        }
        documents
    }

    /// The texts that anything was said of, by document.
    pub fn texts(&self) -> HashMap<&str, HashSet<&str>> {
        let mut texts: HashMap<&str, HashSet<&str>> = HashMap::new();
        for Row { key, .. } in &self.rows {
            texts.entry(&key.document).or_default().insert(&key.text);
        }
        texts
    }

    /// The file, as the user sees it.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// Adds a row to those before, or takes one of them back.
fn say(rows: &mut Vec<Row>, row: Row) {
    if row.verdict != Verdict::Undo {
        rows.push(row);
    } else if let Some(at) = rows.iter().rposition(|said| said.key == row.key) {
        rows.remove(at);
    }
}
