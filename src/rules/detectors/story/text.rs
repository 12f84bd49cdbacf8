//! A text as the story model reads it: lines as sets of weighted stems, and sums over them.

use std::cell::RefMut;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;
use std::sync::LazyLock;

use memchr::{memchr, memchr3};

use crate::rules::detectors::story::memory::{Memory, Reading, Stem};
use crate::rules::detectors::story::model::{ENOUGH_LISTED, Model, Words};
use crate::rules::detectors::story::vocabulary::Vocabulary;
use crate::text::{Segments, words_of};
use regex::Regex;

/// A line that is not blank.
#[derive(Debug)]
pub struct Line<'s> {
    /// Its index among the lines of the document.
    pub at: usize,
    /// The folded line.
    pub text: &'s str,
    pub chars: usize,
    pub reading: Rc<Reading>,
}

/// What a report begins with: no number, no sign.
static LETTERS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[^\W\d_]{3}").expect("a valid pattern"));

/// The length in characters of a place or agency before a report.
const DATELINE: RangeInclusive<usize> = 2..=45;
/// Characters within which a dateline must end.
const LONGEST_DATELINE: usize = 48;

/// The byte that the longer dashes begin with.
const DASHES: u8 = 0xe2;

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | ':' | '/')
}

fn is_sentence_sign(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '"' | '«' | '»' | '“' | '”' | '\u{60c}' | '\u{61b}' | '\u{61f}'
    )
}

/// What stands behind the dateline of a line that begins with one: a place or agency, up to its dash,
/// colon or slash, with no sentence mark and no quote.
fn dateline(text: &str) -> Option<&str> {
    // Most lines have none: no separator, or another sign before the first.
    let head = &text.as_bytes()[..text.len().min(4 * LONGEST_DATELINE)];
    memchr3(b'-', b':', b'/', head).or_else(|| memchr(DASHES, head))?;
    let mut chars = text.chars().take(LONGEST_DATELINE);
    if !chars
        .find(|&c| is_separator(c) || is_sentence_sign(c))
        .is_some_and(is_separator)
    {
        return None;
    }
    // How many characters stand before the one at hand, and before the spaces above it.
    let (mut before, mut filled) = (0, 0);
    for (at, c) in text.char_indices() {
        if is_sentence_sign(c) || filled > *DATELINE.end() {
            return None;
        }
        if is_separator(c) && before >= *DATELINE.start() {
            let rest = text[at + c.len_utf8()..].trim_start();
            if LETTERS.is_match(rest) {
                return Some(rest);
            }
        }
        before += 1;
        if !c.is_whitespace() {
            filled = before;
        }
    }
    None
}

impl<'s> Line<'s> {
    /// The stems that say something, each once, with their weights.
    pub fn stems(&self) -> &[(Stem, f64)] {
        &self.reading.stems
    }

    pub fn words(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        words_of(self.text)
    }

    /// The first word; after a dateline, the reporting verb that follows it.
    pub fn first(&self) -> &'s str {
        &self.text[self.reading.first.clone()]
    }

    /// Whether the line is long enough to be part of running text.
    pub fn is_long(&self) -> bool {
        is_long(self.chars)
    }

    pub fn last_char(&self) -> Option<char> {
        self.text.chars().next_back()
    }
}

/// Reads the lines of a document that are asked for.
pub struct Reader<'s, 'm> {
    segments: &'s Segments<'s>,
    vocabulary: Vocabulary<'m>,
    memory: RefMut<'m, Memory>,
}

impl<'s, 'm> Reader<'s, 'm> {
    pub fn new(segments: &'s Segments, model: &'m Model, mut memory: RefMut<'m, Memory>) -> Self {
        memory.reserve(segments.text.len());
        Self {
            segments,
            vocabulary: model.vocabulary(),
            memory,
        }
    }

    /// What is to be read of a line.
    pub fn reading(&mut self, at: usize) -> Rc<Reading> {
        let text = self.segments.folded_line(at);
        self.memory.line(text, &mut self.vocabulary)
    }

    /// Whether a day or time of day is among the first words of a line.
    pub fn has_day(&mut self, at: usize) -> bool {
        self.vocabulary.has_day(self.segments.folded_line(at))
    }

    /// The lines of a range that are not blank; none where the model's lists are not those of their
    /// language: less than a fifth of the words stand in them.
    pub fn text(self, range: Range<usize>) -> Option<Vec<Line<'s>>> {
        let lines = self.all(range);
        let words = |count: fn(&Reading) -> usize| -> usize {
            lines.iter().map(|line| count(&line.reading)).sum()
        };
        let is_known = ENOUGH_LISTED * words(|line| line.listed) >= words(|line| line.words);
        is_known.then_some(lines)
    }

    /// The lines of a range that are not blank.
    pub fn all(mut self, range: Range<usize>) -> Vec<Line<'s>> {
        let segments = self.segments;
        let filled = range.filter(|&at| !segments.lines[at].is_blank());
        filled
            .map(|at| Line {
                at,
                text: segments.folded_line(at),
                chars: segments.lines[at].chars,
                reading: self.reading(at),
            })
            .collect()
    }
}

