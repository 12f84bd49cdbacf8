//! The model of a language's stories: word lists, weights and thresholds, all from a pack.

use crate::rules::detectors::memory::hash_of;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::detectors::affix::{Prefixes, Suffixes};
use crate::rules::detectors::story::features::Weights;
use crate::rules::detectors::story::vocabulary::{Shelf, Vocabulary};
use crate::rules::{Compiler, RuleError};
use crate::text::{Charset, Line, fold_phrase};

/// A model as a pack's `[models]` writes it. Word lists may name shared lists as `@name`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// A line is a story's beginning from this score on.
    pub threshold: f64,
    /// What a beginning without a headline needs beyond that.
    #[serde(default)]
    pub bare_extra: f64,
    /// Inside foreign text another story begins from this score on.
    pub split_threshold: f64,
    /// Longer documents are not judged.
    pub max_lines: usize,
    /// A text is read in full only where a line reaches this by the weights of `look`; all texts are
    /// unless it is given.
    pub look_threshold: Option<f64>,
    /// The weights that tell, by a line and the lines about it alone, where foreign text may begin. The
    /// features that look further (`cohesion_lead`, `first_known`, `new_share`, `theme_fwd`,
    /// `next_coh`, `suffix_title`, `suffix_lines`) count nothing there.
    #[serde(default)]
    pub look: Weights,
    /// The weights that tell where foreign text begins.
    pub start: Weights,
    /// The weights that tell one foreign story from the next.
    pub split: Weights,
    /// Verbs that open a report.
    #[schemars(with = "Vec<String>")]
    pub reporting_verbs: Vec<Spanned<String>>,
    /// Words that go on with what was said, such as "and he added".
    #[schemars(with = "Vec<String>")]
    pub continuers: Vec<Spanned<String>>,
    /// Phrases that turn to another side of the same article.
    #[schemars(with = "Vec<String>")]
    pub turns: Vec<Spanned<String>>,
    /// Names of days and times of a day.
    #[schemars(with = "Vec<String>")]
    pub time_words: Vec<Spanned<String>>,
    /// First words of lines that speak to the reader.
    #[schemars(with = "Vec<String>")]
    pub appeals: Vec<Spanned<String>>,
    /// A letter written onto the next word that joins sentences, such as the Arabic "and".
    pub conjunction: Option<String>,
    /// Words that begin with that letter and do not hold the conjunction.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_joined: Vec<Spanned<String>>,
    /// Beginnings of words that join sentences.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub joined: Vec<Spanned<String>>,
    /// Words and stems that say nothing about a subject.
    #[schemars(with = "Vec<String>")]
    pub empty_words: Vec<Spanned<String>>,
    /// Words and stems that say little; they count 0.3.
    #[schemars(with = "Vec<String>")]
    pub weak_words: Vec<Spanned<String>>,
    /// Words and stems that say something; they count 0.6, all others 1.
    #[schemars(with = "Vec<String>")]
    pub common_words: Vec<Spanned<String>>,
    /// Beginnings of words that the stem leaves out; the first that fits is taken.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub prefixes: Vec<Spanned<String>>,
    /// Single letters that the stem of a word of five letters or more leaves out otherwise.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub prefix_letters: Vec<Spanned<String>>,
    /// Ends of words that the stem leaves out; the first that fits is taken.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub suffixes: Vec<Spanned<String>>,
}

/// A compiled model.
#[derive(Debug)]
pub struct Model {
    pub name: String,
    pub threshold: f64,
    pub bare_extra: f64,
    pub split_threshold: f64,
    pub max_lines: usize,
    pub look: Weights,
    pub look_threshold: Option<f64>,
    pub start: Weights,
    pub split: Weights,
    pub words: Words,
    shelf: Shelf,
}

/// The word lists of a model, folded.
#[derive(Debug)]
pub struct Words {
    pub reporting_verbs: FxHashSet<String>,
    pub appeals: FxHashSet<String>,
    continuers: FxHashSet<String>,
    /// By their first words.
    turns: FxHashMap<String, Vec<String>>,
    conjunction: Option<String>,
    not_joined: FxHashSet<String>,
    joined: Vec<String>,
    /// By the hash of a word: what the lists say of it.
    listed: FxHashMap<u64, Listed>,
    /// The kinds of characters that each word has which says little: lines without them have none of these.
    kinds: Charset,
    prefixes: Prefixes,
    prefix_letters: Prefixes,
    suffixes: Suffixes,
}

