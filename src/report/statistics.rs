//! `--statistics`: instead of the findings, counts of findings, documents and bytes by rule, category, source
//! and language.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::base::plural::counted;
use crate::base::safe_json::safe_json;
use crate::base::sanitise;
use crate::report::checked_document::CheckedDocument;
use crate::report::reporter::{Reporter, RunEnd};
use crate::report::tally::{DocumentTally, FindingTally, add_by_key};
use crate::rules::Category;

/// How many names of a group are counted separately, so that memory does not grow with the number of sources.
/// Later names are counted together.
const KNOWN: usize = 10_000;
/// How many names of a group are shown: those with the most findings.
const SHOWN: usize = 50;
/// The name of the row for everything that is counted or shown together.
const OTHERS: &str = "(others)";
/// The name of the row for documents of unknown language.
const NO_LANGUAGE: &str = "(unknown)";
/// Characters of a name in the table.
const NAME_CHARS: usize = 60;

/// How statistics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatisticsStyle {
    /// A table for people.
    Table,
    /// One JSON object.
    Json,
}

/// Counts the findings of a run.
pub struct Statistics {
    style: StatisticsStyle,
    all: DocumentTally,
    /// By the index of the rule.
    rules: BTreeMap<usize, FindingTally>,
    categories: BTreeMap<Category, FindingTally>,
    sources: TallyByName,
    languages: TallyByName,
}

/// Counts by a name that comes from the documents, such as their source.
#[derive(Debug, Default)]
struct TallyByName {
    known: BTreeMap<String, DocumentTally>,
    others: DocumentTally,
}

impl TallyByName {
    fn add(&mut self, name: &str, added: DocumentTally) {
        let is_full = self.known.len() >= KNOWN;
        match self.known.get_mut(name) {
            Some(known) => *known += added,
            None if !is_full => {
                self.known.insert(name.to_owned(), added);
            }
            None => self.others += added,
        }
    }

    fn rows(&self) -> Vec<StatisticsRow> {
        let known = self.known.iter().map(|(name, of)| (&**name, *of));
        rows(known, self.others, SHOWN)
    }
}

impl Statistics {
    /// Empty statistics.
    pub fn new(style: StatisticsStyle) -> Self {
        Self {
            style,
            all: DocumentTally::default(),
            rules: BTreeMap::new(),
            categories: BTreeMap::new(),
            sources: TallyByName::default(),
            languages: TallyByName::default(),
        }
    }

    fn tables(&self, end: &RunEnd) -> StatisticsTables {
        let among_all = |&found: &FindingTally| DocumentTally { found, ..self.all };
        let rules = self.rules.iter();
        let id = |rule: usize| end.rules.rules()[rule].id.as_str();
        let rules = rules.map(|(&rule, found)| (id(rule), among_all(found)));
        let categories = self.categories.iter();
        let categories = categories.map(|(category, found)| (category.name(), among_all(found)));
        let nothing = DocumentTally::default();
        StatisticsTables {
            all: StatisticsRow::new("all", self.all),
            rules: rows(rules, nothing, usize::MAX),
            categories: rows(categories, nothing, usize::MAX),
            sources: self.sources.rows(),
            languages: self.languages.rows(),
        }
    }
}

/// The rows with the most findings first. The rest is added up in one row at the end.
fn rows<'a>(
    named: impl Iterator<Item = (&'a str, DocumentTally)>,
    mut others: DocumentTally,
    shown: usize,
) -> Vec<StatisticsRow> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|&(name, of)| (Reverse(of.found.findings), name));
    let rest = named.split_off(named.len().min(shown));
    rest.iter().for_each(|&(_, of)| others += of);
    let others = Some((OTHERS, others)).filter(|(_, of)| of.all_documents > 0);
    let all = named.into_iter().chain(others);
    all.map(|(name, of)| StatisticsRow::new(name, of)).collect()
}

