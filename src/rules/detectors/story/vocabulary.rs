//! What a model's lists say of words, kept from one document to the next: they share most of them.

use std::num::NonZeroU64;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use crate::rules::detectors::memory::hash_of;
use crate::rules::detectors::story::model::{Listed, Says, Words};
use crate::text::{Charset, is_alphanumeric, words_of};

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// A hash of its stem, where that says anything, and how much.
    pub stem: Option<NonZeroU64>,
    pub says: Says,
    /// Whether the word or its stem stands in the lists of what says little about a subject.
    pub is_listed: bool,
    pub is_verb: bool,
    pub is_time: bool,
}

/// What stands between two spaces.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// One word, with or without signs about it.
    Word(Known),
    /// Signs alone.
    Signs,
    /// Several words, with signs between them.
    Words,
}

/// Parts that were met, each at the place that its hash says; the last to come is kept.
type Parts = Vec<Option<(u64, Part)>>;

/// The number of those places, as a power of two: three quarters of a megabyte, and three in four words of news are
/// found there.
const PLACES: u32 = 15;

/// Parts that nobody reads with at the time, each with the thread that read with them last: its core has
/// them at hand.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<Vec<(ThreadId, Parts)>>);

/// A model's words for one reader.
#[derive(Debug)]
pub struct Vocabulary<'m> {
    words: &'m Words,
    shelf: &'m Shelf,
    parts: Parts,
}

/// Words of fewer letters carry no stem.
const SHORTEST_WORD: usize = 3;
/// Words of an opening among which a day is looked for.
const DAY_WITHIN: usize = 25;

impl Shelf {
    fn all(&self) -> MutexGuard<'_, Vec<(ThreadId, Parts)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of this thread, or else of another that does not need them now.
    fn take(&self) -> Parts {
        let (mut all, own) = (self.all(), thread::current().id());
        let at = all.iter().position(|(thread, _)| *thread == own);
        let at = at.or(all.len().checked_sub(1));
        at.map_or_else(Parts::new, |at| all.swap_remove(at).1)
    }

    fn put(&self, parts: Parts) {
        self.all().push((thread::current().id(), parts));
    }
}

impl Drop for Vocabulary<'_> {
    fn drop(&mut self) {
        self.shelf.put(std::mem::take(&mut self.parts));
    }
}

impl<'m> Vocabulary<'m> {
    pub fn new(words: &'m Words, shelf: &'m Shelf) -> Self {
        let mut parts = shelf.take();
        parts.resize(1 << PLACES, None);
        Self {
            words,
            shelf,
            parts,
        }
    }

