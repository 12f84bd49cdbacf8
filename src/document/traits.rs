//! What rules ask of a character, in two bytes: so that those of a line are counted many at a time.

use super::{Charset, is_alphanumeric};

/// The kind of a character, and whether it is a letter or digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits(u16);

impl Traits {
    /// The space, which is of no kind.
    pub const SPACE: Self = Self(0);
    /// No kind of character has this bit.
    const ALPHANUMERIC: u16 = 1 << Charset::BITS;

    pub fn of(c: char) -> Self {
        let alphanumeric = u16::from(is_alphanumeric(c)) * Self::ALPHANUMERIC;
        Self(Charset::of(c).bits() | alphanumeric)
    }

    /// Its kind, as a set.
    pub fn charset(self) -> Charset {
        Charset::of_bits(self.0 & !Self::ALPHANUMERIC)
    }

    /// How many of these are of a kind.
    pub fn count(all: &[Self], kind: Charset) -> usize {
        // Sums as wide as what is summed are made many at a time; a chunk does not overflow one.
        let of_kind = |traits: &Self| u16::from(traits.charset().holds(kind));
        let chunks = all.chunks(usize::from(u16::MAX));
        let counts = chunks.map(|chunk| chunk.iter().map(of_kind).sum::<u16>());
        counts.map(usize::from).sum()
    }

    pub fn is_alphanumeric(self) -> bool {
        self.0 & Self::ALPHANUMERIC != 0
    }

    /// Whether it is the space; line feeds stand in no line.
    pub fn is_space(self) -> bool {
        self == Self::SPACE
    }
}
