//! A text as the story model reads it: lines as sets of weighted stems, and sums over them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::model::Words;
use crate::document::{Segments, is_alphanumeric};

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
        self.chars > 60
    }

    pub fn last_char(&self) -> Option<char> {
        self.text.chars().next_back()
    }

    /// The weight of the line's stems that also stand in others.
    pub fn shared(&self, others: &[(Stem, f64)]) -> f64 {
        self.stems
            .iter()
            .filter(|(stem, _)| others.iter().any(|(other, _)| other == stem))
            .map(|&(_, weight)| weight)
            .sum()
    }
}

/// Reads the lines of a range that are not blank.
pub fn read<'s>(segments: &'s Segments, words: &Words, range: Range<usize>) -> Vec<Line<'s>> {
    let mut numbers: FxHashMap<&str, Stem> = FxHashMap::default();
    let mut known: FxHashMap<&str, Option<(Stem, f64)>> = FxHashMap::default();
    range
        .filter(|&at| !segments.lines[at].is_blank())
        .map(|at| {
            let text = segments.folded_line(at);
            let line_words: Vec<&str> = text
                .split(|c: char| !is_alphanumeric(c))
                .filter(|word| !word.is_empty())
                .collect();
            let mut stems: Vec<(Stem, f64)> = Vec::new();
            let mut word_stems = Vec::with_capacity(line_words.len());
            for &word in &line_words {
                let stem = *known.entry(word).or_insert_with(|| {
                    let is_content = word.chars().count() >= SHORTEST_WORD
                        && !word.chars().all(|c| c.is_numeric());
                    let stem = words.stem(word);
                    let weight = if is_content {
                        words.weight(word, stem)
                    } else {
                        0.0
                    };
                    (weight > 0.0).then(|| {
                        let next = numbers.len();
                        (*numbers.entry(stem).or_insert(next), weight)
                    })
                });
                word_stems.push(stem.map(|(stem, _)| stem));
                if let Some((stem, weight)) = stem {
                    match stems.iter_mut().find(|(other, _)| *other == stem) {
                        Some(held) => held.1 = weight,
                        None => stems.push((stem, weight)),
                    }
                }
            }
            let verb = dateline(text).and_then(|rest| {
                let word = rest.split(|c: char| !is_alphanumeric(c)).next()?;
                words.reporting_verbs.contains(word).then_some(word)
            });
            Line {
                at,
                text,
                chars: segments.lines[at].chars,
                weight: stems.iter().map(|&(_, weight)| weight).sum(),
                stems,
                word_stems,
                first: verb.or(line_words.first().copied()).unwrap_or(""),
                has_dateline: verb.is_some(),
                words: line_words,
            }
        })
        .collect()
}

/// Sums over the lines of a text, so that each candidate is scored in the time of its own lines.
/// What is indexed by a cut speaks of the lines before it.
pub struct Tables {
    /// For each stem, the lines it stands in.
    pub lines: Vec<Vec<usize>>,
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
        let mut standing = vec![Vec::new(); stems];
        let mut weights = vec![0.0; stems];
        for (at, line) in lines.iter().enumerate() {
            for &(stem, weight) in &line.stems {
                if standing[stem].is_empty() {
                    weights[stem] = weight;
                }
                standing[stem].push(at);
            }
        }
        let (mut theme, mut theme_again) = (vec![0.0; n + 2], vec![0.0; n + 2]);
        for (at, weight) in standing.iter().zip(&weights) {
            if let [_, second, ..] = at[..] {
                let last = at[at.len() - 1];
                theme[second + 1] += weight;
                if last > second {
                    theme_again[second + 1] += weight;
                    theme_again[last + 1] -= weight;
                }
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
            lines: standing,
        };
        for (at, line) in lines.iter().enumerate() {
            let counts = at >= 2 && line.is_long();
            let known: f64 = line
                .stems
                .iter()
                .filter(|&&(stem, _)| tables.lines[stem][0] < at)
                .map(|&(_, weight)| weight)
                .sum();
            let is_heading =
                at >= 2 && line.chars < 60 && !matches!(line.last_char(), Some('.' | '\u{60c}'));
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

    /// The first line that a stem stands in.
    pub fn first(&self, stem: Stem) -> usize {
        self.lines[stem][0]
    }

    /// The last line that a stem stands in.
    pub fn last(&self, stem: Stem) -> usize {
        self.lines[stem][self.lines[stem].len() - 1]
    }
}