    pub fn words(&self) -> &'m Words {
        self.words
    }

    /// Tells of each word of a folded text, in their order, until one is enough.
    pub fn each<B>(
        &mut self,
        text: &str,
        mut tell: impl FnMut(Known) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        for part in parts(text) {
            match self.part(part) {
                Part::Word(known) => tell(known)?,
                Part::Signs => {}
                Part::Words => {
                    words_of(part).try_for_each(|word| tell(self.known(word, hash_of(word))))?
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether a day or time of day is among the first words of a folded line.
    pub fn has_day(&mut self, text: &str) -> bool {
        let mut words = 0;
        let end = self.each(text, |known| {
            words += 1;
            match known.is_time {
                false if words < DAY_WITHIN => ControlFlow::Continue(()),
                is_time => ControlFlow::Break(is_time),
            }
        });
        end == ControlFlow::Break(true)
    }

    /// Whether a word that so many stand before is a day or time of day among the first words.
    pub fn is_early_day(known: Known, before: usize) -> bool {
        known.is_time && before < DAY_WITHIN
    }

    fn part(&mut self, text: &str) -> Part {
        let hash = hash_of(text);
        let place = (hash >> (u64::BITS - PLACES)) as usize;
        match self.parts[place] {
            Some((known, part)) if known == hash => part,
            _ => {
                let part = self.read(text, hash);
                self.parts[place] = Some((hash, part));
                part
            }
        }
    }

    fn read(&self, text: &str, hash: u64) -> Part {
        // Most parts are words, which is sooner told than how many words they hold.
        if text.chars().all(is_alphanumeric) && !text.is_empty() {
            return Part::Word(self.known(text, hash));
        }
        let mut words = words_of(text);
        match (words.next(), words.next()) {
            (None, _) => Part::Signs,
            (Some(word), None) => Part::Word(self.known(word, hash_of(word))),
            _ => Part::Words,
        }
    }

    fn known(&self, word: &str, word_hash: u64) -> Known {
        let stem = self.words.stem(word);
        let of_word = self.words.listed(word_hash);
        let (stem_hash, of_stem) = if stem.len() == word.len() {
            (word_hash, of_word)
        } else {
            let stem_hash = hash_of(stem);
            (stem_hash, self.words.listed(stem_hash))
        };
        let is_content = word.chars().nth(SHORTEST_WORD - 1).is_some()
            && !word.chars().all(|c| Charset::of(c).is_digits());
        let listed = least(of_word, of_stem);
        let says = listed.unwrap_or(Says::Much);
        let says_anything = is_content && says > Says::Nothing;
        Known {
            stem: says_anything.then(|| NonZeroU64::MIN | stem_hash),
            says,
            is_listed: listed.is_some(),
            is_verb: of_word.is_verb,
            is_time: of_word.is_time,
        }
    }
}

/// What stands between the spaces of a text.
fn parts(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        (!text.is_empty()).then(|| {
            let (part, rest) = text.split_at(first_space(text.as_bytes()));
            text = rest.get(1..).unwrap_or("");
            part
        })
    })
}

/// Where the first space of a text stands, or the text ends. Words are short: eight bytes at a time
/// find it sooner than a search that is made for long texts.
fn first_space(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk() {
        // Zero where a space stands; the lowest high bit that is set then tells the first.
        let others = u64::from_le_bytes(*bytes) ^ (ONES * 0x20);
        let spaces = others.wrapping_sub(ONES) & !others & (ONES << 7);
        if spaces != 0 {
            return at + spaces.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = text[at..].iter().position(|&byte| byte == b' ');
    rest.map_or(text.len(), |rest| at + rest)
}

/// What the lists of words that say little have of a word or its stem: the less of both.
fn least(word: Listed, stem: Listed) -> Option<Says> {
    [word.says, stem.says].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleSet, shipped_packs};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static RULES: LazyLock<RuleSet> =
        LazyLock::new(|| RuleSet::new(shipped_packs().unwrap()).unwrap());

    fn told(vocabulary: &mut Vocabulary, text: &str) -> Vec<Known> {
        let mut told = Vec::new();
        let _: ControlFlow<()> = vocabulary.each(text, |known| {
            told.push(known);
            ControlFlow::Continue(())
        });
        told
    }

    #[test]
    fn lists_say_what_a_word_is() {
        let mut vocabulary = RULES.story_model(None).unwrap().vocabulary();
        let known = told(&mut vocabulary, "قالت من الجمعه، ال3 - نحل/والنحل");
        assert_eq!(known.len(), 6);
        assert!(known[0].is_verb && known[0].is_listed && !known[0].is_time);
        assert!(known[1].is_listed && known[1].stem.is_none());
        assert!(known[2].is_time && !known[2].is_verb);
        assert!(known[4].stem.is_some() && !known[4].is_listed);
        assert_eq!(known[4].stem, known[5].stem);
    }

    #[test]
    fn a_word_says_as_little_as_it_or_its_stem_does() {
        let word = |says| Listed {
            says: Some(says),
            ..Listed::default()
        };
        let none = Listed::default();
        assert_eq!(least(none, none), None);
        assert_eq!(least(none, word(Says::Little)), Some(Says::Little));
        assert_eq!(least(word(Says::Something), none), Some(Says::Something));
        for pair in [
            (word(Says::Little), word(Says::Something)),
            (word(Says::Something), word(Says::Little)),
        ] {
            assert_eq!(least(pair.0, pair.1), Some(Says::Little));
        }
        let weights = [Says::Nothing, Says::Little, Says::Something, Says::Much].map(Says::weight);
        assert_eq!(weights, [0.0, 0.3, 0.6, 1.0]);
    }

    #[test]
    fn a_day_is_looked_for_among_the_first_words() {
        let mut vocabulary = RULES.story_model(None).unwrap().vocabulary();
        let after = |words: usize| format!("{}الجمعه", "نحل ".repeat(words));
        assert!(vocabulary.has_day(&after(DAY_WITHIN - 1)));
        assert!(!vocabulary.has_day(&after(DAY_WITHIN)));
        assert!(!vocabulary.has_day(""));
    }

    #[test]
    fn words_that_share_a_place_are_told_apart() {
        let model = RULES.story_model(None).unwrap();
        let mut vocabulary = model.vocabulary();
        let letters: Vec<char> = "نحلقمبكرسدتفوال".chars().collect();
        let word = |n: usize| -> String {
            let digits = (0..5).map(|at| n / letters.len().pow(at) % letters.len());
            digits.map(|digit| letters[digit]).collect()
        };
        // More words than places, there and back.
        let words: Vec<String> = (0..100_000).map(word).collect();
        for word in words.iter().chain(words.iter().rev()) {
            let known = &told(&mut vocabulary, word)[0];
            assert_eq!(
                known.stem,
                vocabulary.known(word, hash_of(word)).stem,
                "{word}"
            );
        }
    }

    proptest! {
        #[test]
        fn parts_are_what_splitting_gives(text in "[ab ا]{0,40}") {
            let filled = |part: &&str| !part.is_empty();
            prop_assert_eq!(
                parts(&text).filter(filled).collect::<Vec<_>>(),
                text.split(' ').filter(filled).collect::<Vec<_>>()
            );
        }

        #[test]
        fn words_are_known_as_if_each_were_the_first(text in "(نحل|و|ال|قال|3|،|-| |\u{a0}){0,30}") {
            let model = RULES.story_model(None).unwrap();
            let mut vocabulary = model.vocabulary();
            let plain = |word| format!("{:?}", vocabulary.known(word, hash_of(word)));
            let expected: Vec<_> = words_of(&text).map(plain).collect();
            for _ in 0..2 {
                let known = told(&mut vocabulary, &text);
                let known: Vec<_> = known.iter().map(|known| format!("{known:?}")).collect();
                prop_assert_eq!(&known, &expected);
            }
        }
    }

    #[test]
    fn a_thread_is_given_its_own_parts_before_others() {
        let shelf = Shelf::default();
        assert!(shelf.take().is_empty());
        shelf.put(vec![None; 1]);
        thread::scope(|scope| {
            scope.spawn(|| shelf.put(vec![None; 2]));
        });
        assert_eq!(shelf.take().len(), 1);
        assert_eq!(shelf.take().len(), 2);
        assert!(shelf.take().is_empty());
    }
}
