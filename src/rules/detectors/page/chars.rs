//! What a character is, as the model of page furniture tells: looked up in a table, once a character.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

use crate::text::{CharTable, TABLED, tabled_at};

/// The properties of a character, as bits.
#[derive(Debug, Default, Clone, Copy)]
pub struct Kinds(u16);

impl Kinds {
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
    const SIGN: u16 = 1 << 13;
    const CLOSER: u16 = 1 << 14;
    const STAYS: u16 = 1 << 15;

    /// The properties of a character.
    pub fn of(c: char) -> Self {
        Table::get().of(c)
    }

    /// The properties that this character has and those that others have.
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    fn has(self, kinds: u16) -> bool {
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

    /// What counts for nothing at the ends of a line.
    pub fn is_trimmed(self) -> bool {
        self.has(Self::SPACE | Self::INVISIBLE)
    }

    /// A full stop of any script.
    pub fn is_stop(self) -> bool {
        self.has(Self::STOP)
    }

    /// A question or exclamation mark.
    pub fn is_ask(self) -> bool {
        self.has(Self::ASK)
    }

    /// A comma or semicolon.
    pub fn is_comma(self) -> bool {
        self.has(Self::COMMA)
    }

    /// A sign between the parts of a line, such as a bar.
    pub fn is_separator(self) -> bool {
        self.has(Self::SEPARATOR)
    }

    pub fn is_quote(self) -> bool {
        self.has(Self::QUOTE)
    }

    /// A sign of formulas and code.
    pub fn is_sign(self) -> bool {
        self.has(Self::SIGN)
    }

    /// Whether words are compared with it as it is.
    fn stays(self) -> bool {
        self.has(Self::STAYS)
    }

    /// What may stand after the end of a sentence: quotes and brackets.
    pub fn is_closer(self) -> bool {
        self.has(Self::CLOSER)
    }

    /// A sign of Chinese or Japanese, which says as much as three letters.
    pub fn is_wide(self) -> bool {
        self.has(Self::WIDE)
    }
}

/// The properties of all characters, for looking up many.
#[derive(Clone, Copy)]
pub struct Table(&'static [u16; TABLED]);

/// Those of characters of three bytes and more.
static OF_MORE_BYTES: CharTable<u16> = CharTable::new(classify);

impl Table {
    pub fn get() -> Self {
        static TABLE: LazyLock<[u16; TABLED]> = LazyLock::new(|| {
            std::array::from_fn(|code| char::from_u32(code as u32).map_or(0, classify))
        });
        Self(&TABLE)
    }

    /// The properties of a character.
    pub fn of(self, c: char) -> Kinds {
        Kinds(match self.0.get(c as usize) {
            Some(&kinds) => kinds,
            None => OF_MORE_BYTES.of(c),
        })
    }
}

/// The properties of the characters of a text, in order.
pub fn kinds_of(text: &str) -> impl Iterator<Item = Kinds> {
    let (table, mut at) = (Table::get(), 0);
    std::iter::from_fn(move || match tabled_at(text.as_bytes(), at) {
        Some((code, next)) => {
            at = next;
            Some(Kinds(table.0[code]))
        }
        None => {
            let c = text[at..].chars().next()?;
            at += c.len_utf8();
            Some(table.of(c))
        }
    })
}

/// Signs by what they do in a line.
const SIGNS: [(u16, &str); 7] = [
    (Kinds::STOP, ".。।\u{6d4}｡\u{55e}\u{17d4}\u{104b}"),
    (Kinds::ASK, "?!\u{61f}？！"),
    (Kinds::COMMA, ",\u{60c}、，;\u{61b}；"),
    (Kinds::SEPARATOR, "|•»›→▶·"),
    (Kinds::QUOTE, "\"“”«»„"),
    (Kinds::SIGN, "=(){}[]<>_$%\\|\t"),
    (Kinds::CLOSER, "\"'”’»)]}）」』›*"),
];

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

fn classify(c: char) -> u16 {
    let is_cased = c.is_uppercase() || c.is_lowercase();
    let stays = fold_letter(c) == Some(c) && (!is_cased || c.is_ascii_lowercase());
    let is_wide =
        matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    let by_class = [
        (LETTERS.start(c).is_some(), Kinds::LETTER),
        (DIGITS.start(c).is_some(), Kinds::DIGIT),
        (NUMBERS.start(c).is_some(), Kinds::NUMBER),
        (c.is_uppercase(), Kinds::UPPER),
        (c.is_lowercase(), Kinds::LOWER),
        (c.is_whitespace(), Kinds::SPACE),
        (is_invisible(c), Kinds::INVISIBLE),
        (is_wide, Kinds::WIDE),
        (stays, Kinds::STAYS),
    ];
    let by_sign = SIGNS.map(|(kind, signs)| (signs.contains(c), kind));
    let kinds = by_class.into_iter().chain(by_sign);
    kinds
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
/// variants of Arabic letters. Where that is another word, it is written to `folded`.
pub fn fold_word<'w>(word: &'w str, folded: &'w mut String) -> &'w str {
    let table = Table::get();
    let word = word.trim_matches(|c| !table.of(c).is_of_word());
    let changes = |c: char| !table.of(c).stays();
    let Some(first) = word.find(changes) else {
        return word;
    };
    folded.clear();
    match word[first..].contains(|c| changes(c) && table.of(c).is_cased()) {
        true => folded.extend(word.to_lowercase().chars().filter_map(fold_letter)),
        false => {
            folded.push_str(&word[..first]);
            folded.extend(word[first..].chars().filter_map(fold_letter));
        }
    }
    folded
}

/// A small letter as letters are compared; nothing for a vowel mark and what cannot be seen.
pub fn fold_letter(c: char) -> Option<char> {
    Some(match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => '\u{627}',
        '\u{649}' | '\u{6cc}' => '\u{64a}',
        '\u{629}' => '\u{647}',
        '\u{6a9}' => '\u{643}',
        '\u{64b}'..='\u{65f}' | '\u{670}' => return None,
        c if is_invisible(c) => return None,
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_told_apart() {
        assert!(Kinds::of('\u{64e}').is_letter(), "a vowel mark");
        assert!(Kinds::of('½').is_of_word() && !Kinds::of('½').is_digit());
        assert!(Kinds::of('新').is_wide());
        assert!(Kinds::of('\u{10400}').is_upper(), "of four bytes");
        assert_eq!(
            "٣۴９𝟡a".chars().map(plain_digit).collect::<String>(),
            "3499a"
        );
    }

    #[test]
    fn characters_of_a_text_are_those_that_are_told_one_by_one() {
        let text = "Aé ج٣、新\u{10400}½\u{200f}.";
        let one_by_one: Vec<u16> = text.chars().map(|c| Kinds::of(c).0).collect();
        assert_eq!(
            kinds_of(text).map(|kinds| kinds.0).collect::<Vec<_>>(),
            one_by_one
        );
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(fold_word("«المُدرّسة»،", &mut String::new()), "المدرسه");
        assert_eq!(fold_word("(École)", &mut String::new()), "école");
        assert_eq!(fold_word("--", &mut String::new()), "");
    }
}
