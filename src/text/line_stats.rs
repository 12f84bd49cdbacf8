//! What is counted of a folded line while it is made.

use crate::text::char_info::info_of;
use crate::text::{Charset, Script, is_tabled};

/// What a folded character counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countable {
    sums: u32,
    charset: Charset,
    /// Whether it is a space or a letter or digit, as bits.
    facts: u8,
    /// Those of the word that stay known after it: none after a space.
    keeps: u8,
}

impl Countable {
    pub const ALPHANUMERIC: u8 = 1;
    pub const SPACE: u8 = 1 << 1;
    /// The table of [`Cell`](crate::text::cells::Cell)s does not tell what it is.
    pub const OTHER: u8 = 1 << 2;

    pub const UNTOLD: Self = Self {
        sums: 0,
        charset: Charset::NONE,
        facts: Self::OTHER,
        keeps: 0,
    };

    pub fn of(c: char) -> Self {
        info_of(c).counts
    }

    /// The same, not looked up: the tables are made from it.
    pub(super) fn by_range(c: char) -> Self {
        let fact = |holds: bool, fact: u8| if holds { fact } else { 0 };
        let is_letter = Script::by_range(c).is_some();
        Self {
            sums: c.len_utf8() as u32 | u32::from(is_letter) << PackedCount::LETTERS,
            charset: Charset::by_range(c),
            facts: fact(c.is_alphanumeric(), Self::ALPHANUMERIC) | fact(c == ' ', Self::SPACE),
            keeps: fact(c != ' ', u8::MAX),
        }
    }

    /// The kind of character.
    pub fn charset(self) -> Charset {
        self.charset
    }

    /// Those of these facts that hold.
    #[inline(always)]
    pub fn facts(self, facts: u8) -> u8 {
        self.facts & facts
    }

    /// Whether some of these facts hold.
    #[inline(always)]
    pub fn is_any(self, facts: u8) -> bool {
        self.facts(facts) != 0
    }
}

/// Counts of characters that have up to [`PackedCount::MOST_BYTES`] in all. The sums are packed into one
/// number, so that one addition makes them all: from the lowest byte on, bytes, letters of scripts that
/// have names, and words.
#[derive(Debug, Clone, Copy)]
pub struct PackedCount {
    sums: u32,
    charset: Charset,
    /// What the word that we are in holds so far.
    word: u8,
}

impl PackedCount {
    /// Bytes of characters of which the sums do not run over.
    pub const MOST_BYTES: usize = u8::MAX as usize;

    /// Where the sums of letters and words begin, in bits.
    const LETTERS: u32 = 8;
    const WORDS: u32 = 16;

    /// Bytes of the characters so far.
    #[inline(always)]
    pub fn bytes(&self) -> usize {
        usize::from(self.sums as u8)
    }

    /// Counts the next character.
    #[inline(always)]
    pub fn add(&mut self, next: &Countable) {
        // A word counts from its first letter or digit on.
        let is_word = !self.word & next.facts & Countable::ALPHANUMERIC;
        self.sums += next.sums + (u32::from(is_word) << Self::WORDS);
        self.charset = self.charset.with(next.charset);
        self.word = (self.word | next.facts) & next.keeps;
    }
}

/// What was counted of a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineCount {
    /// Words with a letter or digit.
    pub words: usize,
    /// Letters of scripts that have names.
    pub letters: usize,
    pub charset: Charset,
    /// Whether characters of three bytes and more stand in it, which no [`Scan`](crate::text::Scan) knows.
    pub has_untabled: bool,
    /// What the word that we are in holds so far.
    word: u8,
}

impl LineCount {
    /// Where the counts of the next characters begin.
    pub fn packed(&self) -> PackedCount {
        PackedCount {
            sums: 0,
            charset: self.charset,
            word: self.word,
        }
    }

    /// Adds the counts of the characters after those so far.
    pub fn add(&mut self, packed: PackedCount) {
        let [_, letters, words, _] = packed.sums.to_le_bytes();
        self.letters += usize::from(letters);
        self.words += usize::from(words);
        self.charset = packed.charset;
        self.word = packed.word;
    }

    /// Counts the next character.
    pub fn add_one(&mut self, next: char) {
        let mut packed = self.packed();
        packed.add(&Countable::of(next));
        self.add(packed);
        self.has_untabled |= !is_tabled(next);
    }
}
