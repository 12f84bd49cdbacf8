//! `--statistics`: instead of the findings, how many there are and how much of the text they are, by
//! rule, category, source and language.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::base::plural::counted;
use crate::base::safe_json::safe_json;
use crate::base::sanitise;
use crate::report::tally::{OfDocuments, Tally, tally_by};
use crate::report::{Ended, Judged, Reporter};
use crate::rules::Category;

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
    all: OfDocuments,
    /// By the index of the rule.
    rules: BTreeMap<usize, Tally>,
    categories: BTreeMap<Category, Tally>,
    sources: Names,
    languages: Names,
}

/// Counts by names that the documents say.
#[derive(Debug, Default)]
struct Names {
    known: BTreeMap<String, OfDocuments>,
    others: OfDocuments,
}

impl Names {
    fn add(&mut self, name: &str, added: OfDocuments) {
        let is_full = self.known.len() >= KNOWN;
        match self.known.get_mut(name) {
            Some(known) => *known += added,
            None if !is_full => {
                self.known.insert(name.to_owned(), added);
            }
            None => self.others += added,
        }
    }

    fn rows(&self) -> Vec<Row> {
        let known = self.known.iter().map(|(name, of)| (&**name, *of));
        rows(known, self.others, SHOWN)
    }
}

impl Statistics {
    pub fn new(style: Style) -> Self {
        Self {
            style,
            all: OfDocuments::default(),
            rules: BTreeMap::new(),
            categories: BTreeMap::new(),
            sources: Names::default(),
            languages: Names::default(),
        }
    }

    fn tables(&self, ended: &Ended) -> Tables {
        let among_all = |&found: &Tally| OfDocuments { found, ..self.all };
        let rules = self.rules.iter();
        let id = |rule: usize| ended.rules.rules()[rule].id.as_str();
        let rules = rules.map(|(&rule, found)| (id(rule), among_all(found)));
        let categories = self.categories.iter();
        let categories = categories.map(|(category, found)| (category.name(), among_all(found)));
        let nothing = OfDocuments::default();
        Tables {
            all: Row::new("all", self.all),
            rules: rows(rules, nothing, usize::MAX),
            categories: rows(categories, nothing, usize::MAX),
            sources: self.sources.rows(),
            languages: self.languages.rows(),
        }
    }
}

/// Rows by their findings, most first; what is not shown stands together at the end.
fn rows<'a>(
    named: impl Iterator<Item = (&'a str, OfDocuments)>,
    mut others: OfDocuments,
    shown: usize,
) -> Vec<Row> {
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|&(name, of)| (Reverse(of.found.findings), name));
    let rest = named.split_off(named.len().min(shown));
    rest.iter().for_each(|&(_, of)| others += of);
    let others = Some((OTHERS, others)).filter(|(_, of)| of.all_documents > 0);
    let all = named.into_iter().chain(others);
    all.map(|(name, of)| Row::new(name, of)).collect()
}

impl Reporter for Statistics {
    fn document(&mut self, _: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        let (rules, findings) = (judged.rules.rules(), judged.findings);
        tally_by(&mut self.rules, findings, |finding| finding.rule);
        tally_by(&mut self.categories, findings, |f| rules[f.rule].category);
        let of_document = OfDocuments::one(judged.document, findings);
        self.all += of_document;
        let source = judged.document.source_name();
        self.sources.add(&source, of_document);
        let language = judged.language.unwrap_or(NO_LANGUAGE);
        self.languages.add(language, of_document);
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
    fn new(name: &str, of: OfDocuments) -> Self {
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
    fn memory_does_not_grow_with_the_sources() {
        let one = OfDocuments {
            all_documents: 1,
            found: Tally {
                findings: 1,
                ..Tally::default()
            },
            ..OfDocuments::default()
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
