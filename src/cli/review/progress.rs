//! The progress file: JSON Lines. Rows are only appended, so that a review that was killed can go on.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use crate::base::problem::Problem;
use crate::cli::review::verdict::{ReviewKey, Verdict, VerdictRow};
use crate::run::ledger;

/// The decisions so far, and the file that stores them.
#[derive(Debug)]
pub struct ReviewProgress {
    /// Without decisions that were taken back.
    rows: Vec<VerdictRow>,
    by_key: HashMap<ReviewKey, Verdict>,
    by_rule: HashMap<String, Verdict>,
    file: File,
    shown: String,
}

impl ReviewProgress {
    /// Opens or creates the file. Rows that cannot be parsed are returned as problems.
    ///
    /// # Errors
    /// The file cannot be read or written, or another review uses it.
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
            return Err(Problem::new(&shown, "another review is using this file")
                .help("quit that review first, or name another file with --progress"));
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
            match serde_json::from_slice::<VerdictRow>(&line) {
                Ok(row) => add(&mut rows, row),
                // A review that was killed may leave an incomplete row.
                Err(_) if !is_whole => {}
                Err(_) if line.trim_ascii().is_empty() => {}
                Err(error) => problems.push(
                    Problem::new(
                        format!("{}:{number}", self.shown),
                        format!("this is not a row of a review: {error}"),
                    )
                    .help("the row was ignored; name the progress file of a review, or a new file"),
                ),
            }
            if !is_whole {
                (&self.file).write_all(b"\n").map_err(failed)?;
            }
        }
        self.rows = rows;
        Ok(problems)
    }

    /// Adds a row, to the file first.
    ///
    /// # Errors
    /// The file cannot be written; the row is not added then.
    pub fn add(&mut self, row: VerdictRow) -> Result<(), Problem> {
        self.add_all(vec![row])
    }

    /// Adds rows, to the file first.
    ///
    /// # Errors
    /// The file cannot be written; the row is not added then.
    pub fn add_all(&mut self, rows: Vec<VerdictRow>) -> Result<(), Problem> {
        for row in rows {
            let mut bytes = serde_json::to_vec(&row).expect("a row is JSON");
            bytes.push(b'\n');
            // In one step: if the review is killed, the row is there or not.
            let written = self.file.write_all(&bytes);
            written.map_err(|error| {
                Problem::io(&self.shown, "keep the progress of the review", &error)
            })?;
            add(&mut self.rows, row);
        }
        self.index();
        Ok(())
    }

    /// Takes back the latest row that `is_wanted` accepts, and returns it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn undo(
        &mut self,
        is_wanted: impl Fn(&VerdictRow) -> bool,
    ) -> Result<Option<VerdictRow>, Problem> {
        let Some(row) = self.rows.iter().rev().find(|row| is_wanted(row)).cloned() else {
            return Ok(None);
        };
        self.add(VerdictRow {
            verdict: Verdict::Undo,
            key: row.key.clone(),
            edits: Vec::new(),
        })?;
        Ok(Some(row))
    }

    /// Forgets which findings were skipped, so that they are shown again.
    pub fn forget_skips(&mut self) {
        self.rows.retain(|row| row.verdict != Verdict::Skip);
        self.index();
    }

    fn index(&mut self) {
        self.by_key.clear();
        self.by_rule.clear();
        for VerdictRow { verdict, key, .. } in &self.rows {
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

    /// The decision about a finding, or else about its rule; `None` if there is none yet.
    pub fn of(&self, key: &ReviewKey) -> Option<Verdict> {
        let own = self.by_key.get(key).copied();
        let of_rule = || self.by_rule.get(&key.rule).copied();
        match own {
            None => of_rule(),
            // Skipping decides nothing, so a decision about the rule counts.
            Some(Verdict::Skip) => of_rule().or(own),
            own => own,
        }
    }

    /// The rules of which every finding is accepted.
    pub fn always(&self) -> impl Iterator<Item = &str> {
        let always = |(rule, verdict): (_, &Verdict)| (*verdict == Verdict::Always).then_some(rule);
        self.by_rule
            .iter()
            .filter_map(always)
            .map(|rule: &String| rule.as_str())
    }

    /// The latest row about each finding, by document.
    pub fn by_document(&self) -> HashMap<&str, Vec<&VerdictRow>> {
        let mut documents: HashMap<&str, Vec<&VerdictRow>> = HashMap::new();
        let mut seen = HashSet::new();
        for row in self.rows.iter().rev() {
            if row.verdict != Verdict::Applied && seen.insert(&row.key) {
                let rows = documents.entry(&row.key.document).or_default();
                rows.push(row);
            }
        }
        documents
    }

    /// The hashes of the texts with decisions, by document.
    pub fn texts(&self) -> HashMap<&str, HashSet<&str>> {
        let mut texts: HashMap<&str, HashSet<&str>> = HashMap::new();
        for VerdictRow { key, .. } in &self.rows {
            texts.entry(&key.document).or_default().insert(&key.text);
        }
        texts
    }

    /// The path of the file, as the user wrote it.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

/// Adds a row, or takes an earlier one back.
fn add(rows: &mut Vec<VerdictRow>, row: VerdictRow) {
    if row.verdict != Verdict::Undo {
        rows.push(row);
    } else if let Some(at) = rows.iter().rposition(|earlier| earlier.key == row.key) {
        rows.remove(at);
    }
}