impl Reporter for Statistics {
    fn document(&mut self, _: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        let (rules, findings) = (checked.rules.rules(), checked.findings);
        add_by_key(&mut self.rules, findings, |finding| finding.rule);
        add_by_key(&mut self.categories, findings, |f| rules[f.rule].category);
        let of_document = DocumentTally::one(checked.document, findings);
        self.all += of_document;
        let source = checked.document.source_name();
        self.sources.add(&source, of_document);
        let language = checked.language.unwrap_or(NO_LANGUAGE);
        self.languages.add(language, of_document);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, end: &RunEnd) -> io::Result<()> {
        let tables = self.tables(end);
        match self.style {
            StatisticsStyle::Json => safe_json(out, &tables),
            StatisticsStyle::Table => tables.write(out),
        }
    }
}

#[derive(Serialize)]
struct StatisticsTables {
    all: StatisticsRow,
    rules: Vec<StatisticsRow>,
    categories: Vec<StatisticsRow>,
    sources: Vec<StatisticsRow>,
    languages: Vec<StatisticsRow>,
}

#[derive(Serialize)]
struct StatisticsRow {
    name: String,
    findings: u64,
    documents: u64,
    of_documents: u64,
    bytes: u64,
    of_bytes: u64,
    /// The share of the bytes, from 0 to 1.
    share: f64,
}

impl StatisticsRow {
    fn new(name: &str, of: DocumentTally) -> Self {
        Self {
            name: name.to_owned(),
            findings: of.found.findings,
            documents: of.found.documents,
            of_documents: of.all_documents,
            bytes: of.found.bytes,
            of_bytes: of.all_bytes,
            share: of.found.bytes as f64 / of.all_bytes.max(1) as f64,
        }
    }
}

impl StatisticsTables {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let all = &self.all;
        writeln!(
            out,
            "{} in {} of {}: {} of {} bytes ({:.2} %)",
            counted(all.findings as usize, "finding"),
            all.documents,
            counted(all.of_documents as usize, "document"),
            all.bytes,
            all.of_bytes,
            100.0 * all.share,
        )?;
        let tables = [
            ("rule", &self.rules),
            ("category", &self.categories),
            ("source", &self.sources),
            ("language", &self.languages),
        ];
        let rows = tables.iter().flat_map(|(_, rows)| *rows);
        let widest = rows.map(|row| shown(row).width()).max().unwrap_or(0);
        tables
            .iter()
            .filter(|(_, rows)| !rows.is_empty())
            .try_for_each(|(what, rows)| table(out, what, rows, widest.max("category".len())))
    }
}

/// A name, safe for a terminal and short.
fn shown(row: &StatisticsRow) -> String {
    sanitise::clipped(&row.name, NAME_CHARS)
}

fn table(out: &mut dyn Write, what: &str, rows: &[StatisticsRow], widest: usize) -> io::Result<()> {
    writeln!(
        out,
        "\n{what:widest$}  {:>9}  {:>9}  {:>12}  {:>8}",
        "findings", "documents", "bytes", "share"
    )?;
    for row in rows {
        let name = shown(row);
        let gap = widest - name.width();
        writeln!(
            out,
            "{name}{:gap$}  {:>9}  {:>9}  {:>12}  {:>6.2} %",
            "",
            row.findings,
            row.documents,
            row.bytes,
            100.0 * row.share
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_does_not_grow_with_the_sources() {
        let one = DocumentTally {
            all_documents: 1,
            found: FindingTally {
                findings: 1,
                ..FindingTally::default()
            },
            ..DocumentTally::default()
        };
        let mut names = TallyByName::default();
        for n in 0..2 * KNOWN {
            names.add(&format!("site-{n}.example"), one);
        }
        names.add("site-7.example", one);
        assert_eq!(names.known.len(), KNOWN);
        let rows = names.rows();
        assert_eq!(rows.len(), SHOWN + 1);
        assert_eq!((&*rows[0].name, rows[0].findings), ("site-7.example", 2));
        let findings: u64 = rows.iter().map(|row| row.findings).sum();
        assert_eq!(findings, 2 * KNOWN as u64 + 1);
        assert_eq!(rows[SHOWN].name, OTHERS);
    }
}
