//! Compares the findings of a run with the baseline: separates new findings from known ones, and updates
//! the baseline file.

use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, io};

use crate::base::plural::counted;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::run::baseline::known::{DocumentKey, FindingKey, KnownFindings};
use crate::run::baseline::{Baseline, file, key};
use crate::text::Document;

/// Compares the findings of a run with the baseline.
pub struct BaselineMatcher<'b> {
    baseline: &'b Baseline,
    /// The findings of the run so far, with their numbers.
    found: KnownFindings,
    /// Documents of the run that have findings in the baseline.
    seen: BTreeSet<DocumentKey>,
    /// Files of which all rows were checked, by their paths in the baseline.
    whole: BTreeSet<String>,
    /// The current file, unless a part of it could not be checked.
    current: Option<String>,
}

/// How an update changed a baseline. All fields are numbers of findings.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Findings that were added.
    pub added: usize,
    /// Findings that were dropped.
    pub dropped: usize,
    /// All findings in the baseline after the update.
    pub all: usize,
}

impl fmt::Display for Updated {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            added,
            dropped,
            all,
        } = self;
        let findings = counted(*all, "finding");
        write!(f, "{added} added, {dropped} dropped; it holds {findings}")
    }
}

impl<'b> BaselineMatcher<'b> {
    /// A matcher that has no findings yet.
    pub fn new(baseline: &'b Baseline) -> Self {
        Self {
            baseline,
            found: KnownFindings::default(),
            seen: BTreeSet::new(),
            whole: BTreeSet::new(),
            current: None,
        }
    }

    /// The baseline.
    pub fn baseline(&self) -> &'b Baseline {
        self.baseline
    }

    /// The findings of a document that are new. If the run adds new findings to the baseline, all count as
    /// known.
    pub fn sift(
        &mut self,
        rules: &RuleSet,
        document: &Document,
        findings: &[Finding],
    ) -> Vec<Finding> {
        let home = self.baseline.home(document);
        let known = self.baseline.entries.get(&home);
        if known.is_some() {
            self.seen.insert(home.clone());
        }
        let adds = self.baseline.update.adds;
        if findings.is_empty() || (known.is_none() && !adds) {
            return findings.to_vec();
        }
        let found = self.found.entry(home).or_default();
        let is_new = |finding: &&Finding| {
            let key = key(rules, &document.text, finding);
            let room = known.and_then(|known| known.get(&key)).copied();
            let times = found.entry(key).or_default();
            *times += 1;
            *times > room.unwrap_or_default() && !adds
        };
        findings.iter().filter(is_new).cloned().collect()
    }

    /// Begins a file. `is_whole` is false if only the rows that changed are checked.
    pub fn begin(&mut self, path: &str, is_whole: bool) {
        self.current = is_whole.then(|| self.baseline.path_in_base(path));
    }

    /// Notes that a part of the current file could not be checked.
    pub fn mark_incomplete(&mut self) {
        self.current = None;
    }

    /// Ends the current file, which was read to its end.
    pub fn end(&mut self) {
        if let Some(path) = self.current.take() {
            self.whole.insert(path);
        }
    }

    /// Writes the updated baseline, if anything changed. `paths` are the paths of the run; they are empty if
    /// the run did not read everything below them.
    ///
    /// # Errors
    /// When the baseline cannot be written; the old file then stays.
    pub fn update(&self, rules: &RuleSet, paths: &[String]) -> io::Result<Updated> {
        let update = self.baseline.update;
        let old = &self.baseline.entries;
        let mut new = old.clone();
        if update.prunes {
            self.prune(&mut new, rules, paths);
        }
        if update.adds {
            for (home, found) in &self.found {
                let known = new.entry(home.clone()).or_default();
                for (key, &times) in found {
                    let known = known.entry(key.clone()).or_default();
                    *known = times.max(*known);
                }
            }
        }
        new.retain(|_, known| !known.is_empty());
        if new != *old || !self.baseline.path.exists() {
            file::write(&self.baseline.path, &new)?;
        }
        Ok(Updated {
            added: surplus(&new, old),
            dropped: surplus(old, &new),
            all: new.values().flat_map(BTreeMap::values).sum(),
        })
    }

    /// Removes the findings that no longer occur in what the run checked. Findings of rules that are not
    /// selected stay.
    fn prune(&self, entries: &mut KnownFindings, rules: &RuleSet, paths: &[String]) {
        let known_rules = rules.rules().iter();
        let silent: BTreeSet<&str> = known_rules
            .filter(|rule| !rules.is_selected(rule.index))
            .map(|rule| rule.id.as_str())
            .collect();
        let base = &self.baseline.base;
        let paths: Vec<_> = paths
            .iter()
            .map(|path| base.file(&base.path(path)))
            .collect();
        let is_gone = |path: &str| {
            let file = base.file(path);
            paths.iter().any(|named| file.starts_with(named)) && !file.exists()
        };
        for (home, known) in entries {
            let is_checked =
                self.seen.contains(home) || self.whole.contains(&home.path) || is_gone(&home.path);
            if !is_checked {
                continue;
            }
            let found = self.found.get(home);
            let times =
                |key: &FindingKey| found.and_then(|found| found.get(key)).copied().unwrap_or(0);
            known.retain(|key, count| {
                if !silent.contains(key.rule.as_str()) {
                    *count = times(key).min(*count);
                }
                *count > 0
            });
        }
    }
}

/// The number of findings in `one` that are not in `other`.
fn surplus(one: &KnownFindings, other: &KnownFindings) -> usize {
    let of = |home: &DocumentKey, key: &FindingKey| other.get(home)?.get(key).copied();
    one.iter()
        .flat_map(|(home, known)| known.iter().map(move |(key, count)| (home, key, count)))
        .map(|(home, key, count)| count.saturating_sub(of(home, key).unwrap_or(0)))
        .sum()
}
