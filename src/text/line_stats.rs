//! What is counted of a folded line while it is made: words, letters and kinds of characters.

use crate::text::charset::Charset;
use crate::text::code_point::is_tabled;
use crate::text::script::Script;

/// What one folded character adds to the counts of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CharCounts {
    sums: u32,
    charset: Charset,
    /// Whether it is a space, a letter or a digit, as bits.
    facts: u8,
    /// The facts about the current word that stay true after this character: none after a space.
    keeps: u8,
}

impl CharCounts {
    /// It is a letter or digit.
    pub const ALPHANUMERIC: u8 = 1;
    /// It is a space.
    pub const SPACE: u8 = 1 << 1;
    /// The table of [`FoldCell`](crate::text::fold_cell::FoldCell)s does not have it.
    pub const OTHER: u8 = 1 << 2;

    /// For characters that the table of fold cells does not have.
    pub const UNKNOWN: Self = Self {
        sums: 0,
        charset: Charset::NONE,
        facts: Self::OTHER,
        keeps: 0,
    };

    /// Found by the range of the character. The tables are made from this; [`CharCounts::of`] looks it up.
    pub(super) fn by_range(c: char) -> Self {
        let fact = |holds: bool, fact: u8| if holds { fact } else { 0 };
        let is_letter = Script::by_range(c).is_some();
        Self {
            sums: c.len_utf8() as u32 | u32::from(is_letter) << PackedCounts::LETTERS,
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

/// Counts of characters that have up to [`PackedCounts::MOST_BYTES`] bytes in all. The sums share one number, so
/// that one addition updates them all: from the lowest byte on, bytes, letters of scripts with a name, and words.
#[derive(Debug, Clone, Copy)]
pub struct PackedCounts {
    sums: u32,
    charset: Charset,
    /// The facts about the current word so far.
    word: u8,
}

impl PackedCounts {
    /// Bytes of characters that can be counted before a sum overflows into the next.
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
    pub fn add(&mut self, next: &CharCounts) {
        // A word counts from its first letter or digit on.
        let is_word = !self.word & next.facts & CharCounts::ALPHANUMERIC;
        self.sums += next.sums + (u32::from(is_word) << Self::WORDS);
        self.charset = self.charset.with(next.charset);
        self.word = (self.word | next.facts) & next.keeps;
    }
}

/// What was counted of a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineStats {
    /// Words with a letter or digit.
    pub words: usize,
    /// Letters of scripts that have names.
    pub letters: usize,
    /// The kinds of its characters.
    pub charset: Charset,
    /// Whether it has characters of three bytes or more.
    pub has_untabled: bool,
    /// The facts about the current word so far.
    word: u8,
}

impl LineStats {
    /// Empty sums for the characters that follow.
    pub fn packed(&self) -> PackedCounts {
        PackedCounts {
            sums: 0,
            charset: self.charset,
            word: self.word,
        }
    }

    /// Adds the counts of the characters that follow.
    pub fn add(&mut self, packed: PackedCounts) {
        let [_, letters, words, _] = packed.sums.to_le_bytes();
        self.letters += usize::from(letters);
        self.words += usize::from(words);
        self.charset = packed.charset;
        self.word = packed.word;
    }

    /// Counts the next character, whatever its length.
    pub fn add_char(&mut self, c: char, counts: &CharCounts) {
        self.add_one(counts);
        self.has_untabled |= !is_tabled(c);
    }

    /// Counts the next character.
    pub fn add_one(&mut self, next: &CharCounts) {
        let mut packed = self.packed();
        packed.add(next);
        self.add(packed);
    }
}
