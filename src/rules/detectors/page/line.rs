//! A line of a page by itself: how it begins and ends, its length and its class.
//!
//! The limits of a line come from the analysed text. Its length, words and end do not: those of
//! [`Line`](crate::text::Line) are measured on the folded text, without vowel marks and with every run of
//! spaces as one, and the weights of the model were trained on the text as it is written.

use std::cell::OnceCell;
use std::ops::{Deref, Range};
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::detectors::page::char_tally::CharTally;
use crate::rules::detectors::page::line_size::LineSize;
use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;
use crate::text::{CharTraits, plain_digit};

/// A word's number in its document.
pub type WordId = u32;

/// How a line ends, without closing quotes and brackets. The order is that of the names of the property
/// `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// `…`, or two dots or more.
    Ellipsis,
    /// A full stop of any script.
    Stop,
    /// A question mark or an exclamation mark.
    Ask,
    /// A colon.
    Colon,
    /// A comma or semicolon.
    Comma,
    /// A letter or number.
    Open,
    /// Any other character.
    Mark,
}

impl LineEnd {
    /// Whether a sentence ends there.
    pub fn is_sentence(self) -> bool {
        matches!(self, Self::Stop | Self::Ask)
    }
}

/// How a line begins. The order is that of the names of the property `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineStart {
    /// A bullet and a space.
    Bullet,
    /// A number in a list, such as `1.`.
    Number,
    /// A quotation mark or an opening bracket.
    Quote,
    /// Another digit.
    Digit,
    /// A capital.
    Upper,
    /// A small letter.
    Lower,
    /// A letter without a case.
    Letter,
    /// Any other character.
    Mark,
}

/// What a line looks like. The order is that of the names of the property `class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineClass {
    /// Running text.
    Paragraph,
    /// A short finished sentence.
    Sentence,
    /// Long and not finished.
    Long,
    /// As long as a headline.
    Headline,
    /// Shorter than a headline.
    Tiny,
}

/// A line that is not blank.
#[derive(Debug)]
pub struct FilledLine {
    /// Its index among the lines of the text.
    pub at: usize,
    /// Its place in the text in bytes, without white space and invisible characters at both ends.
    pub span: Range<usize>,
    /// How it is written.
    pub form: Rc<LineForm>,
}

impl Deref for FilledLine {
    type Target = LineForm;

    fn deref(&self) -> &LineForm {
        &self.form
    }
}

/// How a line is written, wherever it is.
#[derive(Debug)]
pub struct LineForm {
    /// Its length in characters; a Chinese or Japanese character counts as three.
    pub chars: usize,
    /// How many words it has. A word is whatever is between white space.
    pub words: usize,
    /// How it ends.
    pub end: LineEnd,
    /// How it begins.
    pub start: LineStart,
    /// What it looks like.
    pub class: LineClass,
    /// Whether it has a decimal digit.
    pub has_digits: bool,
    /// Whether it has a Chinese or Japanese character.
    pub has_wide: bool,
    /// Its punctuation and digits without the words: the same for lines of one list. Empty for a
    /// paragraph, which is in no list.
    pub signature: String,
    /// Its words, once they have been read.
    pub word_ids: OnceCell<LineWords>,
}

/// The words of a line.
#[derive(Debug)]
pub struct LineWords {
    /// The words that have a letter or number.
    pub ids: Box<[WordId]>,
    /// How many of them are function words.
    pub function_words: usize,
}

