//! An example of a document that has a line, as a number. The smaller the number, the better the example.

/// The line is the title of the document.
pub(crate) const TITLE: u8 = 1;
/// The line is its first paragraph.
pub(crate) const LEAD: u8 = 2;

/// A document that has a line, and what the line is in it, as one number. The smaller the number, the better the
/// example, so that the best of many do not depend on their order.
///
/// The 61 lower bits are the key of the document's name. The bits above them are 0 if the line is its title, 1 if
/// it is its title and its first paragraph, 2 if it is only its first paragraph, and 3 if it is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example(i64);

impl Example {
    /// The number of bits of the key of a name.
    pub(crate) const NAME_BITS: u32 = 61;

    /// A document by the key of its name. The roles of the line are bits: [`TITLE`], [`LEAD`].
    pub(crate) fn new(name: i64, roles: u8) -> Self {
        let rank = match (roles & TITLE != 0, roles & LEAD != 0) {
            (true, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        Self(rank << Self::NAME_BITS | name)
    }

    /// The number that tables contain, which is 0 or more.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The example of a number in a table; `None` if the number is negative.
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

/// The three best examples, or fewer if there are no more. A finding names two besides its own document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examples([i64; Self::MOST]);

impl Examples {
    /// How many are kept.
    pub const MOST: usize = 3;
    /// Marks a missing example; larger than any example.
    const NONE: i64 = i64::MAX;

    /// The examples, the best first.
    pub fn iter(&self) -> impl Iterator<Item = Example> + use<> {
        let numbers = self.0.into_iter();
        numbers.filter(|&number| number != Self::NONE).map(Example)
    }

    /// The number that tables contain for an example, at a place from 0 to 2.
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