/// Whether a line of so many characters is long enough to be part of running text.
pub fn is_long(chars: usize) -> bool {
    chars > 60
}

/// Whether a line of so many characters, from the third on, that ends so is a heading of the article.
pub fn is_heading(at: usize, chars: usize, last: Option<char>) -> bool {
    at >= 2 && chars < 60 && !matches!(last, Some('.' | '\u{60c}'))
}

/// The reporting verb behind the dateline that a line begins with.
pub fn reporting_verb<'s>(text: &'s str, words: &Words) -> Option<&'s str> {
    let word = words_of(dateline(text)?).next()?;
    words.reporting_verbs.contains(word).then_some(word)
}

/// Marks on stems, for telling in one step whether a line holds one.
#[derive(Default)]
pub struct Marks {
    /// By stem, when it was marked last, and its place among those marked with it.
    marks: Vec<(u32, usize)>,
    now: u32,
}

impl Marks {
    /// Marks the stems of a line and no others.
    pub fn set(&mut self, stems: &[(Stem, f64)]) {
        self.now += 1;
        for (place, &(stem, _)) in stems.iter().enumerate() {
            let stem = stem as usize;
            if stem >= self.marks.len() {
                self.marks.resize(stem + 1, (0, 0));
            }
            self.marks[stem] = (self.now, place);
        }
    }

    /// The place of a stem among those that are marked.
    pub fn place(&self, stem: Stem) -> Option<usize> {
        let &(when, place) = self.marks.get(stem as usize)?;
        (when == self.now).then_some(place)
    }

    /// The weight of the stems that also stand in others.
    pub fn shared(&mut self, stems: &[(Stem, f64)], others: &[(Stem, f64)]) -> f64 {
        self.set(others);
        let shared = stems.iter().filter(|(stem, _)| self.place(*stem).is_some());
        shared.map(|&(_, weight)| weight).sum()
    }

    /// The stems of two lines, each once; what the second says of a stem counts.
    pub fn merged(&mut self, first: &[(Stem, f64)], second: &[(Stem, f64)]) -> Vec<(Stem, f64)> {
        self.set(second);
        let weight = |&(stem, weight): &(Stem, f64)| {
            let place = self.place(stem);
            (stem, place.map_or(weight, |place| second[place].1))
        };
        let mut merged: Vec<(Stem, f64)> = first.iter().map(weight).collect();
        self.set(first);
        let others = second
            .iter()
            .filter(|(stem, _)| self.place(*stem).is_none());
        merged.extend(others);
        merged
    }
}

/// Where a stem stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    pub first: usize,
    /// The second line that it stands in, if there is one.
    pub second: Option<usize>,
    pub last: usize,
    /// What it says where it stands first.
    weight: f64,
}

/// Sums over the lines of a text, so that each candidate is scored in the time of its own lines.
/// What is indexed by a cut speaks of the lines before it.
pub struct Tables {
    /// For each stem, the lines it stands in.
    pub standing: Vec<Standing>,
    /// The weight of stems of two or more lines before a cut, and of those among them that come
    /// back at or after it.
    pub theme: Vec<f64>,
    pub theme_again: Vec<f64>,
    /// The weight of stems in long lines from the third on, and of those known from before.
    pub total: Vec<f64>,
    pub known: Vec<f64>,
    /// Short unfinished lines from the third on: the article's own headings.
    pub headings: Vec<usize>,
    /// Characters and number of the long lines.
    pub long: Vec<(usize, usize)>,
    /// By a number of first lines, their stems, each once.
    heads: [Vec<(Stem, f64)>; HEAD + 1],
}

/// First lines of a text, which tell its subject.
pub const HEAD: usize = 3;

/// The stems of lines, each once, with what they say where they stand last.
fn stems_of(lines: &[Line]) -> Vec<(Stem, f64)> {
    let lines = lines.iter().rev();
    let mut stems: Vec<_> = lines
        .flat_map(|line| line.stems().iter().copied())
        .collect();
    stems.sort_by_key(|&(stem, _)| stem);
    stems.dedup_by_key(|&mut (stem, _)| stem);
    stems
}

/// A running sum before the first of so many lines.
fn from_zero<T: Default>(lines: usize) -> Vec<T> {
    let mut sums = Vec::with_capacity(lines + 1);
    sums.push(T::default());
    sums
}

