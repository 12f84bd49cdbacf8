//! A row of a survey: what is known of a line, of a name of documents, or of a source. Rows of one
//! key add up to one row, in whatever order they come.

use super::sketch::{LEAD, TITLE};

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
    pub(super) fn of_line(h: i64, examples: impl Iterator<Item = Example>) -> Self {
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
    pub(super) fn of_name(kind: Kind, h: i64, name: &str) -> Self {
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

/// A document that holds a line, and what the line is in it, as one number: the smaller, the better
/// to name. So the best of many are the smallest, in whatever order they come.
///
/// The 61 lower bits are the key of the document's name. Above them stands 0 where the line is its
/// title, 1 where it is its title and its first paragraph, 2 where it is its first paragraph alone,
/// and 3 where it is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example(i64);

impl Example {
    /// Bits of the key of a name.
    pub(super) const NAME_BITS: u32 = 61;

    /// A document by the key of its name; the roles of the line are bits.
    pub(super) fn new(name: i64, roles: u8) -> Self {
        let rank = match (roles & TITLE != 0, roles & LEAD != 0) {
            (true, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        Self(rank << Self::NAME_BITS | name)
    }

    /// As tables write it: from 0.
    pub fn number(self) -> i64 {
        self.0
    }

    /// What tables write; `None` where that is no example.
    pub(super) fn from_number(number: i64) -> Option<Self> {
        (number >= 0).then_some(Self(number))
    }

    /// The key of the document's name.
    pub fn name(self) -> i64 {
        self.0 & ((1 << Self::NAME_BITS) - 1)
    }

    fn is_title(self) -> bool {
        matches!(self.0 >> Self::NAME_BITS, 0 | 1)
    }

    fn is_lead(self) -> bool {
        matches!(self.0 >> Self::NAME_BITS, 1 | 2)
    }
}

/// The three best examples, or as many as there are. A document needs two beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examples([i64; Self::MOST]);

impl Examples {
    /// How many are kept.
    pub const MOST: usize = 3;
    /// Where there is none: larger than any.
    const NONE: i64 = i64::MAX;

    /// From the best on.
    pub fn iter(&self) -> impl Iterator<Item = Example> + use<> {
        let numbers = self.0.into_iter();
        numbers.filter(|&number| number != Self::NONE).map(Example)
    }

    /// What tables write at a place from 0 to 2.
    pub(super) fn number(&self, at: usize) -> Option<i64> {
        Some(self.0[at]).filter(|&number| number != Self::NONE)
    }

    pub(super) fn add(&mut self, others: impl IntoIterator<Item = Example>) {
        for Example(mut number) in others {
            for kept in &mut self.0 {
                if number < *kept {
                    std::mem::swap(&mut number, kept);
                }
            }
        }
    }
}

impl Default for Examples {
    fn default() -> Self {
        Self([Self::NONE; Self::MOST])
    }
}
