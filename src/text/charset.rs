//! Which kinds of characters stand in a text: what a rule needs and a line lacks costs no search.

use crate::text::Script;
use crate::text::char_info::info_of;

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
    /// A bracket or sign of markup and code.
    const CODE: Self = Self(1 << 5);
    const SIGN: Self = Self(1 << 6);
    /// The bit of the first script; those of the others follow.
    const SCRIPTS: u16 = 7;
    const ALL: Self = Self(u16::MAX);

    /// The kind of a character; nothing for a space or line feed.
    pub fn of(c: char) -> Self {
        info_of(c).counts.charset()
    }

    /// The same, not looked up: the tables are made from it.
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
                None => Self::SIGN,
            },
        }
    }

    /// Whether there are digits and nothing else.
    pub fn is_digits(self) -> bool {
        self == Self::DIGIT
    }

    /// The scripts among them.
    pub fn scripts(self) -> Self {
        Self(self.0 >> Self::SCRIPTS << Self::SCRIPTS)
    }

    /// Those of both.
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that all of these sets hold.
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

    /// Whether all kinds of another set are among these.
    pub fn holds(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// The letters of a script.
impl From<Script> for Charset {
    fn from(script: Script) -> Self {
        Self(1 << (Self::SCRIPTS + script as u16))
    }
}

impl FromIterator<Self> for Charset {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::default(), Self::with)
    }
}
