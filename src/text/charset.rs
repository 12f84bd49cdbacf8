//! A set of kinds of characters, such as digits or the letters of a script. A line that lacks a kind that a rule
//! needs costs no search.

use crate::text::script::Script;

/// A set of kinds of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Charset(u16);

impl Charset {
    pub(super) const NONE: Self = Self(0);
    const DIGIT: Self = Self(1);
    /// A letter of a script that has no name here.
    const LETTER: Self = Self(1 << 1);
    const AT: Self = Self(1 << 2);
    const HASH: Self = Self(1 << 3);
    const SLASH: Self = Self(1 << 4);
    /// A bracket or symbol of markup and code.
    const CODE: Self = Self(1 << 5);
    /// Other punctuation and symbols.
    const SYMBOL: Self = Self(1 << 6);
    /// The bit of the first script; the bits of the others follow.
    const SCRIPTS: u32 = 7;
    const ALL: Self = Self(u16::MAX);

    /// The kind of a character, found by its range; the empty set for a space or line feed. The tables are made
    /// from this; [`Charset::of`] looks it up.
    pub(super) fn by_range(c: char) -> Self {
        match c {
            ' ' | '\n' => Self::default(),
            '@' => Self::AT,
            '#' => Self::HASH,
            '/' => Self::SLASH,
            '<' | '>' | '{' | '}' | '[' | ']' | '=' | '_' | '\\' | '|' | ';' => Self::CODE,
            _ if c.is_numeric() => Self::DIGIT,
            _ => match Script::by_range(c) {
                Some(script) => script.into(),
                None if c.is_alphabetic() => Self::LETTER,
                None => Self::SYMBOL,
            },
        }
    }

    /// Whether the set holds digits and nothing else.
    pub fn is_digits(self) -> bool {
        self == Self::DIGIT
    }

    /// The scripts in the set.
    pub fn scripts(self) -> Self {
        Self(self.0 >> Self::SCRIPTS << Self::SCRIPTS)
    }

    /// The union of two sets.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The intersection of sets.
    pub fn common(sets: impl IntoIterator<Item = Self>) -> Self {
        let mut common = Self::ALL;
        for set in sets {
            common.0 &= set.0;
            if common.0 == 0 {
                break;
            }
        }
        common
    }

    /// Whether another set is a subset of this one.
    pub fn holds(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// The letters of a script.
impl From<Script> for Charset {
    fn from(script: Script) -> Self {
        // A script without a bit of its own would be lost without an error.
        const {
            assert!(Script::ALL.len() as u32 + Self::SCRIPTS <= u16::BITS);
        }
        Self(1 << (Self::SCRIPTS + script as u32))
    }
}

impl FromIterator<Self> for Charset {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::default(), Self::with)
    }
}
