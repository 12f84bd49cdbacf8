//! The lines of a text as the story model reads them: sets of weighted stems.
//!
//! The model reads the folded lines that all rules match on, with their lengths; it has no folding of its own.

use std::cell::RefMut;
use std::ops::Range;
use std::rc::Rc;

use crate::rules::detectors::affix::StemId;
use crate::rules::detectors::story::line_cache::{LineStems, StoryCache};
use crate::rules::detectors::story::model::Model;
use crate::rules::detectors::story::vocabulary::Vocabulary;
use crate::rules::detectors::story::word_lists::ENOUGH_LISTED;
use crate::text::{TextAnalysis, words_of};

/// A line that is not blank.
#[derive(Debug)]
pub struct StoryLine<'s> {
    /// Its index among the lines of the document.
    pub at: usize,
    /// The folded line.
    pub text: &'s str,
    /// Its length in characters.
    pub chars: usize,
    /// Its words and stems.
    pub reading: Rc<LineStems>,
}

impl<'s> StoryLine<'s> {
    /// The stems that say something, each once, with their weights.
    pub fn stems(&self) -> &[(StemId, f64)] {
        &self.reading.stems
    }

    /// The words of the line, in order.
    pub fn words(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        words_of(self.text)
    }

    /// The first word; if the line has a dateline, the reporting verb behind it.
    pub fn first(&self) -> &'s str {
        &self.text[self.reading.first.clone()]
    }

    /// Whether the line is long enough to be part of running text.
    pub fn is_long(&self) -> bool {
        is_long(self.chars)
    }

    /// The last character.
    pub fn last_char(&self) -> Option<char> {
        self.text.chars().next_back()
    }
}

/// Reads lines of a document, and keeps what it read for the next texts of the same document.
pub struct StoryReader<'s, 'm> {
    analysis: &'s TextAnalysis<'s>,
    vocabulary: Vocabulary<'m>,
    cache: RefMut<'m, StoryCache>,
}

impl<'s, 'm> StoryReader<'s, 'm> {
    /// Reads lines with the word lists of a model.
    pub fn new(
        analysis: &'s TextAnalysis,
        model: &'m Model,
        mut cache: RefMut<'m, StoryCache>,
    ) -> Self {
        cache.reserve(analysis.text.len());
        Self {
            analysis,
            vocabulary: model.vocabulary(),
            cache,
        }
    }

    /// The words and stems of a line.
    pub fn reading(&mut self, at: usize) -> Rc<LineStems> {
        let text = self.analysis.folded_line(at);
        self.cache.line(text, &mut self.vocabulary)
    }

    /// Whether a day or time of day is among the first words of a line.
    pub fn has_day(&mut self, at: usize) -> bool {
        self.vocabulary.has_day(self.analysis.folded_line(at))
    }

    /// The lines of a range that are not blank; `None` if they are not in the language of the model, that is,
    /// if less than a fifth of their words are in its lists.
    pub fn text(self, range: Range<usize>) -> Option<Vec<StoryLine<'s>>> {
        let lines = self.all(range);
        let words = |count: fn(&LineStems) -> usize| -> usize {
            lines.iter().map(|line| count(&line.reading)).sum()
        };
        let is_known = ENOUGH_LISTED * words(|line| line.listed) >= words(|line| line.words);
        is_known.then_some(lines)
    }

    /// The lines of a range that are not blank.
    pub fn all(mut self, range: Range<usize>) -> Vec<StoryLine<'s>> {
        let analysis = self.analysis;
        let filled = range.filter(|&at| !analysis.lines[at].is_blank());
        filled
            .map(|at| StoryLine {
                at,
                text: analysis.folded_line(at),
                chars: analysis.lines[at].chars,
                reading: self.reading(at),
            })
            .collect()
    }
}

/// Whether a line of this many characters is long enough to be part of running text.
pub fn is_long(chars: usize) -> bool {
    chars > 60
}

/// Whether a line is a heading of the article: from the third line on, short, and without a full stop or comma
/// at the end.
pub fn is_heading(at: usize, chars: usize, last: Option<char>) -> bool {
    at >= 2 && chars < 60 && !matches!(last, Some('.' | '\u{60c}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleSet, shipped_packs};
    use proptest::prelude::*;
    use std::cell::RefCell;
    use std::sync::LazyLock;

    static RULES: LazyLock<RuleSet> =
        LazyLock::new(|| RuleSet::new(shipped_packs().unwrap()).unwrap());

    /// Whether a text may be in the language of a model before it is read, and whether it is.
    fn is_known(text: &str) -> (bool, bool) {
        let model = RULES.story_model(None).unwrap();
        let (analysis, cache) = (TextAnalysis::new(text), RefCell::default());
        let reader = StoryReader::new(&analysis, model, cache.borrow_mut());
        (
            model.words.may_know(&analysis.lines),
            reader.text(0..analysis.lines.len()).is_some(),
        )
    }

    #[test]
    fn a_text_in_other_letters_need_not_be_read() {
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
        fn what_is_known_when_read_may_be_known_before(
            text in "(في|من|على|هذا|نحل|عسل|a|word|3| |،|-|\n|新){0,60}"
        ) {
            let (may_be_known, is_known) = is_known(&text);
            prop_assert!(may_be_known || !is_known);
        }
    }
}
