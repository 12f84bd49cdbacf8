//! A row of a survey: what is known of a line, of a name of documents, or of a source. Rows of one
//! key add up to one row, in whatever order they come.

use crate::rules::survey::{Example, Examples};

/// What a row is about, in the order in which rows stand in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A line of the documents of one source.
    Line,
    /// The name of a document, or of several.
    Name,
    /// A source.
    Source,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Line, Self::Name, Self::Source];

    /// As tables write it; in the alphabet they stand in the same order.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Name => "name",
            Self::Source => "source",
        }
    }
}

/// What a survey knows of one key. Of one document alone, `n` is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub kind: Kind,
    /// The key, a hash: of a folded line and its source, of a name, or of the name of a source.
    pub h: i64,
    /// Documents: that hold the line, or have it as their title; of the name; of the source.
    pub n: i64,
    /// Of a line: documents of which it is the title.
    pub titles: i64,
    /// Of a line: documents of which it is the first paragraph.
    pub leads: i64,
    /// Of a line: documents that findings may name.
    pub examples: Examples,
    /// Of a name and of a source: the name itself.
    pub name: Option<Box<str>>,
}

impl Row {
    /// The row of a line that the documents of these examples hold.
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

    /// The row of a name, of a document or of a source, that one document has.
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

    /// What tells it from other rows, and the order of rows in a table.
    pub fn key(&self) -> (Kind, i64) {
        (self.kind, self.h)
    }

    /// Adds what was counted elsewhere of the same key.
    pub fn add(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.titles = self.titles.saturating_add(other.titles);
        self.leads = self.leads.saturating_add(other.leads);
        self.examples.add(other.examples.iter());
        // Two names of one hash are as good as never met; the choice must not depend on the order.
        self.name = self.name.take().into_iter().chain(other.name).min();
    }
}
