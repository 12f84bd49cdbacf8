//! A row of a survey: the counts of a line, of a document name, or of a source. Rows with the same key add
//! up to one row, in any order.

use crate::rules::survey::{Example, Examples};

/// What a row counts. The order is that of the rows in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A line of the documents of one source.
    Line,
    /// The name of one or more documents.
    Name,
    /// A source.
    Source,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Line, Self::Name, Self::Source];

    /// The name of the kind in tables. The alphabetical order of the names is the order of the kinds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Name => "name",
            Self::Source => "source",
        }
    }
}

/// The counts of one key. In the row of a single document, `n` is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub kind: Kind,
    /// The key: the hash of a folded line and its source, of a document name, or of the name of a source.
    pub h: i64,
    /// The number of documents that contain the line or have it as their title, that have the name, or that
    /// are from the source.
    pub n: i64,
    /// For a line: the number of documents whose title it is.
    pub titles: i64,
    /// For a line: the number of documents whose first paragraph it is.
    pub leads: i64,
    /// For a line: documents that findings may show as examples.
    pub examples: Examples,
    /// For a name or a source: the name itself.
    pub name: Option<Box<str>>,
}

impl Row {
    /// The row of a line that occurs in the documents of these examples.
    pub(crate) fn of_line(h: i64, examples: impl Iterator<Item = Example>) -> Self {
        let mut row = Self {
            kind: Kind::Line,
            h,
            n: 0,
            titles: 0,
            leads: 0,
            examples: Examples::default(),
            name: None,
        };
        for example in examples {
            row.n += 1;
            row.titles += i64::from(example.is_title());
            row.leads += i64::from(example.is_lead());
            row.examples.add([example]);
        }
        row
    }

    /// The row of a name (of a document or of a source) that occurs in one document.
    pub(crate) fn of_name(kind: Kind, h: i64, name: &str) -> Self {
        Self {
            kind,
            h,
            n: 1,
            titles: 0,
            leads: 0,
            examples: Examples::default(),
            name: Some(name.into()),
        }
    }

    /// What identifies the row. Rows of a table are in the order of their keys.
    pub fn key(&self) -> (Kind, i64) {
        (self.kind, self.h)
    }

    /// Adds the counts of another row with the same key.
    pub fn add(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.titles = self.titles.saturating_add(other.titles);
        self.leads = self.leads.saturating_add(other.leads);
        self.examples.add(other.examples.iter());
        // Two names with the same hash almost never occur. The choice must not depend on the order.
        self.name = self.name.take().into_iter().chain(other.name).min();
    }
}
