//! A line by itself: how it begins and ends, its length, signs and words.

use std::sync::LazyLock;

use regex::Regex;

use super::chars::{Kinds, plain_digit};
use super::properties::{Property as P, Values};
use super::words::{Vocabulary, Word};

/// How a line ends, closing quotes and brackets aside; in the order of the names of `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Ellipsis,
    Stop,
    Ask,
    Colon,
    Comma,
    Open,
    Mark,
}

impl End {
    /// Whether a sentence ends there.
    pub fn is_sentence(self) -> bool {
        matches!(self, Self::Stop | Self::Ask)
    }
}

/// How a line begins; in the order of the names of `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    Bullet,
    Number,
    Quote,
    Digit,
    Upper,
    Lower,
    Letter,
    Mark,
}

/// What a line looks like; in the order of the names of `class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Paragraph,
    /// A short finished sentence.
    Sentence,
    /// Long, and not finished.
    Long,
    /// As long as a headline.
    Headline,
    Tiny,
}

/// A line that is not blank. Lengths are in characters; those of Chinese and Japanese count three.
#[derive(Debug)]
pub struct Line {
    /// Its index among the lines of the text.
    pub at: usize,
    pub chars: usize,
    /// How many words it has, signs between blanks counted as words.
    pub words: usize,
    /// Its words that hold a letter or digit.
    pub folded: Vec<Word>,
    pub end: End,
    pub start: Start,
    pub class: Class,
    /// Signs between its parts, such as bars.
    pub seps: usize,
    pub has_digits: bool,
    /// What it has in common with other lines of a list: its signs and digits, without the words.
    pub signature: String,
    /// The properties that the line has by itself.
    pub values: Values,
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,2}:\d{2}"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:19|20)\d{2}"));
static DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{1,3}[.)] ").expect("a valid pattern"));

/// A pattern with no digit on either side.
fn pattern(inside: &str) -> Regex {
    Regex::new(&format!(r"(?:^|\D)(?:{inside})(?:\D|$)")).expect("a valid pattern")
}

const BULLETS: &str = "•·●○▪■□►▶◆–—-*‣›»";
const OPENERS: &str = "\"'“‘«([{（「『‹";
const ADDRESSES: [&str; 4] = ["http://", "https://", "www.", ".com"];

/// Characters from which a line is running text however it ends.
const LONG_PARAGRAPH: usize = 150;
/// Characters from which a finished line is running text.
const SHORT_PARAGRAPH: usize = 70;
/// Words from which a short finished line is a sentence.
const SHORTEST_SENTENCE: usize = 4;
/// Characters from which a line is longer than headlines are.
const LONG: usize = 60;
/// Characters from which a line is as long as a headline.
const HEADLINE: usize = 20;
/// Signs that a signature keeps.
const SIGNATURE: usize = 12;
/// Letters from which a line can be in capitals.
const CAPITALS: usize = 4;

/// The text of a line without what counts for nothing at its ends.
pub fn trim(line: &str) -> &str {
    line.trim_matches(|c| Kinds::of(c).is_trimmed())
}

impl Line {
    /// Reads a line that is not blank and is trimmed.
    pub fn read<'t>(at: usize, text: &'t str, vocabulary: &mut Vocabulary<'t, '_>) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let end = end(&chars);
        let start = start(text, &chars);
        let wide = count(&chars, |c| Kinds::of(c).is_wide());
        let length = chars.len() + 2 * wide;
        let mut line = Self {
            at,
            chars: length,
            words: words.len(),
            folded: words
                .iter()
                .filter_map(|word| vocabulary.word(word))
                .collect(),
            end,
            start,
            class: class(length, words.len(), end),
            seps: separators(&chars),
            has_digits: chars.iter().any(|&c| Kinds::of(c).is_digit()),
            signature: signature(&chars),
            values: Values::none(),
        };
        line.set_shape();
        line.set_signs(text, &chars);
        line.set_case(&chars, &words);
        line
    }

    pub fn is_paragraph(&self) -> bool {
        self.class == Class::Paragraph
    }

    /// Whether it has a flag.
    pub fn has(&self, property: P) -> bool {
        self.values.get(property).is_some()
    }

    fn set_shape(&mut self) {
        let values = &mut self.values;
        values.measure(P::Len, self.chars as f64);
        values.measure(P::Words, self.words as f64);
        values.name(P::End, self.end as usize);
        values.name(P::Start, self.start as usize);
        values.name(P::Class, self.class as usize);
        values.count(P::Seps, self.seps);
    }

    fn set_signs(&mut self, text: &str, chars: &[char]) {
        let visible = count(chars, |c| !Kinds::of(c).is_space()).max(1) as f64;
        let lower = text.to_lowercase();
        let plain: String = chars.iter().copied().map(plain_digit).collect();
        let has = |sign: char| chars.contains(&sign);
        let has_digits = self.has_digits;
        let matches = |pattern: &Regex| has_digits && pattern.is_match(&plain);
        let values = &mut self.values;
        for (property, is_so) in [
            (
                P::Link,
                ADDRESSES.iter().any(|address| lower.contains(address)),
            ),
            (P::At, has('@')),
            (P::Hash, has('#')),
            (P::Copy, has('©')),
            (P::Clock, matches(&CLOCK)),
            (P::Year, matches(&YEAR)),
            (P::Date, matches(&DATE)),
            (P::Quote, chars.iter().any(|&c| Kinds::of(c).is_quote())),
        ] {
            values.flag(property, is_so);
        }
        let digits = count(chars, |c| Kinds::of(c).is_digit());
        let signs = count(chars, |c| Kinds::of(c).is_sign());
        values.measure(P::Digits, digits as f64 / visible);
        values.measure(P::Signs, signs as f64 / visible);
        values.count(P::Inner, inner_ends(chars));
        values.count(P::Commas, count(chars, |c| Kinds::of(c).is_comma()));
    }

    fn set_case(&mut self, chars: &[char], words: &[&str]) {
        let kinds = |&c: &char| Kinds::of(c);
        let cased = words
            .iter()
            .filter(|word| word.chars().any(|c| Kinds::of(c).is_cased()));
        let rest: Vec<bool> = cased
            .skip(1)
            .map(|word| {
                let first = word.chars().find(|&c| Kinds::of(c).is_letter());
                first.is_some_and(|c| Kinds::of(c).is_upper())
            })
            .collect();
        let values = &mut self.values;
        if !rest.is_empty() {
            let upper = rest.iter().filter(|&&is| is).count();
            values.measure(P::Caps, upper as f64 / rest.len() as f64);
        }
        let upper = count(chars, |c| Kinds::of(c).is_upper());
        let cased = count(chars, |c| Kinds::of(c).is_cased());
        values.flag(P::AllCaps, cased >= CAPITALS && upper == cased);
        let is_glued = |pair: &&[char]| kinds(&pair[0]).is_lower() && kinds(&pair[1]).is_upper();
        values.count(P::Glued, chars.windows(2).filter(is_glued).count());
    }
}

