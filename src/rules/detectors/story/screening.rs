//! The screening pass: whether a story may begin somewhere in a text, judging each line by itself and by the
//! lines around it. Reading a text in full takes time, and few texts contain another story.

use std::ops::Range;
use std::rc::Rc;

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::story::cut::{
    HEADLINE, HEADLINE_WORDS, OPENING, OPENING_WORDS, SEPARATES, asks_or_links, begins_bare,
    introduces, is_article, is_unfinished,
};
use crate::rules::detectors::story::dateline::reporting_verb;
use crate::rules::detectors::story::features::{Features, Weights};
use crate::rules::detectors::story::line_cache::LineStems;
use crate::rules::detectors::story::lines::{StoryReader, is_heading, is_long};
use crate::rules::detectors::story::measures::{SUBHEAD_WORDS, asks, flag, is_subhead, lead_len};
use crate::rules::detectors::story::model::Model;
use crate::rules::detectors::story::stem_marks::StemMarks;
use crate::rules::detectors::story::stem_sums::HEAD;
use crate::rules::detectors::story::word_lists::WordLists;
use crate::text::{TextAnalysis, words_of};

/// Whether a line of a range looks like the beginning of a story. Lines that other rules marked are left out.
pub fn may_open<'s, 'm>(
    analysis: &TextAnalysis<'s>,
    reader: &mut StoryReader<'s, 'm>,
    model: &'m Model,
    range: Range<usize>,
    is_marked: impl Fn(usize) -> bool,
) -> bool {
    let Some(threshold) = model.look_threshold else {
        return true;
    };
    let lines: Vec<usize> = range.filter(|&at| !analysis.lines[at].is_blank()).collect();
    let mut screening = Screening {
        reader,
        analysis,
        words: &model.words,
        lines: &lines,
        marks: StemMarks::default(),
    };
    // The characters and number of the long lines before, and the number of headings.
    let (mut long, mut headings) = ((0, 0), 0);
    for at in 0..lines.len() {
        if at >= 2 && is_article(long) && !is_marked(lines[at]) {
            let before = Features {
                heads_before: f64::from(headings).min(4.0),
                prefix_lines: (at as f64).ln(),
                after_mark: flag(is_marked(lines[at - 1])),
                ..Features::default()
            };
            if screening.opens(at, before, &model.look, threshold) {
                return true;
            }
        }
        let chars = screening.chars(at);
        if is_long(chars) {
            long = (long.0 + chars, long.1 + 1);
        }
        headings += i32::from(is_heading(at, chars, screening.last_char(at)));
    }
    false
}

/// A text of which only the necessary lines are read.
struct Screening<'l, 's, 'm> {
    analysis: &'l TextAnalysis<'s>,
    words: &'m WordLists,
    /// The lines of the document that are not blank.
    lines: &'l [usize],
    reader: &'l mut StoryReader<'s, 'm>,
    marks: StemMarks,
}

