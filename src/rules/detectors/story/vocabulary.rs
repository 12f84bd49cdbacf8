//! The word cache of a story model: what its lists say of a word is kept from one document to the next,
//! because documents share most of their words.

use std::num::NonZeroU64;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::rules::detectors::model_caches::hash_of;
use crate::rules::detectors::story::word_lists::{ListedWord, Says, WordLists};
use crate::text::{Charset, is_alphanumeric, words_of};

/// What the lists say of a word.
#[derive(Debug, Clone, Copy)]
pub struct StoryWord {
    /// A hash of its stem, if the stem says anything about the subject.
    pub stem: Option<NonZeroU64>,
    /// How much it says.
    pub says: Says,
    /// Whether the word or its stem is in the lists of words that say little about a subject.
    pub is_listed: bool,
    /// Whether it is a reporting verb.
    pub is_verb: bool,
    /// Whether it names a day or a time of day.
    pub is_time: bool,
}

/// What is between two spaces.
#[derive(Debug, Clone, Copy)]
enum SpacedPart {
    /// One word, with or without punctuation around it.
    Word(StoryWord),
    /// Only punctuation.
    Punctuation,
    /// Several words, with punctuation between them.
    Words,
}

/// A part for each slot, which the hash of the part selects; a new part replaces the old one.
type Slots = Vec<Option<(u64, SpacedPart)>>;

/// The number of slots, as a power of two. They take three quarters of a megabyte, and three in four words of
/// news are found there.
const SLOTS: u32 = 15;

/// The caches that no reader uses at the moment.
#[derive(Debug, Default)]
pub struct WordCaches(Mutex<Vec<Slots>>);

impl WordCaches {
    fn all(&self) -> MutexGuard<'_, Vec<Slots>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads words with the lists of a model and one of its caches.
#[derive(Debug)]
pub struct Vocabulary<'m> {
    words: &'m WordLists,
    caches: &'m WordCaches,
    slots: Slots,
}

/// Shorter words have no stem that says anything, in letters.
const SHORTEST_WORD: usize = 3;
/// The first words of an opening, among which a day is searched for.
const DAY_WITHIN: usize = 25;

impl Drop for Vocabulary<'_> {
    fn drop(&mut self) {
        self.caches.all().push(std::mem::take(&mut self.slots));
    }
}

impl<'m> Vocabulary<'m> {
    /// Takes a free cache, or starts a new one.
    pub fn new(words: &'m WordLists, caches: &'m WordCaches) -> Self {
        let free = caches.all().pop();
        let mut slots = free.unwrap_or_default();
        slots.resize(1 << SLOTS, None);
        Self {
            words,
            caches,
            slots,
        }
    }

