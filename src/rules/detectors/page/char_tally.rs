//! What is counted over the characters of one line: digits, symbols, capitals, sentence ends.

use crate::rules::detectors::page::properties::Property as P;
use crate::rules::detectors::page::properties::Values;
use crate::text::{CharTraits, WordBreak, char_rows};

/// Counts over the characters of a line.
#[derive(Debug, Default)]
pub struct CharTally {
    visible: usize,
    digits: usize,
    symbols: usize,
    commas: usize,
    /// Separators such as bars, inside the line.
    separators: usize,
    /// Sentences that end inside the line.
    inner_ends: usize,
    upper: usize,
    /// Letters that have a case.
    cased: usize,
    /// Capitals right after small letters.
    glued: usize,
    has_quote: bool,
    has_at: bool,
    has_hash: bool,
    has_copyright: bool,
    /// Whether the line has an ASCII letter.
    pub has_ascii_letters: bool,
}

/// A sentence that ends inside a line has at least this many characters before its end: `1.` at the start of
/// a line is a number in a list.
const FIRST_END: usize = 3;
/// Letters that a line needs to be in capitals.
const CAPITALS: usize = 4;

impl CharTally {
    /// Counts the characters of a line.
    pub fn of(text: &str) -> Self {
        let (mut counts, rows) = (Self::default(), char_rows());
        let traits_of = |c| CharTraits::in_rows(rows, c);
        let mut chars = text.chars().enumerate().peekable();
        let mut previous: Option<CharTraits> = None;
        while let Some((at, c)) = chars.next() {
            let traits = traits_of(c);
            let next = chars.peek().map(|&(_, next)| traits_of(next));
            counts.visible += usize::from(!traits.is_space());
            counts.digits += usize::from(traits.is_digit());
            counts.symbols += usize::from(traits.is_symbol());
            counts.commas += usize::from(traits.is_comma());
            counts.upper += usize::from(traits.is_upper());
            counts.cased += usize::from(traits.is_cased());
            let is_inside = at > 0 && next.is_some();
            counts.separators += usize::from(is_inside && traits.is_separator());
            // The last two characters end the line, not a sentence inside it.
            let ends = at >= FIRST_END && (traits.is_stop() || traits.is_ask());
            if ends && next.is_some_and(CharTraits::is_space) {
                let mut rest = chars.clone();
                rest.next();
                counts.inner_ends += usize::from(rest.next().is_some());
            }
            let follows_small = previous.is_some_and(CharTraits::is_lower);
            counts.glued += usize::from(follows_small && traits.is_upper());
            counts.has_quote |= traits.is_quote();
            counts.has_at |= c == '@';
            counts.has_hash |= c == '#';
            counts.has_copyright |= c == '©';
            counts.has_ascii_letters |= c.is_ascii_alphabetic();
            previous = Some(traits);
        }
        counts
    }

    /// Sets the properties of a line that depend on its characters.
    pub fn set(&self, text: &str, values: &mut Values) {
        let visible = self.visible.max(1) as f64;
        values.measure(P::Digits, self.digits as f64 / visible);
        values.measure(P::Signs, self.symbols as f64 / visible);
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
        if self.cased > 0 {
            self.set_case(text, values);
        }
    }

    /// Sets the share of words that begin with a capital, the first word with a case left out.
    fn set_case(&self, text: &str, values: &mut Values) {
        let is_cased = |word: &&str| word.chars().any(|c| CharTraits::of(c).is_cased());
        let rest = || WordBreak::Space.words(text).filter(is_cased).skip(1);
        let begins_large = |word: &&str| {
            let first = word.chars().find(|&c| CharTraits::of(c).is_letter());
            first.is_some_and(|c| CharTraits::of(c).is_upper())
        };
        let all = rest().count();
        if all > 0 {
            let upper = match self.upper {
                0 => 0,
                _ => rest().filter(begins_large).count(),
            };
            values.measure(P::Caps, upper as f64 / all as f64);
        }
    }
}
