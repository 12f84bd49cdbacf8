//! An example of a document that holds a line, as a number whose order says which examples are best to name.

/// The line is the title of the document.
pub(crate) const TITLE: u8 = 1;
/// The line is its first paragraph.
pub(crate) const LEAD: u8 = 2;

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
    pub(crate) const NAME_BITS: u32 = 61;

    /// A document by the key of its name; the roles of the line are bits.
    pub(crate) fn new(name: i64, roles: u8) -> Self {
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
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        (number >= 0).then_some(Self(number))
    }

    /// The key of the document's name.
    pub fn name(self) -> i64 {
        self.0 & ((1 << Self::NAME_BITS) - 1)
    }

    pub(crate) fn is_title(self) -> bool {
        matches!(self.0 >> Self::NAME_BITS, 0 | 1)
    }

    pub(crate) fn is_lead(self) -> bool {
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
    pub(crate) fn number(&self, at: usize) -> Option<i64> {
        Some(self.0[at]).filter(|&number| number != Self::NONE)
    }

    pub(crate) fn add(&mut self, others: impl IntoIterator<Item = Example>) {
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
