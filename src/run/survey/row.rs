//! A row of a survey: the counts of a line, of a document name, or of a source. Rows with the same key add
//! up to one row, in any order.

use crate::rules::survey::{Example, Examples};
use crate::run::survey::entry::Name;

/// What a row counts. The order is that of the rows in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A rule that finds something in documents of one source.
    Habit,
    /// A line of the documents of one source, or another feature of them.
    Line,
    /// An article, with the name of one of the documents that are versions of it.
    Name,
    /// A source.
    Source,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Habit, Self::Line, Self::Name, Self::Source];

    /// The name of the kind in tables. The alphabetical order of the names is the order of the kinds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Habit => "habit",
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
    /// The key: the hash of a folded line and its source, of the first paragraph of an article, or of the name of a source.
    pub h: i64,
    /// The number of documents that contain the line or have it as their title, that are versions of the article, or that
    /// are from the source.
    pub n: i64,
    /// For a line: the number of documents whose title it is.
    pub titles: i64,
    /// For a line: the number of documents whose first paragraph it is. For a prefix: documents in which its line ends as a
    /// sentence.
    pub leads: i64,
    /// The number of articles of a line or a source, in a table that was made for checks. Other tables leave it to the
    /// reader: it cannot be added up.
    pub articles: Option<i64>,
    /// For an article: the key of its source.
    pub source: Option<i64>,
    /// For a line: articles that have it.
    pub examples: Examples,
    /// For an article or a source: the name. Of several documents, the smallest name.
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
            articles: None,
            source: None,
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

    /// The row of a key of habits, with the number of documents.
    pub(crate) fn of_habit(h: i64, documents: u32) -> Self {
        Self {
            kind: Kind::Habit,
            n: documents.into(),
            ..Self::of_line(h, std::iter::empty())
        }
    }

    /// The row of a name (of an article or of a source) that occurs in one document.
    pub(crate) fn of_name(kind: Kind, h: i64, name: &str) -> Self {
        Self {
            kind,
            h,
            n: 1,
            titles: 0,
            leads: 0,
            articles: None,
            source: None,
            examples: Examples::default(),
            name: Some(name.into()),
        }
    }

    /// The row of an article of which there is one version.
    pub(crate) fn of_document(name: &Name) -> Self {
        Self {
            source: Some(name.source),
            ..Self::of_name(Kind::Name, name.article, &name.name)
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
        // Versions of an article are from one source: its key is a part of the hash.
        self.source = self.source.into_iter().chain(other.source).min();
        // The choice must not depend on the order.
        self.name = self.name.take().into_iter().chain(other.name).min();
    }
}
