//! An example of an article that has a line, as a number. The smaller the number, the better the example.

/// The line is the title of the document.
pub(crate) const TITLE: u8 = 1;
/// The line is its first paragraph.
pub(crate) const LEAD: u8 = 2;

/// An article that has a line, and what the line is in it, as one number. The smaller the number, the better the
/// example, so that the best of many do not depend on their order.
///
/// The 61 lower bits are the key of the article. The bits above them are 0 if the line is its title, 1 if
/// it is its title and its first paragraph, 2 if it is only its first paragraph, and 3 if it is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example(i64);

impl Example {
    /// The number of bits of the key of an article.
    pub(crate) const KEY_BITS: u32 = 61;

    /// An article by its key. The roles of the line are bits: [`TITLE`], [`LEAD`].
    pub(crate) fn new(article: i64, roles: u8) -> Self {
        let rank = match (roles & TITLE != 0, roles & LEAD != 0) {
            (true, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        Self(rank << Self::KEY_BITS | article)
    }

    /// The number that tables contain, which is 0 or more.
    pub fn number(self) -> i64 {
        self.0
    }

    /// The example of a number in a table; `None` if the number is negative.
    pub(crate) fn from_number(number: i64) -> Option<Self> {
        (number >= 0).then_some(Self(number))
    }

    /// The key of the article.
    pub fn article(self) -> i64 {
        self.0 & ((1 << Self::KEY_BITS) - 1)
    }

    pub(crate) fn is_title(self) -> bool {
        matches!(self.0 >> Self::KEY_BITS, 0 | 1)
    }

    pub(crate) fn is_lead(self) -> bool {
        matches!(self.0 >> Self::KEY_BITS, 1 | 2)
    }
}

/// The best examples of a line. Tables keep at most eight, which say exactly in how many articles a rarer line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Examples<const N: usize = 8>([i64; N]);

impl<const N: usize> Examples<N> {
    /// How many are kept.
    pub const MOST: usize = N;
    /// No examples.
    pub(crate) const NOTHING: Self = Self([Self::NONE; N]);
    /// Marks a missing example; larger than any example.
    const NONE: i64 = i64::MAX;

    /// The examples, the best first.
    pub fn iter(&self) -> impl Iterator<Item = Example> + use<N> {
        let numbers = self.0.into_iter();
        numbers.filter(|&number| number != Self::NONE).map(Example)
    }

    /// The number that tables contain for an example, by its place (from 0).
    pub(crate) fn number(&self, at: usize) -> Option<i64> {
        let number = self.0.get(at).copied();
        number.filter(|&number| number != Self::NONE)
    }

    /// Adds examples. One that is there already is not added again.
    pub(crate) fn add(&mut self, others: impl IntoIterator<Item = Example>) {
        for Example(mut number) in others {
            if self.0.contains(&number) {
                continue;
            }
            for kept in &mut self.0 {
                if number < *kept {
                    std::mem::swap(&mut number, kept);
                }
            }
        }
    }

    /// The number of articles, if all of them are kept.
    pub(crate) fn articles(&self) -> Option<u8> {
        let mut articles: Vec<i64> = self.iter().map(Example::article).collect();
        let is_all = articles.len() < N;
        articles.sort_unstable();
        articles.dedup();
        is_all.then_some(articles.len() as u8)
    }
}

impl<const N: usize> Default for Examples<N> {
    fn default() -> Self {
        Self::NOTHING
    }
}
