//! The baseline: findings that are known, so that only new ones are reported.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use xxhash_rust::xxh3::xxh3_64;

use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::text::{Document, Folded};

mod base;
mod file;
mod known;
mod met;

use base::Base;
pub use base::whole;
use known::{DocumentKey, FindingKey, KnownFindings};
pub use met::{BaselineMatcher, Updated};

/// What a run does to its baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Update {
    /// Adds what is new.
    pub adds: bool,
    /// Drops what is not found any more.
    pub prunes: bool,
}

/// The findings that a baseline file holds.
#[derive(Debug)]
pub struct Baseline {
    path: PathBuf,
    pub update: Update,
    entries: KnownFindings,
    base: Base,
    /// The file asked for last, and its name in the baseline: documents of one file come together.
    last: Mutex<(String, String)>,
}

impl Baseline {
    /// Reads a baseline. A file that does not exist yet is an empty one, where it is to be written.
    ///
    /// # Errors
    /// A file that cannot be read, or is no baseline.
    pub fn open(path: &Path, update: Update) -> Result<Self, Problem> {
        let entries = match file::read(path)? {
            Some(entries) => entries,
            None if update.adds => KnownFindings::default(),
            None => {
                let shown = path.to_string_lossy();
                return Err(Problem::new(&shown, "there is no such baseline").help(format!(
                    "check the path, or write it: corpus-lint --baseline {shown} --update-baseline PATH"
                )));
            }
        };
        Ok(Self {
            path: path.to_owned(),
            update,
            entries,
            base: Base::new(path),
            last: Mutex::default(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, safe for a terminal.
    pub fn shown(&self) -> String {
        sanitise::line(&self.path.to_string_lossy())
    }

    /// Whether it knows any finding of a document.
    pub fn speaks_of(&self, document: &Document) -> bool {
        self.entries.contains_key(&self.home(document))
    }

    /// The spans of a text that findings known of its document stand in. Of findings that are alike,
    /// the first are the known ones.
    pub fn known(
        &self,
        rules: &RuleSet,
        document: &Document,
        text: &str,
        findings: &[Finding],
    ) -> Vec<Range<usize>> {
        let Some(known) = self.entries.get(&self.home(document)) else {
            return Vec::new();
        };
        let mut met: BTreeMap<FindingKey, usize> = BTreeMap::new();
        let is_known = |finding: &&Finding| {
            let key = key(rules, text, finding);
            let room = known.get(&key).copied().unwrap_or_default();
            let times = met.entry(key).or_default();
            *times += 1;
            *times <= room
        };
        let known = findings.iter().filter(is_known);
        known.map(|finding| finding.span.clone()).collect()
    }

    /// Whether a file has a finding of a rule that is known.
    pub fn knows_in_file(&self, path: &str, rule: &str) -> bool {
        let path = self.path_in_base(path);
        let first = DocumentKey {
            path: path.clone(),
            document: None,
            field: None,
        };
        let homes = self.entries.range(first..);
        homes
            .take_while(|(home, _)| home.path == path)
            .any(|(_, known)| known.keys().any(|key| key.rule == rule))
    }

    fn path_in_base(&self, path: &str) -> String {
        let mut last = self.last.lock().expect("nothing panics with it");
        if last.0 != path {
            *last = (path.to_owned(), self.base.path(path));
        }
        last.1.clone()
    }

    fn home(&self, document: &Document) -> DocumentKey {
        DocumentKey {
            path: self.path_in_base(&document.path),
            document: document.record.map(|_| name(document)),
            field: document.field.clone(),
        }
    }
}

/// What a record is told by, wherever it stands among others: its id, its address, or how its text
/// opens.
fn name(document: &Document) -> String {
    let said = document.id.as_ref().or(document.source.as_ref());
    said.cloned().unwrap_or_else(|| {
        let mut lines = document.text.lines().map(str::trim);
        let opening = lines.find(|line| !line.is_empty()).unwrap_or_default();
        format!("opening:{:016x}", folded_hash(opening))
    })
}

fn key(rules: &RuleSet, text: &str, finding: &Finding) -> FindingKey {
    FindingKey {
        rule: rules.rules()[finding.rule].id.clone(),
        text: folded_hash(&text[finding.span.clone()]),
    }
}

fn folded_hash(text: &str) -> u64 {
    xxh3_64(Folded::new(text).as_str().as_bytes())
}
