//! The word lists of a story model, and what they say of a word or of the beginning of a line.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::detectors::affix::{Prefixes, Suffixes};
use crate::text::{Charset, Line};

/// The word lists of a model, folded.
#[derive(Debug)]
pub struct WordLists {
    /// Verbs that open a report.
    pub reporting_verbs: FxHashSet<String>,
    /// First words of lines that speak to the reader.
    pub appeals: FxHashSet<String>,
    /// Words that continue what was said before.
    pub continuers: FxHashSet<String>,
    /// Phrases that turn to another side of the same article, by their first words.
    pub turns: FxHashMap<String, Vec<String>>,
    /// A letter, written as part of the next word, that joins sentences.
    pub conjunction: Option<String>,
    /// Words that begin with that letter without containing the conjunction.
    pub not_joined: FxHashSet<String>,
    /// Prefixes of words that join sentences.
    pub joined: Vec<String>,
    /// What the lists say of a word, by its hash.
    pub listed: FxHashMap<u64, ListedWord>,
    /// The kinds of characters that all words have that say little. A line without them contains none of these
    /// words.
    pub kinds: Charset,
    /// Prefixes that a stem leaves out.
    pub prefixes: Prefixes,
    /// Single letters that the stem of a long word leaves out.
    pub prefix_letters: Prefixes,
    /// Suffixes that a stem leaves out.
    pub suffixes: Suffixes,
}

/// How much a word says about the subject of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// It counts 0.
    Nothing,
    /// It counts 0.3.
    Little,
    /// It counts 0.6.
    Something,
    /// It counts 1.
    Much,
}

impl Says {
    /// As a weight, from 0 to 1.
    pub fn weight(self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Little => 0.3,
            Self::Something => 0.6,
            Self::Much => 1.0,
        }
    }
}

/// What the lists say of a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct ListedWord {
    /// How much it says; `None` if it is in no such list, and then it says much.
    pub says: Option<Says>,
    /// Whether it is a reporting verb.
    pub is_verb: bool,
    /// Whether it names a day or a time of day.
    pub is_time: bool,
}

/// One word of this many must be in the lists. Otherwise the text is in another language.
pub const ENOUGH_LISTED: usize = 5;

/// Shorter words do not lose a single letter at their beginning.
const SHORTEST_JOINED: usize = 5;

impl WordLists {
    /// The stem of a folded word: the word without one prefix and one suffix.
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        let is_long = |_: &&str| word.chars().nth(SHORTEST_JOINED - 1).is_some();
        let joined = || self.prefix_letters.without(word).filter(is_long);
        let word = self.prefixes.without(word).or_else(joined).unwrap_or(word);
        self.suffixes.without(word).unwrap_or(word)
    }

    /// Whether a fifth of the words of these lines may be in the lists of words that say little, judging by
    /// the characters and lengths of the lines alone.
    pub fn may_know(&self, lines: &[Line]) -> bool {
        let (mut words, mut listed) = (0, 0);
        for line in lines {
            words += line.words;
            if line.charset.holds(self.kinds) {
                // There is another character between two words.
                listed += line.chars.div_ceil(2);
            }
        }
        ENOUGH_LISTED * listed >= words
    }

    /// What the lists say of the word or stem with this hash.
    #[inline]
    pub fn listed(&self, hash: u64) -> ListedWord {
        self.listed.get(&hash).copied().unwrap_or_default()
    }

    /// Whether a line with these words turns to another side of the same article.
    pub fn turn<'w>(&self, words: impl Iterator<Item = &'w str>) -> bool {
        let mut words = words.peekable();
        let Some(&first) = words.peek() else {
            return false;
        };
        let joined = self.without_conjunction(first);
        let plain_turns = self.turns.get(first);
        let joined_turns = joined.and_then(|first| self.turns.get(first));
        if plain_turns.is_none() && joined_turns.is_none() {
            return false;
        }
        let head = words.take(4).collect::<Vec<_>>().join(" ");
        let begins = |head: &str, turns: &[String]| {
            let mut rests = turns.iter().filter_map(|turn| head.strip_prefix(turn));
            rests.any(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        plain_turns.is_some_and(|turns| begins(&head, turns))
            || self
                .without_conjunction(&head)
                .zip(joined_turns)
                .is_some_and(|(head, turns)| begins(head, turns))
    }

    /// A text without the conjunction at its beginning; `None` if it has none.
    fn without_conjunction<'w>(&self, text: &'w str) -> Option<&'w str> {
        let letter = self.conjunction.as_deref()?;
        text.strip_prefix(letter)
    }

    /// Whether a word joins its sentence to the one before.
    pub fn joins(&self, word: &str) -> bool {
        let conjunction = self
            .conjunction
            .as_deref()
            .is_some_and(|letter| word.starts_with(letter));
        match conjunction {
            _ if word.chars().count() < 3 => false,
            true => !self.reporting_verbs.contains(word) && !self.not_joined.contains(word),
            false => {
                self.joined
                    .iter()
                    .any(|beginning| word.starts_with(beginning.as_str()))
                    || word.char_indices().nth(1).is_some_and(|(at, _)| {
                        self.prefix_letters.has(&word[..at])
                            && self.continuers.contains(&word[at..])
                    })
            }
        }
    }
}
