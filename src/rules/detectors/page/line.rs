//! A line by itself: how it begins and ends, its length, signs and words.

use std::cell::OnceCell;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::detectors::page::chars::{Kinds, Table, plain_digit};
use crate::rules::detectors::page::count::Count;
use crate::rules::detectors::page::memory::Word;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;

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

/// A line that is not blank.
#[derive(Debug)]
pub struct Line {
    /// Its index among the lines of the text.
    pub at: usize,
    /// Its place in the text, trimmed.
    pub span: Range<usize>,
    pub form: Rc<Form>,
}

impl Deref for Line {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.form
    }
}

/// How a line is written, wherever it stands. Lengths are in characters; those of Chinese and Japanese
/// count three.
#[derive(Debug)]
pub struct Form {
    pub chars: usize,
    /// How many words it has, signs between blanks counted as words.
    pub words: usize,
    pub end: End,
    pub start: Start,
    pub class: Class,
    pub has_digits: bool,
    /// What it has in common with other lines of a list: its signs and digits, without the words.
    /// Empty for a paragraph, which is in no list.
    pub signature: String,
    /// Its words, once they were read.
    pub wording: OnceCell<Wording>,
}

/// The words of a line.
#[derive(Debug)]
pub struct Wording {
    /// Those that hold a letter or digit.
    pub words: Box<[Word]>,
    /// How many of them are function words.
    pub function_words: usize,
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
    let table = Table::get();
    line.trim_matches(|c| table.of(c).is_trimmed())
}

impl Form {
    /// Reads a line, not blank, trimmed.
    pub fn read(text: &str) -> Self {
        let Count {
            chars,
            words,
            has_digits,
        } = Count::of(text);
        let end = end(text);
        let class = class(chars, words, end);
        Self {
            chars,
            words,
            end,
            start: start(text),
            class,
            has_digits,
            signature: match class {
                Class::Paragraph => String::new(),
                _ => signature(text),
            },
            wording: OnceCell::new(),
        }
    }
}

impl Line {
    /// Its text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.clone()]
    }

    /// The properties that it has by itself, its words aside.
    pub fn values(&self, text: &str) -> Values {
        let text = self.of(text);
        let signs = Signs::of(text);
        let mut values = Values::none();
        values.measure(P::Len, self.chars as f64);
        values.measure(P::Words, self.words as f64);
        values.name(P::End, self.end as usize);
        values.name(P::Start, self.start as usize);
        values.name(P::Class, self.class as usize);
        signs.set(&mut values);
        if signs.has_ascii_letters {
            values.flag(P::Link, is_link(text));
        }
        if self.has_digits {
            let plain: String = text.chars().map(plain_digit).collect();
            values.flag(P::Clock, CLOCK.is_match(&plain));
            values.flag(P::Year, YEAR.is_match(&plain));
            values.flag(P::Date, DATE.is_match(&plain));
        }
        if signs.cased > 0 {
            set_case(text, &signs, &mut values);
        }
        values
    }

    pub fn is_paragraph(&self) -> bool {
        self.class == Class::Paragraph
    }

    /// Its words, which were read.
    pub fn wording(&self) -> &Wording {
        let wording = self.form.wording.get();
        wording.expect("words are read before they are looked at")
    }
}

