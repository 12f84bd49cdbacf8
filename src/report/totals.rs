//! What a run removed: by category and rule, and from which documents most was removed.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use crate::base::plural::counted;
use crate::base::sanitise;
use crate::rules::{Category, Rule, RuleSet};
use crate::run::ledger::LedgerEntry;
use crate::text::{Document, head};

/// How many documents are listed.
const MOST: usize = 10;

/// What a run removed.
#[derive(Debug, Default)]
pub struct Totals {
    documents: usize,
    /// Documents that were changed.
    changed: usize,
    /// Bytes of all texts.
    bytes: usize,
    rules: BTreeMap<String, RuleTotals>,
    most: Vec<ChangedDocument>,
}

/// What one rule removed.
#[derive(Debug, Default, Clone, Copy)]
struct RuleTotals {
    places: usize,
    documents: usize,
    removed: usize,
    superseded: usize,
}

impl RuleTotals {
    fn add(&mut self, other: Self) {
        self.places += other.places;
        self.documents += other.documents;
        self.removed += other.removed;
        self.superseded += other.superseded;
    }
}

/// A document and how many bytes were removed from it.
#[derive(Debug)]
struct ChangedDocument {
    name: String,
    removed: usize,
    bytes: usize,
}

impl Totals {
    /// Counts a document and the ledger entries of its fixes.
    pub fn document<'e>(
        &mut self,
        document: &Document,
        entries: impl Iterator<Item = &'e LedgerEntry>,
    ) {
        let mut rules: BTreeMap<&str, RuleTotals> = BTreeMap::new();
        for entry in entries {
            let rule_totals = rules.entry(&entry.rule).or_default();
            rule_totals.places += 1;
            rule_totals.documents = 1;
            rule_totals.removed += entry.removed.len();
        }
        self.documents += 1;
        self.changed += usize::from(!rules.is_empty());
        self.bytes += document.text.len();
        let removed: usize = rules.values().map(|rule_totals| rule_totals.removed).sum();
        for (rule, rule_totals) in rules {
            self.rules
                .entry(rule.to_owned())
                .or_default()
                .add(rule_totals);
        }
        if removed > 0 {
            let id = document.id.as_deref().map(|id| head(id, 60));
            let id = id.filter(|id| !document.path.ends_with(id));
            self.most.push(ChangedDocument {
                name: match id {
                    Some(id) => format!("{} ({})", document.display_name(), sanitise::line(id)),
                    None => document.display_name(),
                },
                removed,
                bytes: document.text.len(),
            });
            self.keep_most();
        }
    }

    /// Counts fixes that were not applied because other fixes had already removed their text.
    pub fn superseded<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>) {
        for rule in rules {
            self.rules.entry(rule.id.clone()).or_default().superseded += 1;
        }
    }

    /// Adds other totals.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.bytes += other.bytes;
        for (rule, rule_totals) in other.rules {
            self.rules.entry(rule).or_default().add(rule_totals);
        }
        self.most.extend(other.most);
        self.keep_most();
    }

    fn keep_most(&mut self) {
        self.most.sort_by_key(|loser| Reverse(loser.removed));
        self.most.truncate(MOST);
    }

    /// The number of places that were fixed.
    pub fn places(&self) -> usize {
        self.rules
            .values()
            .map(|rule_totals| rule_totals.places)
            .sum()
    }

    /// The number of bytes that were removed.
    pub fn removed(&self) -> usize {
        self.rules
            .values()
            .map(|rule_totals| rule_totals.removed)
            .sum()
    }

    /// The table of what was removed, with the categories of the rules.
    pub fn shown<'t>(&'t self, rules: &'t RuleSet) -> impl fmt::Display + 't {
        TotalsTable {
            totals: self,
            rules,
        }
    }
}

struct TotalsTable<'t> {
    totals: &'t Totals,
    rules: &'t RuleSet,
}

impl TotalsTable<'_> {
    fn category(&self, id: &str) -> Option<Category> {
        let mut rules = self.rules.rules().iter();
        Some(rules.find(|rule| rule.id == id)?.category)
    }
}

impl fmt::Display for TotalsTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let totals = self.totals;
        let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        writeln!(
            f,
            "Removed {} ({:.2} %) from {} of {}:",
            counted(totals.removed(), "byte"),
            share(totals.removed(), totals.bytes),
            totals.changed,
            counted(totals.documents, "document"),
        )?;
        let mut categories: BTreeMap<_, (RuleTotals, Vec<_>)> = BTreeMap::new();
        for (id, rule_totals) in &totals.rules {
            let (sum, rules) = categories.entry(self.category(id)).or_default();
            sum.add(*rule_totals);
            rules.push((id.as_str(), rule_totals));
        }
        writeln!(
            f,
            "  {:38} {:>9} {:>12}",
            "category, rule", "places", "bytes"
        )?;
        for (category, (sum, rules)) in &categories {
            let name = category.map_or("other", Category::name);
            writeln!(f, "  {name:38} {:>9} {:>12}", sum.places, sum.removed)?;
            for (id, rule_totals) in rules {
                write!(
                    f,
                    "    {id:36} {:>9} {:>12}",
                    rule_totals.places, rule_totals.removed
                )?;
                if rule_totals.superseded > 0 {
                    write!(f, "  ({} inside other removals)", rule_totals.superseded)?;
                }
                writeln!(f)?;
            }
        }
        if totals.most.len() > 1 {
            writeln!(f, "Most bytes were removed from:")?;
            for loser in &totals.most {
                let share = share(loser.removed, loser.bytes);
                writeln!(f, "  {:>9} {share:>6.1} %  {}", loser.removed, loser.name)?;
            }
        }
        Ok(())
    }
}
