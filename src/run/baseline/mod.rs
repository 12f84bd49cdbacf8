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
mod matcher;

use base::Base;
pub use base::whole;
use known::{DocumentKey, FindingKey, KnownFindings};
pub use matcher::{BaselineMatcher, Updated};

/// How a run changes its baseline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Update {
    /// Adds new findings.
    pub adds: bool,
    /// Drops findings that no longer occur.
    pub prunes: bool,
}

/// The findings that a baseline file holds.
#[derive(Debug)]
pub struct Baseline {
    path: PathBuf,
    pub update: Update,
    entries: KnownFindings,
    base: Base,
    /// The path that was looked up last, and that path in the baseline. The documents of one file follow each
    /// other, so this saves work.
    last: Mutex<(String, String)>,
}

impl Baseline {
    /// Reads a baseline. If the run writes the baseline, the file need not exist yet.
    ///
    /// # Errors
    /// When the file cannot be read or is not a baseline.
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

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of the file, safe to print on a terminal.
    pub fn shown(&self) -> String {
        sanitise::line(&self.path.to_string_lossy())
    }

    /// Whether the baseline has any finding of a document.
    pub fn covers(&self, document: &Document) -> bool {
        self.entries.contains_key(&self.home(document))
    }

    /// The spans of the findings of a document that are in the baseline, in bytes of `text`. If several
    /// findings have the same key, the first ones count as known.
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

    /// Whether the baseline has a finding of this rule in this file.
    pub fn covers_rule_in_file(&self, path: &str, rule: &str) -> bool {
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

/// A name for a record that does not depend on its position: its id, its address, or the hash of the
/// first line of its text.
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
