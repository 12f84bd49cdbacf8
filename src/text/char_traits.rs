//! The traits of a character: letter, digit, space, case, and the kinds of punctuation.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

use crate::text::fold_profile::{FoldProfile, is_invisible};

/// The traits of a character, as bits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct CharTraits(u16);

impl CharTraits {
    const LETTER: u16 = 1;
    const DIGIT: u16 = 2;
    const NUMBER: u16 = 4;
    const UPPER: u16 = 8;
    const LOWER: u16 = 16;
    const SPACE: u16 = 32;
    const INVISIBLE: u16 = 64;
    const WIDE: u16 = 128;
    const STOP: u16 = 1 << 8;
    const ASK: u16 = 1 << 9;
    const COMMA: u16 = 1 << 10;
    const SEPARATOR: u16 = 1 << 11;
    const QUOTE: u16 = 1 << 12;
    const SYMBOL: u16 = 1 << 13;
    const CLOSER: u16 = 1 << 14;
    const UNCHANGED: u16 = 1 << 15;

    pub(super) const NONE: Self = Self(0);

    /// Works out the traits without the table, which is filled from them.
    pub(super) fn by_class(c: char) -> Self {
        let is_cased = c.is_uppercase() || c.is_lowercase();
        let is_unchanged = FoldProfile::PAGE_MODEL.small_letter(c) == Some(c)
            && (!is_cased || c.is_ascii_lowercase());
        let is_wide = matches!(c,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
        let is_number = NUMBERS.start(c).is_some();
        let is_letter = LETTERS.start(c).is_some();
        let by_class = [
            (is_letter, Self::LETTER),
            (DIGITS.start(c).is_some(), Self::DIGIT),
            (is_number, Self::NUMBER),
            (c.is_uppercase(), Self::UPPER),
            (c.is_lowercase(), Self::LOWER),
            (c.is_whitespace(), Self::SPACE),
            (is_invisible(c), Self::INVISIBLE),
            (is_wide, Self::WIDE),
            (is_unchanged, Self::UNCHANGED),
        ];
        // Most characters are letters, which need not be searched for among the punctuation.
        let punctuation: &[(u16, &str)] = match is_letter || is_number {
            true => &[],
            false => &PUNCTUATION,
        };
        let by_use = punctuation
            .iter()
            .map(|&(bit, chars)| (chars.contains(c), bit));
        let bits = by_class.into_iter().chain(by_use);
        Self(
            bits.filter(|&(holds, _)| holds)
                .fold(0, |all, (_, bit)| all | bit),
        )
    }

    /// The traits of two characters together.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// A letter, or a mark on a letter.
    pub fn is_letter(self) -> bool {
        self.has(Self::LETTER)
    }

    /// A decimal digit of any script.
    pub fn is_digit(self) -> bool {
        self.has(Self::DIGIT)
    }

    /// A letter, a mark or any kind of number: what words of the page model begin and end with.
    #[inline]
    pub fn is_word_char(self) -> bool {
        self.has(Self::LETTER | Self::NUMBER)
    }

    /// An upper-case letter.
    pub fn is_upper(self) -> bool {
        self.has(Self::UPPER)
    }

    /// A lower-case letter.
    pub fn is_lower(self) -> bool {
        self.has(Self::LOWER)
    }

    /// A letter that has a case.
    pub fn is_cased(self) -> bool {
        self.has(Self::UPPER | Self::LOWER)
    }

    /// White space.
    #[inline]
    pub fn is_space(self) -> bool {
        self.has(Self::SPACE)
    }

    /// White space or an invisible character: ignored at the ends of a line.
    pub fn is_blank(self) -> bool {
        self.has(Self::SPACE | Self::INVISIBLE)
    }

    /// A full stop of any script.
    pub fn is_stop(self) -> bool {
        self.has(Self::STOP)
    }

    /// A question mark or an exclamation mark.
    pub fn is_ask(self) -> bool {
        self.has(Self::ASK)
    }

    /// A comma or semicolon.
    pub fn is_comma(self) -> bool {
        self.has(Self::COMMA)
    }

    /// A character that separates the parts of a line, such as a bar.
    pub fn is_separator(self) -> bool {
        self.has(Self::SEPARATOR)
    }

    /// A quotation mark.
    pub fn is_quote(self) -> bool {
        self.has(Self::QUOTE)
    }

    /// A symbol of formulas and code.
    pub fn is_symbol(self) -> bool {
        self.has(Self::SYMBOL)
    }

    /// A quotation mark or bracket that may follow the end of a sentence.
    pub fn is_closer(self) -> bool {
        self.has(Self::CLOSER)
    }

    /// A Chinese or Japanese character, which carries as much as about three letters.
    pub fn is_wide(self) -> bool {
        self.has(Self::WIDE)
    }

    /// Whether the page model's folding leaves the character as it is.
    pub(super) fn is_unchanged(self) -> bool {
        self.has(Self::UNCHANGED)
    }
}

/// Punctuation and symbols, by their use in a line.
const PUNCTUATION: [(u16, &str); 7] = [
    (CharTraits::STOP, ".。।\u{6d4}｡\u{55e}\u{17d4}\u{104b}"),
    (CharTraits::ASK, "?!\u{61f}？！"),
    (CharTraits::COMMA, ",\u{60c}、，;\u{61b}；"),
    (CharTraits::SEPARATOR, "|•»›→▶·"),
    (CharTraits::QUOTE, "\"“”«»„"),
    (CharTraits::SYMBOL, "=(){}[]<>_$%\\|\t"),
    (CharTraits::CLOSER, "\"'”’»)]}）」』›*"),
];

/// The ranges of a class of characters, ascending.
struct Ranges(Vec<(char, char)>);

impl Ranges {
    fn of(class: &str) -> Self {
        let hir = regex_syntax::parse(class).expect("a valid class");
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
            unreachable!("a class of characters")
        };
        let ranges = class.iter().map(|range| (range.start(), range.end()));
        Self(ranges.collect())
    }

    /// The first character of the range that contains this one, if any.
    fn start(&self, c: char) -> Option<char> {
        let at = self.0.partition_point(|&(_, end)| end < c);
        self.0
            .get(at)
            .map(|&(start, _)| start)
            .filter(|&start| start <= c)
    }
}

static LETTERS: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"[\p{L}\p{M}]"));
static NUMBERS: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"\p{N}"));
static DIGITS: LazyLock<Ranges> = LazyLock::new(|| Ranges::of(r"\p{Nd}"));

/// The value of a decimal digit of any script, as one of `0` to `9`.
pub(super) fn ascii_digit(c: char) -> Option<char> {
    // Unicode keeps the ten digits of a script together, in order, from zero on.
    let zero = DIGITS.start(c)?;
    char::from_digit((c as u32 - zero as u32) % 10, 10)
}
