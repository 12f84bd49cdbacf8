//! The beginnings of stories: where foreign text begins, and where the next foreign story begins.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use memchr::memchr3_iter;

use crate::rules::detectors::story::features::{Features, Weights};
use crate::rules::detectors::story::lines::StoryLine;
use crate::rules::detectors::story::model::Model;
use crate::rules::detectors::story::stem_marks::StemMarks;
use crate::rules::detectors::story::stem_sums::StemSums;
use crate::rules::detectors::story::word_lists::WordLists;

/// The beginning of a story.
#[derive(Debug)]
pub struct StoryCut {
    /// Its index among the lines that were read.
    pub line: usize,
    /// The score and its features; `None` for the first story after a marker.
    evidence: Option<(f64, Features)>,
}

impl StoryCut {
    /// The story that a marker introduces.
    pub fn after_marker() -> Self {
        Self {
            line: 0,
            evidence: None,
        }
    }

    /// The score; infinite after a marker, which is the surest sign.
    pub fn score(&self) -> f64 {
        self.evidence
            .as_ref()
            .map_or(f64::INFINITY, |(score, _)| *score)
    }

    /// Why a story begins here, in words.
    pub fn reasons(&self) -> String {
        match &self.evidence {
            None => "a marker leads to it".to_owned(),
            Some((score, features)) => {
                format!("{}; score {score:.1}", features.reasons().join(", "))
            }
        }
    }
}

/// A line at which a story may begin.
pub struct Candidate {
    /// Its index among the lines that were read.
    pub line: usize,
    /// Whether it has no headline.
    pub is_bare: bool,
    /// What speaks for and against it.
    pub features: Features,
}

impl Candidate {
    fn cut(self, weights: &Weights, threshold: f64) -> Option<StoryCut> {
        let score = weights.score(&self.features);
        (score >= threshold).then_some(StoryCut {
            line: self.line,
            evidence: Some((score, self.features)),
        })
    }
}

/// The lines of a text at which foreign text may begin.
pub fn starts<'l>(
    lines: &'l [StoryLine<'l>],
    words: &'l WordLists,
    is_marked: impl Fn(usize) -> bool + 'l,
) -> impl Iterator<Item = Candidate> + 'l {
    let text = ScoredLines::new(lines, words);
    (2..lines.len()).filter_map(move |at| match &lines[at] {
        line if is_marked(line.at) || !text.has_enough_before(at) => None,
        _ => text.candidate(at, is_marked(lines[at - 1].at)),
    })
}

/// The lines of foreign text at which another story may begin, below the opening of the first story.
pub fn inner_starts<'l>(
    lines: &'l [StoryLine<'l>],
    words: &'l WordLists,
) -> impl Iterator<Item = Candidate> + 'l {
    let text = ScoredLines::new(lines, words);
    let below = text.opening_of(0).unwrap_or(0) + 1;
    (below..lines.len()).filter_map(move |at| text.candidate(at, false))
}

/// The first line of a text at which foreign text begins.
pub fn first_cut(
    lines: &[StoryLine],
    model: &Model,
    is_marked: impl Fn(usize) -> bool,
) -> Option<StoryCut> {
    starts(lines, &model.words, is_marked).find_map(|candidate| {
        let threshold = model.threshold + model.handicap(candidate.is_bare);
        candidate.cut(&model.start, threshold)
    })
}

/// The beginnings of further stories, in text that is foreign from line `first` on.
pub fn splits(lines: &[StoryLine], first: usize, model: &Model) -> Vec<StoryCut> {
    let mut cuts = Vec::new();
    let mut from = first;
    loop {
        let next = inner_starts(&lines[from..], &model.words)
            .find_map(|candidate| candidate.cut(&model.split, model.split_threshold));
        let Some(next) = next else { return cuts };
        from += next.line;
        cuts.push(StoryCut { line: from, ..next });
    }
}

/// Lines with the sums over them.
struct ScoredLines<'l> {
    lines: &'l [StoryLine<'l>],
    tables: StemSums,
    words: &'l WordLists,
    marks: RefCell<StemMarks>,
}

