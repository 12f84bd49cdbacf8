//! A text as the story model reads it: lines as sets of weighted stems, and sums over them.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::model::Words;
use crate::document::{Charset, Segments, is_alphanumeric};
use regex::Regex;

/// A line that is not blank.
#[derive(Debug)]
pub struct Line<'s> {
    /// Its index among the lines of the document.
    pub at: usize,
    /// The folded line.
    pub text: &'s str,
    pub chars: usize,
    pub words: Vec<&'s str>,
    /// The stem of each word that has one.
    pub word_stems: Vec<Option<Stem>>,
    /// The stems that say something, each once, with their weights.
    pub stems: Vec<(Stem, f64)>,
    /// The sum of those weights.
    pub weight: f64,
    /// The first word; after a dateline, the reporting verb that follows it.
    pub first: &'s str,
    pub has_dateline: bool,
}

/// A stem's number in its document.
pub type Stem = usize;

/// A place or agency before a report, up to its dash, colon or slash: no sentence mark, no quote.
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[^.\u{60c}\u{61b}\u{61f}"«»“”!]{2,45}?\s*[-–—:/]\s*([^\W\d_]{3})"#)
        .expect("a valid pattern")
});

/// Characters within which a dateline must end.
const LONGEST_DATELINE: usize = 48;

/// What stands behind the dateline of a line that begins with one.
fn dateline(text: &str) -> Option<&str> {
    let mut chars = text.chars().take(LONGEST_DATELINE);
    if !chars.any(|c| matches!(c, '-' | '–' | '—' | ':' | '/')) {
        return None;
    }
    let letters = DATELINE.captures(text)?.get(1)?;
    Some(&text[letters.start()..])
}

/// Words of fewer letters carry no stem.
const SHORTEST_WORD: usize = 3;

impl Line<'_> {
    /// Whether the line is long enough to be part of running text.
    pub fn is_long(&self) -> bool {
        is_long(self.chars)
    }

    pub fn last_char(&self) -> Option<char> {
        self.text.chars().next_back()
    }
}

/// Reads the lines of a document, each when it is first asked for.
pub struct Reader<'s, 'w> {
    segments: &'s Segments<'s>,
    words: &'w Words,
    known: FxHashMap<&'s str, Known>,
    numbers: FxHashMap<&'s str, Stem>,
    /// By stem, the last line that held it, and where in that line's list.
    last: Vec<(usize, usize)>,
    /// By line of the document.
    lines: Vec<Option<Line<'s>>>,
    /// How many words were read, and how many of them stand in the model's lists.
    read: usize,
    listed: usize,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Its stem and what that says, where it says something.
    stem: Option<(Stem, f64)>,
    /// Whether the word or its stem stands in the model's lists.
    is_listed: bool,
}

impl<'s, 'w> Reader<'s, 'w> {
    pub fn new(segments: &'s Segments, words: &'w Words) -> Self {
        Self {
            segments,
            words,
            known: FxHashMap::default(),
            numbers: FxHashMap::default(),
            last: Vec::new(),
            lines: segments.lines.iter().map(|_| None).collect(),
            read: 0,
            listed: 0,
        }
    }

