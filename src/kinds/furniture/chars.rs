//! What a character is, as the model of page furniture tells: looked up in a table, once a character.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// The properties of a character, as bits.
#[derive(Debug, Clone, Copy)]
pub struct Kinds(u8);

impl Kinds {
    const LETTER: u8 = 1;
    const DIGIT: u8 = 2;
    const NUMBER: u8 = 4;
    const UPPER: u8 = 8;
    const LOWER: u8 = 16;
    const SPACE: u8 = 32;
    const INVISIBLE: u8 = 64;
    const WIDE: u8 = 128;

    /// The properties of a character.
    pub fn of(c: char) -> Self {
        static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
            (0..0x10000)
                .map(|code| char::from_u32(code).map_or(0, classify))
                .collect()
        });
        Self(match TABLE.get(c as usize) {
            Some(&kinds) => kinds,
            None => classify(c),
        })
    }

    fn has(self, kinds: u8) -> bool {
        self.0 & kinds != 0
    }

    /// A letter or a mark on one.
    pub fn is_letter(self) -> bool {
        self.has(Self::LETTER)
    }

    /// A decimal digit of any script.
    pub fn is_digit(self) -> bool {
        self.has(Self::DIGIT)
    }

    /// A letter, a mark or a number.
    pub fn is_of_word(self) -> bool {
        self.has(Self::LETTER | Self::NUMBER)
    }

    pub fn is_upper(self) -> bool {
        self.has(Self::UPPER)
    }

    pub fn is_lower(self) -> bool {
        self.has(Self::LOWER)
    }

    /// A letter that has a case.
    pub fn is_cased(self) -> bool {
        self.has(Self::UPPER | Self::LOWER)
    }

    pub fn is_space(self) -> bool {
        self.has(Self::SPACE)
    }

    /// A joiner, a direction mark or the like.
    pub fn is_invisible(self) -> bool {
        self.has(Self::INVISIBLE)
    }

    /// What counts for nothing at the ends of a line.
    pub fn is_trimmed(self) -> bool {
        self.has(Self::SPACE | Self::INVISIBLE)
    }

    /// A sign of Chinese or Japanese, which says as much as three letters.
    pub fn is_wide(self) -> bool {
        self.has(Self::WIDE)
    }
}

/// The ranges of a class of characters, ascending.
struct Ranges(Vec<(char, char)>);

impl Ranges {
    fn of(class: &str) -> Self {
        let hir = regex_syntax::parse(class).expect("a valid class");
        let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
            unreachable!("a class of characters")
        };
        Self(
            class
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
        )
    }

    /// The range that a character lies in, by its first.
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

fn classify(c: char) -> u8 {
    let is_wide =
        matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    [
        (LETTERS.start(c).is_some(), Kinds::LETTER),
        (DIGITS.start(c).is_some(), Kinds::DIGIT),
        (NUMBERS.start(c).is_some(), Kinds::NUMBER),
        (c.is_uppercase(), Kinds::UPPER),
        (c.is_lowercase(), Kinds::LOWER),
        (c.is_whitespace(), Kinds::SPACE),
        (is_invisible(c), Kinds::INVISIBLE),
        (is_wide, Kinds::WIDE),
    ]
    .into_iter()
    .filter(|&(is, _)| is)
    .fold(0, |kinds, (_, kind)| kinds | kind)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{ad}' | TATWEEL | '\u{61c}')
}

const TATWEEL: char = '\u{640}';

/// A digit of any script as one of 0 to 9; other characters as they are.
pub fn plain_digit(c: char) -> char {
    if !Kinds::of(c).is_digit() {
        return c;
    }
    // Digits stand in tens that begin with the zero.
    let ten = |start: char| char::from_digit((c as u32 - start as u32) % 10, 10);
    DIGITS.start(c).and_then(ten).unwrap_or(c)
}

/// A word as words are compared: without signs at its ends, case, Arabic vowel marks and the
/// variants of Arabic letters.
pub fn fold_word(word: &str) -> String {
    word.trim_matches(|c| !Kinds::of(c).is_of_word())
        .to_lowercase()
        .chars()
        .map(|c| match c {
            '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => '\u{627}',
            '\u{649}' | '\u{6cc}' => '\u{64a}',
            '\u{629}' => '\u{647}',
            '\u{6a9}' => '\u{643}',
            c => c,
        })
        .filter(|&c| {
            !matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}') && !Kinds::of(c).is_invisible()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_told_apart() {
        assert!(Kinds::of('\u{64e}').is_letter(), "a vowel mark");
        assert!(Kinds::of('½').is_of_word() && !Kinds::of('½').is_digit());
        assert!(Kinds::of('新').is_wide());
        assert!(Kinds::of('\u{10400}').is_upper(), "beyond the table");
        assert_eq!(
            "٣۴９𝟡a".chars().map(plain_digit).collect::<String>(),
            "3499a"
        );
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(fold_word("«المُدرّسة»،"), "المدرسه");
        assert_eq!(fold_word("(École)"), "école");
        assert_eq!(fold_word("--"), "");
    }
}