impl Tables {
    pub fn new(lines: &[Line]) -> Self {
        let n = lines.len();
        let stems = lines
            .iter()
            .flat_map(Line::stems)
            .map(|&(stem, _)| stem as usize + 1)
            .max()
            .unwrap_or(0);
        let nowhere = Standing {
            first: usize::MAX,
            second: None,
            last: 0,
            weight: 0.0,
        };
        let mut standing = vec![nowhere; stems];
        for (at, line) in lines.iter().enumerate() {
            for &(stem, weight) in line.stems() {
                let standing = &mut standing[stem as usize];
                match standing.first {
                    usize::MAX => (standing.first, standing.weight) = (at, weight),
                    _ => _ = standing.second.get_or_insert(at),
                }
                standing.last = at;
            }
        }
        let (mut theme, mut theme_again) = (vec![0.0; n + 2], vec![0.0; n + 2]);
        for stem in &standing {
            let Some(second) = stem.second else { continue };
            theme[second + 1] += stem.weight;
            if stem.last > second {
                theme_again[second + 1] += stem.weight;
                theme_again[stem.last + 1] -= stem.weight;
            }
        }
        for at in 1..n + 2 {
            theme[at] += theme[at - 1];
            theme_again[at] += theme_again[at - 1];
        }
        let mut tables = Self {
            theme,
            theme_again,
            total: from_zero(n),
            known: from_zero(n),
            headings: from_zero(n),
            long: from_zero(n),
            heads: std::array::from_fn(|n| stems_of(&lines[..n.min(lines.len())])),
            standing,
        };
        for (at, line) in lines.iter().enumerate() {
            let counts = at >= 2 && line.is_long();
            let known: f64 = line
                .stems()
                .iter()
                .filter(|&&(stem, _)| tables.first(stem) < at)
                .map(|&(_, weight)| weight)
                .sum();
            let is_heading = is_heading(at, line.chars, line.last_char());
            tables
                .total
                .push(tables.total[at] + if counts { line.reading.weight } else { 0.0 });
            tables
                .known
                .push(tables.known[at] + if counts { known } else { 0.0 });
            tables
                .headings
                .push(tables.headings[at] + usize::from(is_heading));
            let (chars, count) = tables.long[at];
            tables.long.push(match line.is_long() {
                true => (chars + line.chars, count + 1),
                false => (chars, count),
            });
        }
        tables
    }

    /// The stems of the first lines before a cut, each once.
    pub fn head(&self, cut: usize) -> &[(Stem, f64)] {
        &self.heads[cut.min(HEAD)]
    }

    /// The first line that a stem stands in.
    pub fn first(&self, stem: Stem) -> usize {
        self.standing[stem as usize].first
    }

    /// The last line that a stem stands in.
    pub fn last(&self, stem: Stem) -> usize {
        self.standing[stem as usize].last
    }

    /// Whether a stem stands in several lines.
    pub fn comes_again(&self, stem: Stem) -> bool {
        self.standing[stem as usize].second.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleSet, shipped_packs};
    use proptest::prelude::*;
    use std::cell::RefCell;

    static RULES: LazyLock<RuleSet> =
        LazyLock::new(|| RuleSet::new(shipped_packs().unwrap()).unwrap());

    /// Whether a text is of a model's language as far as that is told before it is read, and in the end.
    fn is_known(text: &str) -> (bool, bool) {
        let model = RULES.story_model(None).unwrap();
        let (segments, memory) = (Segments::new(text), RefCell::default());
        let reader = Reader::new(&segments, model, memory.borrow_mut());
        (
            model.words.may_know(&segments.lines),
            reader.text(0..segments.lines.len()).is_some(),
        )
    }

    #[test]
    fn a_text_of_other_letters_need_not_be_read() {
        assert_eq!(
            is_known("News of the day,\nin other letters."),
            (false, false)
        );
        assert_eq!(
            is_known("وقال في هذا اليوم إن الأمر كان على ما هو عليه"),
            (true, true)
        );
    }

    proptest! {
        #[test]
        fn what_is_known_in_the_end_may_be_known(
            text in "(في|من|على|هذا|نحل|عسل|a|word|3| |،|-|\n|新){0,60}"
        ) {
            let (may_be_known, is_known) = is_known(&text);
            prop_assert!(may_be_known || !is_known);
        }

        #[test]
        fn datelines_end_where_the_pattern_says(
            head in "[ab .:/—-]{0,6}", middle in "[a ]{0,45}", text in "[ab3 .:/–«،-]{0,16}"
        ) {
            let pattern = Regex::new(
                r#"^[^.\u{60c}\u{61b}\u{61f}"«»“”!]{2,45}?\s*[-–—:/]\s*([^\W\d_]{3})"#,
            );
            let text = head + &middle + &text;
            let sign = |&c: &char| is_separator(c) || is_sentence_sign(c);
            let is_near = text.chars().take(LONGEST_DATELINE).find(sign).is_some_and(is_separator);
            let letters = pattern.unwrap().captures(&text).and_then(|found| found.get(1));
            let expected = letters.filter(|_| is_near).map(|letters| &text[letters.start()..]);
            prop_assert_eq!(dateline(&text), expected);
        }
    }
}
