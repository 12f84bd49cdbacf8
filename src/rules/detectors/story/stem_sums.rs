//! Sums over the stems of a text, so that each candidate is scored in the time of its own lines.

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::story::lines::{StoryLine, is_heading};

/// Where a stem occurs, by line.
#[derive(Debug, Clone, Copy)]
pub struct StemPlaces {
    /// The first line.
    pub first: usize,
    /// The second line, if any.
    pub second: Option<usize>,
    /// The last line.
    pub last: usize,
    /// Its weight in the first line.
    weight: f64,
}

/// Sums over the lines of a text. A value that is indexed by a cut is about the lines before it.
pub struct StemSums {
    /// For each stem, the lines it occurs in.
    pub places: Vec<StemPlaces>,
    /// The weight of the stems that occur in two or more lines before a cut.
    pub theme: Vec<f64>,
    /// The weight of those among them that occur again at the cut or after it.
    pub theme_again: Vec<f64>,
    /// The weight of the stems in long lines, from the third line on.
    pub total: Vec<f64>,
    /// The weight of those among them that occurred before their line.
    pub known: Vec<f64>,
    /// Short unfinished lines from the third line on: the article's own headings.
    pub headings: Vec<usize>,
    /// Characters and number of the long lines.
    pub long: Vec<(usize, usize)>,
    /// For each number of first lines, their stems, each once.
    heads: [Vec<(StemId, f64)>; HEAD + 1],
}

/// The first lines of a text, which tell its subject.
pub const HEAD: usize = 3;

/// The stems of lines, each once, with their weight in the last line that contains them.
fn stems_of(lines: &[StoryLine]) -> Vec<(StemId, f64)> {
    let lines = lines.iter().rev();
    let mut stems: Vec<_> = lines
        .flat_map(|line| line.stems().iter().copied())
        .collect();
    stems.sort_by_key(|&(stem, _)| stem);
    stems.dedup_by_key(|&mut (stem, _)| stem);
    stems
}

/// Room for the running sums of this many lines, with the sum before the first line.
fn from_zero<T: Default>(lines: usize) -> Vec<T> {
    let mut sums = Vec::with_capacity(lines + 1);
    sums.push(T::default());
    sums
}

impl StemSums {
    /// Sums over these lines.
    pub fn new(lines: &[StoryLine]) -> Self {
        let n = lines.len();
        let stems = lines
            .iter()
            .flat_map(StoryLine::stems)
            .map(|&(stem, _)| stem as usize + 1)
            .max()
            .unwrap_or(0);
        let nowhere = StemPlaces {
            first: usize::MAX,
            second: None,
            last: 0,
            weight: 0.0,
        };
        let mut places = vec![nowhere; stems];
        for (at, line) in lines.iter().enumerate() {
            for &(stem, weight) in line.stems() {
                let place = &mut places[stem as usize];
                match place.first {
                    usize::MAX => (place.first, place.weight) = (at, weight),
                    _ => _ = place.second.get_or_insert(at),
                }
                place.last = at;
            }
        }
        let (mut theme, mut theme_again) = (vec![0.0; n + 2], vec![0.0; n + 2]);
        for stem in &places {
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
            places,
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
    pub fn head(&self, cut: usize) -> &[(StemId, f64)] {
        &self.heads[cut.min(HEAD)]
    }

    /// The first line that contains a stem.
    pub fn first(&self, stem: StemId) -> usize {
        self.places[stem as usize].first
    }

    /// The last line that contains a stem.
    pub fn last(&self, stem: StemId) -> usize {
        self.places[stem as usize].last
    }

    /// Whether several lines contain a stem.
    pub fn comes_again(&self, stem: StemId) -> bool {
        self.places[stem as usize].second.is_some()
    }
}