/// What is counted over the characters of a line.
#[derive(Debug, Default)]
struct Signs {
    visible: usize,
    digits: usize,
    signs: usize,
    commas: usize,
    /// Signs between its parts, such as bars, inside the line.
    separators: usize,
    /// Sentences that end inside it.
    inner_ends: usize,
    upper: usize,
    cased: usize,
    /// Capitals right after small letters.
    glued: usize,
    has_quote: bool,
    has_at: bool,
    has_hash: bool,
    has_copyright: bool,
    has_ascii_letters: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let (mut signs, table) = (Self::default(), Table::get());
        let mut chars = text.chars().enumerate().peekable();
        let mut above = None;
        while let Some((at, c)) = chars.next() {
            let kinds = table.of(c);
            let next = chars.peek().map(|&(_, next)| table.of(next));
            signs.visible += usize::from(!kinds.is_space());
            signs.digits += usize::from(kinds.is_digit());
            signs.signs += usize::from(kinds.is_sign());
            signs.commas += usize::from(kinds.is_comma());
            signs.upper += usize::from(kinds.is_upper());
            signs.cased += usize::from(kinds.is_cased());
            let is_inside = at > 0 && next.is_some();
            signs.separators += usize::from(is_inside && kinds.is_separator());
            // Enumeration at its head aside; the last two characters end the line.
            let ends = at >= FIRST_END && (kinds.is_stop() || kinds.is_ask());
            if ends && next.is_some_and(Kinds::is_space) {
                let mut rest = chars.clone();
                rest.next();
                signs.inner_ends += usize::from(rest.next().is_some());
            }
            let follows_small = above.is_some_and(Kinds::is_lower);
            signs.glued += usize::from(follows_small && kinds.is_upper());
            signs.has_quote |= kinds.is_quote();
            signs.has_at |= c == '@';
            signs.has_hash |= c == '#';
            signs.has_copyright |= c == '©';
            signs.has_ascii_letters |= c.is_ascii_alphabetic();
            above = Some(kinds);
        }
        signs
    }

    fn set(&self, values: &mut Values) {
        let visible = self.visible.max(1) as f64;
        values.measure(P::Digits, self.digits as f64 / visible);
        values.measure(P::Signs, self.signs as f64 / visible);
        values.count(P::Seps, self.separators);
        values.count(P::Inner, self.inner_ends);
        values.count(P::Commas, self.commas);
        values.count(P::Glued, self.glued);
        values.flag(
            P::AllCaps,
            self.cased >= CAPITALS && self.upper == self.cased,
        );
        values.flag(P::At, self.has_at);
        values.flag(P::Hash, self.has_hash);
        values.flag(P::Copy, self.has_copyright);
        values.flag(P::Quote, self.has_quote);
    }
}

/// Characters before a sentence that ends inside a line.
const FIRST_END: usize = 3;

fn is_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    ADDRESSES.iter().any(|address| lower.contains(address))
}

/// Sets how many words after the first with a case begin with a capital.
fn set_case(text: &str, signs: &Signs, values: &mut Values) {
    let is_cased = |word: &&str| word.chars().any(|c| Kinds::of(c).is_cased());
    let rest = || text.split_whitespace().filter(is_cased).skip(1);
    let begins_large = |word: &&str| {
        let first = word.chars().find(|&c| Kinds::of(c).is_letter());
        first.is_some_and(|c| Kinds::of(c).is_upper())
    };
    let all = rest().count();
    if all > 0 {
        let upper = match signs.upper {
            0 => 0,
            _ => rest().filter(begins_large).count(),
        };
        values.measure(P::Caps, upper as f64 / all as f64);
    }
}

fn end(text: &str) -> End {
    let open = text.trim_end_matches(|c| Kinds::of(c).is_closer() || Kinds::of(c).is_trimmed());
    let last = open.chars().next_back();
    let last = last.or(text.chars().next_back()).unwrap_or(' ');
    match last {
        _ if last == '…' || open.ends_with("..") => End::Ellipsis,
        _ if Kinds::of(last).is_stop() => End::Stop,
        _ if Kinds::of(last).is_ask() => End::Ask,
        ':' | '：' => End::Colon,
        _ if Kinds::of(last).is_comma() => End::Comma,
        _ if Kinds::of(last).is_of_word() => End::Open,
        _ => End::Mark,
    }
}

fn start(text: &str) -> Start {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let kinds = Kinds::of(first);
    let is_before_space = chars.next().is_some_and(|c| Kinds::of(c).is_space());
    match () {
        _ if BULLETS.contains(first) && is_before_space => Start::Bullet,
        _ if kinds.is_digit() && NUMBER.is_match(text) => Start::Number,
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

fn signature(text: &str) -> String {
    let mut signs = String::new();
    let (mut count, mut is_after_digit) = (0, false);
    for c in text.chars() {
        let kinds = Kinds::of(c);
        let sign = if kinds.is_digit() { '9' } else { c };
        let is_sign = !kinds.is_letter() && !kinds.is_space();
        if is_sign && !(is_after_digit && sign == '9') {
            signs.push(sign);
            count += 1;
            if count == SIGNATURE {
                break;
            }
        }
        is_after_digit = kinds.is_digit();
    }
    signs
}