static CLOCK: LazyLock<Regex> = LazyLock::new(|| between_others(r"\d{1,2}:\d{2}"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| between_others(r"(?:19|20)\d{2}"));
static DATE: LazyLock<Regex> = LazyLock::new(|| between_others(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{1,3}[.)] ").expect("a valid pattern"));

/// A pattern with no digit before or after it.
fn between_others(inside: &str) -> Regex {
    Regex::new(&format!(r"(?:^|\D)(?:{inside})(?:\D|$)")).expect("a valid pattern")
}

const BULLETS: &str = "•·●○▪■□►▶◆–—-*‣›»";
const OPENERS: &str = "\"'“‘«([{（「『‹";
const ADDRESSES: [&str; 4] = ["http://", "https://", "www.", ".com"];

/// From this many characters on, a line is running text however it ends.
const LONG_PARAGRAPH: usize = 150;
/// From this many characters on, a finished line is running text.
const SHORT_PARAGRAPH: usize = 70;
/// From this many words on, a short finished line is a sentence.
const SHORTEST_SENTENCE: usize = 4;
/// From this many characters on, a line is longer than a headline.
const LONG: usize = 60;
/// From this many characters on, a line is as long as a headline.
const HEADLINE: usize = 20;
/// Characters that a signature keeps.
const SIGNATURE: usize = 12;

/// A line without white space and invisible characters at both ends.
pub fn trim(line: &str) -> &str {
    line.trim_matches(|c| CharTraits::of(c).is_blank())
}

impl LineForm {
    /// Reads a trimmed line that is not blank.
    pub fn read(text: &str) -> Self {
        let LineSize {
            chars,
            words,
            has_digits,
            has_wide,
        } = LineSize::of(text);
        let end = end(text);
        let class = class(chars, words, end);
        Self {
            chars,
            words,
            end,
            start: start(text),
            class,
            has_digits,
            has_wide,
            signature: match class {
                LineClass::Paragraph => String::new(),
                _ => signature(text),
            },
            word_ids: OnceCell::new(),
        }
    }
}

impl FilledLine {
    /// The text of the line.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.clone()]
    }

    /// The properties of the line by itself, without those that depend on its words.
    pub fn values(&self, text: &str) -> Values {
        let text = self.of(text);
        let tally = CharTally::of(text);
        let mut values = Values::none();
        values.measure(P::Len, self.chars as f64);
        values.measure(P::Words, self.words as f64);
        values.name(P::End, self.end as usize);
        values.name(P::Start, self.start as usize);
        values.name(P::Class, self.class as usize);
        tally.set(text, &mut values);
        if tally.has_ascii_letters {
            values.flag(P::Link, is_link(text));
        }
        if self.has_digits {
            let plain: String = text.chars().map(plain_digit).collect();
            values.flag(P::Clock, CLOCK.is_match(&plain));
            values.flag(P::Year, YEAR.is_match(&plain));
            values.flag(P::Date, DATE.is_match(&plain));
        }
        values
    }

    /// Whether the line is running text.
    pub fn is_paragraph(&self) -> bool {
        self.class == LineClass::Paragraph
    }

    /// Its words, which must have been read.
    pub fn words_read(&self) -> &LineWords {
        let words = self.form.word_ids.get();
        words.expect("words are read before they are used")
    }
}

fn is_link(text: &str) -> bool {
    let lower = text.to_lowercase();
    ADDRESSES.iter().any(|address| lower.contains(address))
}

fn end(text: &str) -> LineEnd {
    let is_after_end = |c| CharTraits::of(c).is_closer() || CharTraits::of(c).is_blank();
    let open = text.trim_end_matches(is_after_end);
    let last = open.chars().next_back();
    let last = last.or(text.chars().next_back()).unwrap_or(' ');
    let traits = CharTraits::of(last);
    match last {
        _ if last == '…' || open.ends_with("..") => LineEnd::Ellipsis,
        _ if traits.is_stop() => LineEnd::Stop,
        _ if traits.is_ask() => LineEnd::Ask,
        ':' | '：' => LineEnd::Colon,
        _ if traits.is_comma() => LineEnd::Comma,
        _ if traits.is_word_char() => LineEnd::Open,
        _ => LineEnd::Mark,
    }
}

fn start(text: &str) -> LineStart {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let traits = CharTraits::of(first);
    let is_before_space = chars.next().is_some_and(|c| CharTraits::of(c).is_space());
    match () {
        _ if BULLETS.contains(first) && is_before_space => LineStart::Bullet,
        _ if traits.is_digit() && NUMBER.is_match(text) => LineStart::Number,
        _ if OPENERS.contains(first) => LineStart::Quote,
        _ if traits.is_digit() => LineStart::Digit,
        _ if traits.is_upper() => LineStart::Upper,
        _ if traits.is_lower() => LineStart::Lower,
        _ if traits.is_letter() => LineStart::Letter,
        _ => LineStart::Mark,
    }
}

fn class(chars: usize, words: usize, end: LineEnd) -> LineClass {
    match end.is_sentence() {
        is_finished if chars >= LONG_PARAGRAPH || chars >= SHORT_PARAGRAPH && is_finished => {
            LineClass::Paragraph
        }
        true if words >= SHORTEST_SENTENCE => LineClass::Sentence,
        _ if chars >= LONG => LineClass::Long,
        _ if chars >= HEADLINE => LineClass::Headline,
        _ => LineClass::Tiny,
    }
}

fn signature(text: &str) -> String {
    let mut signature = String::new();
    let (mut count, mut is_after_digit) = (0, false);
    for c in text.chars() {
        let traits = CharTraits::of(c);
        let kept = if traits.is_digit() { '9' } else { c };
        let is_kept = !traits.is_letter() && !traits.is_space();
        if is_kept && !(is_after_digit && kept == '9') {
            signature.push(kept);
            count += 1;
            if count == SIGNATURE {
                break;
            }
        }
        is_after_digit = traits.is_digit();
    }
    signature
}
