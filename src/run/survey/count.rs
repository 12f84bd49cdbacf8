//! Counts the lines of documents exactly. What does not fit into memory goes to temporary files, divided
//! by hash. Memory grows only with the number of sources and with the number of documents that have the
//! most frequent line, by 16 bytes per document.

use std::collections::BTreeMap;
use std::io;

use crate::rules::survey::Survey;
use crate::run::survey::buckets::{Buckets, MemoryLimits};
use crate::run::survey::conclude::Conclusion;
use crate::run::survey::entry::{LineEntry, Name};
use crate::run::survey::row::Row;
use crate::run::survey::sketch::Sketch;

/// The limits for lines. A line takes 16 bytes.
const LINES: MemoryLimits = MemoryLimits {
    held: 256 << 10,
    at_once: 64 << 20,
};
/// The limits for names of documents.
const NAMES: MemoryLimits = MemoryLimits {
    held: 64 << 10,
    at_once: 16 << 20,
};

/// The counts of the documents so far.
#[derive(Debug)]
pub struct Count {
    lines: Buckets<LineEntry>,
    names: Buckets<Name>,
    sources: BTreeMap<i64, Row>,
}

impl Default for Count {
    fn default() -> Self {
        Self::within(LINES, NAMES)
    }
}

impl Count {
    fn within(lines: MemoryLimits, names: MemoryLimits) -> Self {
        Self {
            lines: Buckets::new(lines),
            names: Buckets::new(names),
            sources: BTreeMap::new(),
        }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn add(&mut self, sketch: &Sketch) -> io::Result<()> {
        for entry in &sketch.lines {
            self.lines.push(entry)?;
        }
        self.names.push(&sketch.name)?;
        self.add_source(sketch.source_row());
        Ok(())
    }

    fn add_source(&mut self, row: Row) {
        match self.sources.get_mut(&row.h) {
            Some(known) => known.add(row),
            None => {
                self.sources.insert(row.h, row);
            }
        }
    }

    /// Adds the counts of other documents.
    ///
    /// # Errors
    /// When a temporary file cannot be read or written.
    pub fn merge(&mut self, other: Self) -> io::Result<()> {
        self.lines.append(other.lines)?;
        self.names.append(other.names)?;
        other
            .sources
            .into_values()
            .for_each(|row| self.add_source(row));
        Ok(())
    }

    /// Passes the rows of all documents to `take`, in the order of their keys, each key once.
    ///
    /// # Errors
    /// When a temporary file cannot be read; and the errors of `take`.
    pub fn rows(self, mut take: impl FnMut(Row) -> io::Result<()>) -> io::Result<()> {
        self.lines.sorted(|entries| {
            for alike in entries.chunk_by(|a, b| a.line == b.line) {
                let examples = alike.iter().map(|entry| entry.example);
                take(Row::of_line(alike[0].line, examples))?;
            }
            Ok(())
        })?;
        self.names.sorted(|names| {
            for alike in names.chunk_by(|a, b| a.article == b.article) {
                // Names are sorted: the first is the smallest.
                let row = Row::of_document(&alike[0]);
                take(Row {
                    n: alike.len() as i64,
                    ..row
                })?;
            }
            Ok(())
        })?;
        self.sources.into_values().try_for_each(take)
    }

    /// The survey: the lines that occur in several documents.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub fn conclude(self) -> io::Result<Survey> {
        self.conclude_with(Conclusion::default())
    }

    fn conclude_with(self, mut conclusion: Conclusion) -> io::Result<Survey> {
        self.rows(|row| {
            conclusion.add(row);
            Ok(())
        })?;
        Ok(conclusion.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::survey::row::Kind;
    use crate::text::Document;

    /// Sketches of 120 documents. Document `n` has every line `k` for which `k` divides `n`.
    fn sketches() -> Vec<Sketch> {
        let lines = |n: usize| (1..60).filter(move |k| n.is_multiple_of(*k));
        let text = |n| lines(n).map(|k| format!("line {k}\n")).collect::<String>();
        (1..=120)
            .map(|n| {
                Sketch::of(&Document {
                    path: format!("{n}.txt"),
                    ..Document::new(text(n))
                })
            })
            .collect()
    }

    fn counted(mut count: Count) -> Count {
        for sketch in sketches() {
            count.add(&sketch).unwrap();
        }
        count
    }

    fn rows(count: Count) -> Vec<Row> {
        let mut rows = Vec::new();
        count
            .rows(|row| {
                rows.push(row);
                Ok(())
            })
            .unwrap();
        rows
    }

    #[test]
    fn rows_are_the_sums_of_the_rows_of_documents_in_order() {
        let mut sums: BTreeMap<(Kind, i64), Row> = BTreeMap::new();
        for sketch in sketches() {
            for row in sketch.rows() {
                match sums.get_mut(&row.key()) {
                    Some(sum) => sum.add(row),
                    None => {
                        sums.insert(row.key(), row);
                    }
                }
            }
        }
        let rows = rows(counted(Count::default()));
        assert_eq!(rows, sums.into_values().collect::<Vec<_>>());
        let n = |kind| {
            let of_kind = rows.iter().filter(move |row| row.kind == kind);
            let mut counts: Vec<i64> = of_kind.map(|row| row.n).collect();
            counts.sort_unstable();
            counts
        };
        let mut expected: Vec<i64> = (1..60).map(|k| 120 / k).collect();
        // All documents have the line without its number.
        expected.push(120);
        expected.sort_unstable();
        assert_eq!(n(Kind::Line), expected);
        // Without a paragraph, documents with the same longest line are versions of one article.
        assert_eq!(n(Kind::Name).iter().sum::<i64>(), 120);
        assert_eq!(n(Kind::Source), [120]);
    }

    #[test]
    fn small_memory_counts_the_same() {
        let limits = |held, at_once| MemoryLimits { held, at_once };
        let small = Count::within(limits(20, 48), limits(5, 30));
        assert_eq!(rows(counted(small)), rows(counted(Count::default())));
    }

    #[test]
    fn counts_of_parts_merge_to_the_count_of_all() {
        let whole = rows(counted(Count::default()));
        for at in [0, 1, 50, 120] {
            let (mut first, mut second) = (Count::default(), Count::default());
            for (n, sketch) in sketches().iter().enumerate() {
                let part = if n < at { &mut first } else { &mut second };
                part.add(sketch).unwrap();
            }
            second.merge(first).unwrap();
            assert_eq!(rows(second), whole);
        }
    }

    #[test]
    fn beyond_its_memory_a_survey_drops_the_rarest_lines_and_records_that() {
        let count = counted(Count::default());
        let survey = count.conclude_with(Conclusion::of_at_most(10)).unwrap();
        assert!(survey.seen.len() <= 10 && survey.least > 2);
        assert!(
            survey
                .seen
                .values()
                .all(|seen| seen.documents >= survey.least)
        );
    }
}