impl<'l> Screening<'l, '_, '_> {
    fn text(&self, at: usize) -> &'l str {
        self.analysis.folded_line(self.lines[at])
    }

    fn chars(&self, at: usize) -> usize {
        self.analysis.lines[self.lines[at]].chars
    }

    fn last_char(&self, at: usize) -> Option<char> {
        self.text(at).chars().next_back()
    }

    fn appeals(&self, at: usize) -> bool {
        let first = words_of(self.text(at)).next();
        first.is_some_and(|word| self.words.appeals.contains(word))
    }

    fn is_headline(&self, at: usize) -> bool {
        HEADLINE.contains(&self.chars(at))
            && is_unfinished(self.last_char(at))
            && HEADLINE_WORDS.contains(
                &words_of(self.text(at))
                    .take(HEADLINE_WORDS.end() + 1)
                    .count(),
            )
            && !self.appeals(at)
    }

    /// The same as in the full reading, except for what depends on the word lists.
    fn is_opening(&self, at: usize) -> bool {
        self.may_be_opening(at)
            && words_of(self.text(at)).take(OPENING_WORDS).count() == OPENING_WORDS
    }

    /// Whether a line is an opening, provided that it has enough words.
    fn may_be_opening(&self, at: usize) -> bool {
        let text = self.text(at);
        self.chars(at) >= OPENING
            && !self.appeals(at)
            && !asks_or_links(text)
            && !self.words.turn(words_of(text))
    }

    /// The opening below a line, if the line is its headline.
    fn opening_below(&self, at: usize) -> Option<usize> {
        if !self.is_headline(at) {
            return None;
        }
        for below in at + 1..(at + 3).min(self.lines.len()) {
            if self.chars(below) > self.chars(at) && self.is_opening(below) {
                return Some(below);
            }
            if self.chars(below) > SEPARATES {
                break;
            }
        }
        None
    }

    /// Whether a line looks like the beginning of a story, given the features of the text before it. What is
    /// not known yet counts as the best that it can be, and what takes time is read only if the answer still
    /// depends on it.
    fn opens(&mut self, at: usize, before: Features, weights: &Weights, threshold: f64) -> bool {
        let falls_short = |features: &Features| weights.score(features) < threshold;
        let below = self.opening_below(at);
        let is_bare = below.is_none();
        if is_bare
            && (self.chars(at) < OPENING
                || !begins_bare(self.text(at))
                || introduces(self.last_char(at - 1)))
        {
            return false;
        }
        let opening = below.unwrap_or(at);
        let most_echo = if is_bare { 0.0 } else { 3.0 };
        let mut features = Features {
            headline_echo: best(weights.headline_echo, 0.0, most_echo),
            link_prev: best(weights.link_prev, 0.0, 1.0),
            cohesion_title: best(weights.cohesion_title, 0.0, 4.0),
            time_near: best(weights.time_near, 0.0, 1.0),
            ..self.features(at, opening, before)
        };
        if falls_short(&features) || is_bare && !self.may_be_opening(at) {
            return false;
        }
        // A day is searched for before the line is read, and only if nothing else decides.
        features.time_near = 0.0;
        if falls_short(&features) {
            features.time_near = flag(self.reader.has_day(self.lines[opening]));
            if falls_short(&features) {
                return false;
            }
        }
        let own = self.reading(opening);
        if own.words < OPENING_WORDS {
            return false;
        }
        features.time_near = flag(own.has_day);
        let headline = below.map(|_| self.reading(at));
        features.headline_echo = headline.as_ref().map_or(0.0, |headline| {
            self.marks.shared(&headline.stems, &own.stems).min(3.0)
        });
        if falls_short(&features) {
            return false;
        }
        let block = match headline {
            None => own.stems.clone(),
            Some(headline) => self.marks.merged(&headline.stems, &own.stems),
        };
        // More lines can only increase it, and the first line is usually short.
        let title = self.cohesion(&block, 1);
        features.cohesion_title = best(weights.cohesion_title, title, 4.0);
        if falls_short(&features) {
            return false;
        }
        let previous = self.reading(at - 1);
        features.link_prev = match own.weight {
            0.0 => 0.0,
            weight => self.marks.shared(&own.stems, &previous.stems) / weight,
        };
        if falls_short(&features) {
            return false;
        }
        features.cohesion_title = self.cohesion(&block, at.min(HEAD));
        !falls_short(&features)
    }

    /// The weight of the stems that occur in this many first lines, at most 4.
    fn cohesion(&mut self, stems: &[(StemId, f64)], lines: usize) -> f64 {
        let mut head = Vec::new();
        for line in 0..lines {
            head.extend_from_slice(&self.reading(line).stems);
        }
        self.marks.shared(stems, &head).min(4.0)
    }

    /// The features that depend only on the first words and the place of a beginning, and on the text before.
    fn features(&self, at: usize, opening: usize, before: Features) -> Features {
        let text = self.text(opening);
        let is_bare = opening == at;
        let verb = reporting_verb(text, self.words);
        let first = verb.or_else(|| words_of(text).next()).unwrap_or("");
        let above = self.text(at - 1);
        let words_above = || words_of(above).take(SUBHEAD_WORDS + 1).count();
        let is_under_subhead =
            || is_subhead(self.chars(at - 1), words_above, self.last_char(at - 1));
        Features {
            headline: flag(!is_bare),
            question_head: flag(!is_bare && asks(self.last_char(at))),
            under_subhead: flag(is_bare && is_under_subhead()),
            lead_opener: flag(self.words.reporting_verbs.contains(first)),
            dateline: flag(verb.is_some()),
            opens_and: flag(self.words.joins(first)),
            lead_len: lead_len(self.chars(opening)),
            ..before
        }
    }

    fn reading(&mut self, at: usize) -> Rc<LineStems> {
        self.reader.reading(self.lines[at])
    }
}

/// The value from `least` to `most` that gives the greatest product with a weight.
fn best(weight: f64, least: f64, most: f64) -> f64 {
    if weight > 0.0 { most } else { least }
}
