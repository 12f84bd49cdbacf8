//! What a run met of its baseline: parts new findings from known ones, and writes the baseline anew.

use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, io};

use crate::base::plural::counted;
use crate::rules::RuleSet;
use crate::rules::finding::Finding;
use crate::run::baseline::known::{DocumentKey, FindingKey, KnownFindings};
use crate::run::baseline::{Baseline, file, key};
use crate::text::Document;

/// The findings that a run met, in the order of the input.
pub struct BaselineMatcher<'b> {
    baseline: &'b Baseline,
    met: KnownFindings,
    /// Documents of the run that the baseline speaks of.
    seen: BTreeSet<DocumentKey>,
    /// Files that were read to their end, all rows of them.
    whole: BTreeSet<String>,
    /// The file at hand, unless something of it was passed over.
    at_hand: Option<String>,
}

/// How a baseline was changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Updated {
    pub added: usize,
    pub dropped: usize,
    /// Findings that it holds now.
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
    pub fn new(baseline: &'b Baseline) -> Self {
        Self {
            baseline,
            met: KnownFindings::default(),
            seen: BTreeSet::new(),
            whole: BTreeSet::new(),
            at_hand: None,
        }
    }

    /// The file.
    pub fn baseline(&self) -> &'b Baseline {
        self.baseline
    }

    /// The findings of a document that are not known. Where the baseline takes up what is new, all
    /// are known from now on.
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
        let met = self.met.entry(home).or_default();
        let is_new = |finding: &&Finding| {
            let key = key(rules, &document.text, finding);
            let room = known.and_then(|known| known.get(&key)).copied();
            let times = met.entry(key).or_default();
            *times += 1;
            *times > room.unwrap_or_default() && !adds
        };
        findings.iter().filter(is_new).cloned().collect()
    }

    /// A file of which reading began; of some, rows that did not change are not judged.
    pub fn begin(&mut self, path: &str, is_whole: bool) {
        self.at_hand = is_whole.then(|| self.baseline.path_in_base(path));
    }

    /// Something of the file at hand could not be judged.
    pub fn missed(&mut self) {
        self.at_hand = None;
    }

    /// The file at hand was read to its end.
    pub fn end(&mut self) {
        if let Some(path) = self.at_hand.take() {
            self.whole.insert(path);
        }
    }

    /// Writes the baseline anew, where it is to be and something changed; paths are those of the run,
    /// empty where it saw only a part of them.
    ///
    /// # Errors
    /// When it cannot be written; the old one stays.
    pub fn update(&self, rules: &RuleSet, paths: &[String]) -> io::Result<Updated> {
        let update = self.baseline.update;
        let old = &self.baseline.entries;
        let mut new = old.clone();
        if update.prunes {
            self.prune(&mut new, rules, paths);
        }
        if update.adds {
            for (home, met) in &self.met {
                let known = new.entry(home.clone()).or_default();
                for (key, &times) in met {
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

    /// Takes out what the run would have found, had it still been there. What rules that did not report
    /// found once stays.
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
            let is_judged =
                self.seen.contains(home) || self.whole.contains(&home.path) || is_gone(&home.path);
            if !is_judged {
                continue;
            }
            let met = self.met.get(home);
            let times = |key: &FindingKey| met.and_then(|met| met.get(key)).copied().unwrap_or(0);
            known.retain(|key, count| {
                if !silent.contains(key.rule.as_str()) {
                    *count = times(key).min(*count);
                }
                *count > 0
            });
        }
    }
}

/// How many findings one holds that the other does not.
fn surplus(one: &KnownFindings, other: &KnownFindings) -> usize {
    let of = |home: &DocumentKey, key: &FindingKey| other.get(home)?.get(key).copied();
    one.iter()
        .flat_map(|(home, known)| known.iter().map(move |(key, count)| (home, key, count)))
        .map(|(home, key, count)| count.saturating_sub(of(home, key).unwrap_or(0)))
        .sum()
}