    /// A line that is not blank.
    pub fn line(&mut self, at: usize) -> &Line<'s> {
        if self.lines[at].is_none() {
            self.lines[at] = Some(self.read(at));
        }
        self.lines[at].as_ref().expect("read above")
    }

    /// The lines of a range that are not blank; none where the model's lists are not those of their
    /// language: less than a fifth of the words stand in them.
    pub fn text(mut self, range: Range<usize>) -> Option<Vec<Line<'s>>> {
        let lines = self.all(range);
        (5 * self.listed >= self.read).then_some(lines)
    }

    /// The lines of a range that are not blank.
    pub fn all(&mut self, range: Range<usize>) -> Vec<Line<'s>> {
        let lines = range.filter(|&at| !self.segments.lines[at].is_blank());
        let lines: Vec<usize> = lines.collect();
        let read = |at| {
            self.line(at);
            self.lines[at].take()
        };
        lines.into_iter().filter_map(read).collect()
    }

    fn word(&mut self, word: &'s str) -> Known {
        if let Some(&known) = self.known.get(word) {
            return known;
        }
        let stem = self.words.stem(word);
        let (of_word, of_stem) = (self.words.listed(word), self.words.listed(stem));
        let is_content = word.chars().nth(SHORTEST_WORD - 1).is_some()
            && !word.chars().all(|c| Charset::of(c).is_digits());
        let weight = f64::min(of_word.unwrap_or(1.0), of_stem.unwrap_or(1.0));
        let known = Known {
            stem: (is_content && weight > 0.0).then(|| (self.number(stem), weight)),
            is_listed: of_word.is_some() || of_stem.is_some(),
        };
        self.known.insert(word, known);
        known
    }

    fn number(&mut self, stem: &'s str) -> Stem {
        let next = self.numbers.len();
        let number = *self.numbers.entry(stem).or_insert(next);
        if number == self.last.len() {
            self.last.push((usize::MAX, 0));
        }
        number
    }

    fn read(&mut self, at: usize) -> Line<'s> {
        let text = self.segments.folded_line(at);
        let words: Vec<&str> = words_of(text).collect();
        let mut stems: Vec<(Stem, f64)> = Vec::with_capacity(words.len());
        let mut word_stems = Vec::with_capacity(words.len());
        for &word in &words {
            let known = self.word(word);
            self.listed += usize::from(known.is_listed);
            word_stems.push(known.stem.map(|(stem, _)| stem));
            let Some((stem, weight)) = known.stem else {
                continue;
            };
            match self.last[stem] {
                (line, place) if line == at => stems[place].1 = weight,
                _ => {
                    self.last[stem] = (at, stems.len());
                    stems.push((stem, weight));
                }
            }
        }
        self.read += words.len();
        let verb = reporting_verb(text, self.words);
        Line {
            at,
            text,
            chars: self.segments.lines[at].chars,
            weight: stems.iter().map(|&(_, weight)| weight).sum(),
            stems,
            word_stems,
            first: verb.or(words.first().copied()).unwrap_or(""),
            has_dateline: verb.is_some(),
            words,
        }
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

/// The words of a folded line.
pub fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_alphanumeric(c))
        .filter(|word| !word.is_empty())
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
            if stem >= self.marks.len() {
                self.marks.resize(stem + 1, (0, 0));
            }
            self.marks[stem] = (self.now, place);
        }
    }

    /// The place of a stem among those that are marked.
    pub fn place(&self, stem: Stem) -> Option<usize> {
        let &(when, place) = self.marks.get(stem)?;
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
    let mut stems: Vec<_> = lines.flat_map(|line| line.stems.iter().copied()).collect();
    stems.sort_by_key(|&(stem, _)| stem);
    stems.dedup_by_key(|&mut (stem, _)| stem);
    stems
}

impl Tables {
    pub fn new(lines: &[Line]) -> Self {
        let n = lines.len();
        let stems = lines
            .iter()
            .flat_map(|line| &line.stems)
            .map(|&(stem, _)| stem + 1)
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
            for &(stem, weight) in &line.stems {
                let standing = &mut standing[stem];
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
            total: vec![0.0],
            known: vec![0.0],
            headings: vec![0],
            long: vec![(0, 0)],
            heads: std::array::from_fn(|n| stems_of(&lines[..n.min(lines.len())])),
            standing,
        };
        for (at, line) in lines.iter().enumerate() {
            let counts = at >= 2 && line.is_long();
            let known: f64 = line
                .stems
                .iter()
                .filter(|&&(stem, _)| tables.standing[stem].first < at)
                .map(|&(_, weight)| weight)
                .sum();
            let is_heading = is_heading(at, line.chars, line.last_char());
            tables
                .total
                .push(tables.total[at] + if counts { line.weight } else { 0.0 });
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
        self.standing[stem].first
    }

    /// The last line that a stem stands in.
    pub fn last(&self, stem: Stem) -> usize {
        self.standing[stem].last
    }

    /// Whether a stem stands in several lines.
    pub fn comes_again(&self, stem: Stem) -> bool {
        self.standing[stem].second.is_some()
    }
}