impl<'l> ScoredLines<'l> {
    fn new(lines: &'l [StoryLine<'l>], words: &'l WordLists) -> Self {
        Self {
            lines,
            tables: StemSums::new(lines),
            marks: RefCell::default(),
            words,
        }
    }

    /// A line as the beginning of a story, if it may be one.
    fn candidate(&self, at: usize, after_mark: bool) -> Option<Candidate> {
        let opening = self.opening_of(at)?;
        Some(Candidate {
            line: at,
            is_bare: opening == at,
            features: Features::new(
                self.lines,
                at,
                opening,
                &self.tables,
                self.words,
                after_mark,
                &mut self.marks.borrow_mut(),
            ),
        })
    }

    fn has_enough_before(&self, at: usize) -> bool {
        is_article(self.tables.long[at])
    }

    /// The opening paragraph of a story that may begin at a line: a line below if this line is its headline,
    /// or the line itself.
    fn opening_of(&self, at: usize) -> Option<usize> {
        let line = &self.lines[at];
        if is_headline(line, self.words) {
            for (below, next) in self.lines.iter().enumerate().skip(at + 1).take(2) {
                if is_opening(next, self.words) && next.chars > line.chars {
                    return Some(below);
                }
                if next.chars > SEPARATES {
                    break;
                }
            }
        }
        let introduces = |above: usize| introduces(self.lines[above].last_char());
        let is_introduced = at.checked_sub(1).is_some_and(introduces);
        (is_opening(line, self.words) && begins_bare(line.text) && !is_introduced).then_some(at)
    }
}

/// Whether an article can end after long lines with these characters and this number.
pub fn is_article((chars, count): (usize, usize)) -> bool {
    count >= 3 && chars >= 400
}

fn is_headline(line: &StoryLine, words: &WordLists) -> bool {
    let unfinished = is_unfinished(line.last_char());
    HEADLINE.contains(&line.chars)
        && HEADLINE_WORDS.contains(&line.reading.words)
        && unfinished
        && !appeals(line, words)
}

/// The length of a headline in characters.
pub const HEADLINE: RangeInclusive<usize> = 22..=130;
/// The length of a headline in words.
pub const HEADLINE_WORDS: RangeInclusive<usize> = 4..=20;
/// The fewest characters of an opening.
pub const OPENING: usize = 70;
/// The fewest words of an opening.
pub const OPENING_WORDS: usize = 8;
/// A longer line that is no opening separates a headline from an opening below, in characters.
pub const SEPARATES: usize = 40;

/// Whether a line does not begin with a number, a quotation mark, a bullet or a bracket.
pub fn begins_bare(text: &str) -> bool {
    let first = text.chars().next();
    first.is_some_and(|c| !c.is_numeric() && !"\"“«”'*-–•(".contains(c))
}

/// Whether a line with this last character introduces the line below.
pub fn introduces(last: Option<char>) -> bool {
    matches!(last, Some(':' | '\u{60c}' | ','))
}

/// Whether a line with this last character is neither a finished sentence nor part of one.
pub fn is_unfinished(last: Option<char>) -> bool {
    !matches!(last, Some('.' | '\u{60c}' | ',' | '\u{61b}' | ':'))
}

/// Whether a line contains an address or many questions.
pub fn asks_or_links(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut questions = 0;
    memchr3_iter(b'@', b'/', b'?', bytes).any(|at| match bytes[at] {
        b'@' => true,
        b'/' => bytes[at..].starts_with(b"//") && bytes[..at].ends_with(b":"),
        _ => {
            questions += 1;
            questions > 3
        }
    })
}

fn is_opening(line: &StoryLine, words: &WordLists) -> bool {
    line.chars >= OPENING
        && line.reading.words >= OPENING_WORDS
        && line.reading.weight >= 3.0
        && !appeals(line, words)
        && !asks_or_links(line.text)
        && !words.turn(line.words())
}

/// Whether a line speaks to the reader instead of reporting.
fn appeals(line: &StoryLine, words: &WordLists) -> bool {
    line.words()
        .next()
        .is_some_and(|word| words.appeals.contains(word))
}