fn count(chars: &[char], is: impl Fn(char) -> bool) -> usize {
    chars.iter().filter(|&&c| is(c)).count()
}

fn end(chars: &[char]) -> End {
    let closes = |c: &char| Kinds::of(*c).is_closer() || Kinds::of(*c).is_trimmed();
    let end = chars
        .iter()
        .rposition(|c| !closes(c))
        .map_or(0, |at| at + 1);
    let last = if end > 0 {
        chars[end - 1]
    } else {
        chars[chars.len() - 1]
    };
    match last {
        _ if last == '…' || chars[..end].ends_with(&['.', '.']) => End::Ellipsis,
        _ if Kinds::of(last).is_stop() => End::Stop,
        _ if Kinds::of(last).is_ask() => End::Ask,
        ':' | '：' => End::Colon,
        _ if Kinds::of(last).is_comma() => End::Comma,
        _ if Kinds::of(last).is_of_word() => End::Open,
        _ => End::Mark,
    }
}

fn start(text: &str, chars: &[char]) -> Start {
    let first = chars[0];
    let kinds = Kinds::of(first);
    let is_before_space = chars.get(1).is_some_and(|&c| Kinds::of(c).is_space());
    match () {
        _ if BULLETS.contains(first) && is_before_space => Start::Bullet,
        _ if NUMBER.is_match(text) => Start::Number,
        _ if OPENERS.contains(first) => Start::Quote,
        _ if kinds.is_digit() => Start::Digit,
        _ if kinds.is_upper() => Start::Upper,
        _ if kinds.is_lower() => Start::Lower,
        _ if kinds.is_letter() => Start::Letter,
        _ => Start::Mark,
    }
}

fn class(chars: usize, words: usize, end: End) -> Class {
    match end.is_sentence() {
        is_finished if chars >= LONG_PARAGRAPH || chars >= SHORT_PARAGRAPH && is_finished => {
            Class::Paragraph
        }
        true if words >= SHORTEST_SENTENCE => Class::Sentence,
        _ if chars >= LONG => Class::Long,
        _ if chars >= HEADLINE => Class::Headline,
        _ => Class::Tiny,
    }
}

fn separators(chars: &[char]) -> usize {
    match chars {
        [_, inner @ .., _] => count(inner, |c| Kinds::of(c).is_separator()),
        _ => 0,
    }
}

/// The sentences that end inside the line, enumeration at its head aside.
fn inner_ends(chars: &[char]) -> usize {
    let ends = |&at: &usize| {
        let kinds = Kinds::of(chars[at]);
        (kinds.is_stop() || kinds.is_ask()) && Kinds::of(chars[at + 1]).is_space()
    };
    (3..chars.len().saturating_sub(2)).filter(ends).count()
}

fn signature(chars: &[char]) -> String {
    let mut signs: Vec<char> = Vec::new();
    let mut is_after_digit = false;
    for &c in chars {
        let kinds = Kinds::of(c);
        let sign = if kinds.is_digit() { '9' } else { c };
        let is_sign = !kinds.is_letter() && !kinds.is_space();
        if is_sign && !(is_after_digit && sign == '9') {
            signs.push(sign);
        }
        is_after_digit = kinds.is_digit();
    }
    signs.into_iter().take(SIGNATURE).collect()
}
