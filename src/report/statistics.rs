//! `--statistics`: instead of the findings, how many there are and how much of the text they are, by
//! rule, category, source and language.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::safe_json::safe_json;
use super::{Ended, Judged, Reporter, counted};
use crate::sanitise;

/// Names of a group that are counted apart: memory must not grow with the number of sources. Those
/// that come after are counted together.
const KNOWN: usize = 10_000;
/// Names of a group that are shown, those of most findings.
const SHOWN: usize = 50;
/// The name of what is counted or shown together.
const OTHERS: &str = "(others)";
/// The name of documents whose language nothing tells.
const NO_LANGUAGE: &str = "(unknown)";
/// Characters of a name in the table.
const NAME_CHARS: usize = 60;

/// How statistics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Table,
    Json,
}

/// Counts a run.
pub struct Statistics {
    style: Style,
    all: Tally,
    /// By the index of the rule.
    rules: BTreeMap<usize, Tally>,
    categories: BTreeMap<&'static str, Tally>,
    sources: Names,
    languages: Names,
}

/// What was found, and in how much text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    findings: u64,
    /// Documents with findings, and documents at all.
    documents: u64,
    of_documents: u64,
    /// Bytes in findings, and bytes of all texts.
    bytes: u64,
    of_bytes: u64,
}

impl Tally {
    /// What was found in one document, as the spans of the findings.
    fn found(spans: Vec<Range<usize>>) -> Self {
        Self {
            findings: spans.len() as u64,
            documents: u64::from(!spans.is_empty()),
            bytes: covered(spans),
            ..Self::default()
        }
    }

    fn add(&mut self, other: Self) {
        self.findings += other.findings;
        self.documents += other.documents;
        self.of_documents += other.of_documents;
        self.bytes += other.bytes;
        self.of_bytes += other.of_bytes;
    }
}

/// The bytes that spans cover; what several cover counts once.
fn covered(mut spans: Vec<Range<usize>>) -> u64 {
    spans.sort_by_key(|span| span.start);
    let (mut bytes, mut end) = (0, 0);
    for span in spans {
        bytes += span.end.saturating_sub(span.start.max(end));
        end = end.max(span.end);
    }
    bytes as u64
}

/// Counts by names that the documents say.
#[derive(Debug, Default)]
struct Names {
    known: BTreeMap<String, Tally>,
    others: Tally,
}

impl Names {
    fn add(&mut self, name: &str, tally: Tally) {
        let is_full = self.known.len() >= KNOWN;
        match self.known.get_mut(name) {
            Some(known) => known.add(tally),
            None if !is_full => {
                self.known.insert(name.to_owned(), tally);
            }
            None => self.others.add(tally),
        }
    }
}

impl Statistics {
    pub fn new(style: Style) -> Self {
        Self {
            style,
            all: Tally::default(),
            rules: BTreeMap::new(),
            categories: BTreeMap::new(),
            sources: Names::default(),
            languages: Names::default(),
        }
    }

    fn tables(&self, ended: &Ended) -> Tables {
        let whole = |tally: &Tally| Tally {
            of_documents: self.all.of_documents,
            of_bytes: self.all.of_bytes,
            ..*tally
        };
        let rules = ended.rules.rules();
        let nothing = Tally::default();
        Tables {
            all: Row::new("all", self.all),
            rules: rows(
                self.rules
                    .iter()
                    .map(|(&rule, tally)| (rules[rule].id.as_str(), whole(tally))),
                nothing,
                usize::MAX,
            ),
            categories: rows(
                self.categories
                    .iter()
                    .map(|(name, tally)| (*name, whole(tally))),
                nothing,
                usize::MAX,
            ),
            sources: self.sources.rows(),
            languages: self.languages.rows(),
        }
    }
}

impl Names {
    fn rows(&self) -> Vec<Row> {
        let known = self.known.iter().map(|(name, tally)| (&**name, *tally));
        rows(known, self.others, SHOWN)
    }
}

/// Rows by their findings, most first; what is not shown stands together at the end.
fn rows<'a>(
    named: impl Iterator<Item = (&'a str, Tally)>,
    mut others: Tally,
    shown: usize,
) -> Vec<Row> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|&(name, tally)| (Reverse(tally.findings), name));
    let rest = named.split_off(named.len().min(shown));
    rest.iter().for_each(|&(_, tally)| others.add(tally));
    let others = Some((OTHERS, others)).filter(|(_, tally)| tally.of_documents > 0);
    let all = named.into_iter().chain(others);
    all.map(|(name, tally)| Row::new(name, tally)).collect()
}

impl Reporter for Statistics {
    fn document(&mut self, _: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        let spans = |wanted: &dyn Fn(usize) -> bool| -> Vec<Range<usize>> {
            let findings = judged.findings.iter();
            let wanted = findings.filter(|finding| wanted(finding.rule));
            wanted.map(|finding| finding.span.clone()).collect()
        };
        let rules = judged.rules.rules();
        let mut met: Vec<usize> = judged.findings.iter().map(|f| f.rule).collect();
        met.sort_unstable();
        met.dedup();
        for &rule in &met {
            let found = Tally::found(spans(&|other| other == rule));
            self.rules.entry(rule).or_default().add(found);
        }
        let mut categories: Vec<_> = met.iter().map(|&rule| rules[rule].category).collect();
        categories.sort_unstable();
        categories.dedup();
        for category in categories {
            let found = Tally::found(spans(&|rule| rules[rule].category == category));
            let name = category.name();
            self.categories.entry(name).or_default().add(found);
        }
        let found = Tally {
            of_documents: 1,
            of_bytes: judged.document.text.len() as u64,
            ..Tally::found(spans(&|_| true))
        };
        self.all.add(found);
        self.sources.add(&judged.document.source_name(), found);
        let language = judged.language.unwrap_or(NO_LANGUAGE);
        self.languages.add(language, found);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, ended: &Ended) -> io::Result<()> {
        let tables = self.tables(ended);
        match self.style {
            Style::Json => safe_json(out, &tables),
            Style::Table => tables.write(out),
        }
    }
}

#[derive(Serialize)]
struct Tables {
    all: Row,
    rules: Vec<Row>,
    categories: Vec<Row>,
    sources: Vec<Row>,
    languages: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    findings: u64,
    documents: u64,
    of_documents: u64,
    bytes: u64,
    of_bytes: u64,
    /// Of the bytes, from 0 to 1.
    share: f64,
}

impl Row {
    fn new(name: &str, tally: Tally) -> Self {
        Self {
            name: name.to_owned(),
            findings: tally.findings,
            documents: tally.documents,
            of_documents: tally.of_documents,
            bytes: tally.bytes,
            of_bytes: tally.of_bytes,
            share: tally.bytes as f64 / tally.of_bytes.max(1) as f64,
        }
    }
}

impl Tables {
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

/// A name, safe and short.
fn shown(row: &Row) -> String {
    sanitise::clipped(&row.name, NAME_CHARS)
}

fn table(out: &mut dyn Write, what: &str, rows: &[Row], widest: usize) -> io::Result<()> {
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
    fn bytes_in_several_findings_count_once() {
        assert_eq!(covered(vec![0..4, 2..6, 10..12, 10..11]), 8);
        assert_eq!(covered(vec![]), 0);
    }

    #[test]
    fn memory_does_not_grow_with_the_sources() {
        let one = Tally {
            findings: 1,
            of_documents: 1,
            ..Tally::default()
        };
        let mut names = Names::default();
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