/// How much a word says about a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    Nothing,
    Little,
    Something,
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

/// What lists say of a word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Listed {
    /// By the lists of words that say little; one that stands in none says much.
    pub says: Option<Says>,
    pub is_verb: bool,
    pub is_time: bool,
}

/// Of so many words of a text one must stand in the lists: they are of another language otherwise.
pub const ENOUGH_LISTED: usize = 5;

/// Words of fewer letters lose no single letter at their head.
const SHORTEST_JOINED: usize = 5;

impl Model {
    /// Compiles a model.
    ///
    /// # Errors
    /// A shared list that does not exist.
    pub fn new(name: &str, spec: &ModelSpec, compiler: &Compiler) -> Result<Self, RuleError> {
        let set = |words| -> Result<FxHashSet<String>, RuleError> {
            Ok(compiler.words(words)?.into_iter().collect())
        };
        let mut listed: FxHashMap<u64, Listed> = FxHashMap::default();
        let mut kinds: Vec<Charset> = Vec::new();
        for (words, says) in [
            (&spec.empty_words, Says::Nothing),
            (&spec.weak_words, Says::Little),
            (&spec.common_words, Says::Something),
        ] {
            for word in compiler.words(words)? {
                kinds.push(word.chars().map(Charset::of).collect());
                listed.entry(hash_of(&word)).or_default().says = Some(says);
            }
        }
        let mut list = |words, say: &dyn Fn(&mut Listed)| -> Result<(), RuleError> {
            for word in compiler.words(words)? {
                say(listed.entry(hash_of(&word)).or_default());
            }
            Ok(())
        };
        list(&spec.reporting_verbs, &|word| word.is_verb = true)?;
        list(&spec.time_words, &|word| word.is_time = true)?;
        let mut turns: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for turn in compiler.words(&spec.turns)? {
            let first = turn.split(' ').next().unwrap_or("").to_owned();
            turns.entry(first).or_default().push(turn);
        }
        Ok(Self {
            name: name.to_owned(),
            threshold: spec.threshold,
            bare_extra: spec.bare_extra,
            split_threshold: spec.split_threshold,
            max_lines: spec.max_lines,
            look: spec.look.clone(),
            look_threshold: spec.look_threshold,
            start: spec.start.clone(),
            split: spec.split.clone(),
            words: Words {
                reporting_verbs: set(&spec.reporting_verbs)?,
                continuers: set(&spec.continuers)?,
                turns,
                appeals: set(&spec.appeals)?,
                conjunction: spec.conjunction.as_deref().map(fold_phrase),
                not_joined: set(&spec.not_joined)?,
                joined: compiler.words(&spec.joined)?,
                listed,
                kinds: Charset::common(kinds),
                prefixes: Prefixes::new(compiler.words(&spec.prefixes)?),
                prefix_letters: Prefixes::new(compiler.words(&spec.prefix_letters)?),
                suffixes: Suffixes::new(compiler.words(&spec.suffixes)?),
            },
            shelf: Shelf::default(),
        })
    }

    /// Its words, to read a document with.
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary::new(&self.words, &self.shelf)
    }

    /// What a beginning needs beyond the threshold.
    pub fn handicap(&self, is_bare: bool) -> f64 {
        if is_bare { self.bare_extra } else { 0.0 }
    }
}

impl Words {
    /// The stem of a folded word: one prefix and one suffix off.
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        let is_long = |_: &&str| word.chars().nth(SHORTEST_JOINED - 1).is_some();
        let joined = || self.prefix_letters.without(word).filter(is_long);
        let word = self.prefixes.without(word).or_else(joined).unwrap_or(word);
        self.suffixes.without(word).unwrap_or(word)
    }

    /// Whether a fifth of the words of these lines may stand in the lists of words that say little, as far
    /// as their characters and lengths tell.
    pub fn may_know(&self, lines: &[Line]) -> bool {
        let (mut words, mut listed) = (0, 0);
        for line in lines {
            words += line.words;
            if line.charset.holds(self.kinds) {
                // Between two words stands another character.
                listed += line.chars.div_ceil(2);
            }
        }
        ENOUGH_LISTED * listed >= words
    }

    /// What lists say of the word or stem of a hash.
    #[inline]
    pub fn listed(&self, hash: u64) -> Listed {
        self.listed.get(&hash).copied().unwrap_or_default()
    }

    /// Whether a line of these words turns to another side of the same article.
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

    /// A text without the conjunction that it begins with.
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