    /// The word lists.
    pub fn words(&self) -> &'m WordLists {
        self.words
    }

    /// Calls `visit` with each word of a folded text, in order, until it breaks.
    pub fn each<B>(
        &mut self,
        text: &str,
        mut visit: impl FnMut(StoryWord) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        // The spaces of folded text are all U+0020. Whole parts are cached, because splitting a part into
        // words takes as long as looking a word up.
        for part in parts(text) {
            match self.part(part) {
                SpacedPart::Word(word) => visit(word)?,
                SpacedPart::Punctuation => {}
                SpacedPart::Words => {
                    words_of(part).try_for_each(|word| visit(self.word(word, hash_of(word))))?
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether a day or time of day is among the first words of a folded line.
    pub fn has_day(&mut self, text: &str) -> bool {
        let mut words = 0;
        let end = self.each(text, |word| {
            words += 1;
            match word.is_time {
                false if words < DAY_WITHIN => ControlFlow::Continue(()),
                is_time => ControlFlow::Break(is_time),
            }
        });
        end == ControlFlow::Break(true)
    }

    /// Whether a word with this many words before it is a day or time of day among the first words.
    pub fn is_early_day(word: StoryWord, before: usize) -> bool {
        word.is_time && before < DAY_WITHIN
    }

    fn part(&mut self, text: &str) -> SpacedPart {
        let hash = hash_of(text);
        let slot = (hash >> (u64::BITS - SLOTS)) as usize;
        match self.slots[slot] {
            Some((known, part)) if known == hash => part,
            _ => {
                let part = self.read(text, hash);
                self.slots[slot] = Some((hash, part));
                part
            }
        }
    }

    fn read(&self, text: &str, hash: u64) -> SpacedPart {
        // Most parts are one word, and that is faster to see than to split.
        if text.chars().all(is_alphanumeric) {
            return SpacedPart::Word(self.word(text, hash));
        }
        let mut words = words_of(text);
        match (words.next(), words.next()) {
            (None, _) => SpacedPart::Punctuation,
            (Some(word), None) => SpacedPart::Word(self.word(word, hash_of(word))),
            _ => SpacedPart::Words,
        }
    }

    fn word(&self, word: &str, word_hash: u64) -> StoryWord {
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
        StoryWord {
            stem: says_anything.then(|| NonZeroU64::MIN | stem_hash),
            says,
            is_listed: listed.is_some(),
            is_verb: of_word.is_verb,
            is_time: of_word.is_time,
        }
    }
}

/// How much a word and its stem say by the lists: the lesser of both.
fn least(word: ListedWord, stem: ListedWord) -> Option<Says> {
    [word.says, stem.says].into_iter().flatten().min()
}

/// The parts of a text between its spaces, without empty ones.
fn parts(mut text: &str) -> impl Iterator<Item = &str> {
    let parts = std::iter::from_fn(move || {
        (!text.is_empty()).then(|| {
            let (part, rest) = text.split_at(first_space(text.as_bytes()));
            text = rest.get(1..).unwrap_or("");
            part
        })
    });
    parts.filter(|part| !part.is_empty())
}

/// The offset of the first space of a text, or its length. Words are short, so that eight bytes at a time find their end
/// faster than `memchr`: this saves 4 % of the instructions of lint (generated text without boilerplate).
fn first_space(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk() {
        // The byte of a space is zero; the lowest high bit that is set then shows the first.
        let others = u64::from_le_bytes(*bytes) ^ (ONES * u64::from(b' '));
        let spaces = others.wrapping_sub(ONES) & !others & (ONES << 7);
        if spaces != 0 {
            return at + spaces.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = text[at..].iter().position(|&byte| byte == b' ');
    rest.map_or(text.len(), |rest| at + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleSet, shipped_packs};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static RULES: LazyLock<RuleSet> =
        LazyLock::new(|| RuleSet::new(shipped_packs().unwrap()).unwrap());

    fn words_read(vocabulary: &mut Vocabulary, text: &str) -> Vec<StoryWord> {
        let mut words_read = Vec::new();
        let _: ControlFlow<()> = vocabulary.each(text, |known| {
            words_read.push(known);
            ControlFlow::Continue(())
        });
        words_read
    }

    #[test]
    fn lists_say_what_a_word_is() {
        let mut vocabulary = RULES.story_model(None).unwrap().vocabulary();
        let known = words_read(&mut vocabulary, "قالت من الجمعه، ال3 - نحل/والنحل");
        assert_eq!(known.len(), 6);
        assert!(known[0].is_verb && known[0].is_listed && !known[0].is_time);
        assert!(known[1].is_listed && known[1].stem.is_none());
        assert!(known[2].is_time && !known[2].is_verb);
        assert!(known[4].stem.is_some() && !known[4].is_listed);
        assert_eq!(known[4].stem, known[5].stem);
    }

    #[test]
    fn a_word_says_as_little_as_it_or_its_stem_does() {
        let word = |says| ListedWord {
            says: Some(says),
            ..ListedWord::default()
        };
        let none = ListedWord::default();
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
    fn a_day_is_searched_for_among_the_first_words() {
        let mut vocabulary = RULES.story_model(None).unwrap().vocabulary();
        let after = |words: usize| format!("{}الجمعه", "نحل ".repeat(words));
        assert!(vocabulary.has_day(&after(DAY_WITHIN - 1)));
        assert!(!vocabulary.has_day(&after(DAY_WITHIN)));
        assert!(!vocabulary.has_day(""));
    }

    #[test]
    fn words_that_share_a_slot_are_not_confused() {
        let model = RULES.story_model(None).unwrap();
        let mut vocabulary = model.vocabulary();
        let letters: Vec<char> = "نحلقمبكرسدتفوال".chars().collect();
        let word = |n: usize| -> String {
            let digits = (0..5).map(|at| n / letters.len().pow(at) % letters.len());
            digits.map(|digit| letters[digit]).collect()
        };
        // More words than slots, there and back.
        let words: Vec<String> = (0..100_000).map(word).collect();
        for word in words.iter().chain(words.iter().rev()) {
            let known = &words_read(&mut vocabulary, word)[0];
            assert_eq!(
                known.stem,
                vocabulary.word(word, hash_of(word)).stem,
                "{word}"
            );
        }
    }

    proptest! {
        #[test]
        fn cached_words_read_like_first_ones(text in "(نحل|و|ال|قال|3|،|-| |\u{a0}){0,30}") {
            let model = RULES.story_model(None).unwrap();
            let mut vocabulary = model.vocabulary();
            let plain = |word| format!("{:?}", vocabulary.word(word, hash_of(word)));
            let expected: Vec<_> = words_of(&text).map(plain).collect();
            for _ in 0..2 {
                let known = words_read(&mut vocabulary, &text);
                let known: Vec<_> = known.iter().map(|known| format!("{known:?}")).collect();
                prop_assert_eq!(&known, &expected);
            }
        }
    }

    #[test]
    fn a_cache_is_used_again_when_its_reader_is_done() {
        let model = RULES.story_model(None).unwrap();
        let caches = WordCaches::default();
        {
            let mut first = Vocabulary::new(&model.words, &caches);
            let _second = Vocabulary::new(&model.words, &caches);
            words_read(&mut first, "نحل");
        }
        assert_eq!(caches.all().len(), 2);
        let _third = Vocabulary::new(&model.words, &caches);
        assert_eq!(caches.all().len(), 1);
    }
}
