//! The story model of a language: word lists, weights and thresholds, all from a pack.

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::rules::compile::Compiler;
use crate::rules::detectors::affix::{Prefixes, Suffixes};
use crate::rules::detectors::model_caches::hash_of;
use crate::rules::detectors::story::features::Weights;
use crate::rules::detectors::story::vocabulary::{Vocabulary, WordCaches};
use crate::rules::detectors::story::word_lists::{ListedWord, Says, WordLists};
use crate::rules::error::RuleError;
use crate::text::{Charset, fold_phrase};

/// A model as a pack's `[models]` writes it. Word lists may name shared lists as `@name`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// The smallest score of a line at which a story begins.
    pub threshold: f64,
    /// How much higher the score must be without a headline.
    #[serde(default)]
    pub bare_extra: f64,
    /// The smallest score of a line in foreign text at which the next story begins.
    pub split_threshold: f64,
    /// Documents with more lines that are not blank are not checked.
    pub max_lines: usize,
    /// A text is read in full only if a line reaches this score by the weights of `look` [default: every
    /// text is read in full].
    pub look_threshold: Option<f64>,
    /// The weights of the screening pass, which reads a line and the lines around it alone. The features
    /// that need more (`cohesion_lead`, `first_known`, `new_share`, `theme_fwd`, `next_coh`,
    /// `suffix_title`, `suffix_lines`) are 0 there.
    #[serde(default)]
    pub look: Weights,
    /// The weights that find where foreign text begins.
    pub start: Weights,
    /// The weights that find where the next foreign story begins.
    pub split: Weights,
    /// Verbs that open a report.
    #[schemars(with = "Vec<String>")]
    pub reporting_verbs: Vec<Spanned<String>>,
    /// Words that continue what was said, such as "and he added".
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
    /// A letter, written as part of the next word, that joins sentences, such as the Arabic "and".
    pub conjunction: Option<String>,
    /// Words that begin with that letter without containing the conjunction.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub not_joined: Vec<Spanned<String>>,
    /// Prefixes of words that join sentences.
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
    /// Prefixes that the stem leaves out; the first one that fits is removed.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub prefixes: Vec<Spanned<String>>,
    /// Single letters that the stem leaves out otherwise, in words of five letters or more.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub prefix_letters: Vec<Spanned<String>>,
    /// Suffixes that the stem leaves out; the first one that fits is removed.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub suffixes: Vec<Spanned<String>>,
}

/// A compiled model.
#[derive(Debug)]
pub struct Model {
    /// Its name in the pack.
    pub name: String,
    /// The smallest score of a line at which foreign text begins.
    pub threshold: f64,
    /// How much higher that score must be without a headline.
    pub bare_extra: f64,
    /// The smallest score of a line at which the next foreign story begins.
    pub split_threshold: f64,
    /// The most lines that are not blank of a document that is checked.
    pub max_lines: usize,
    /// The weights of the screening pass.
    pub look: Weights,
    /// The smallest score in the screening pass; `None` if there is no such pass.
    pub look_threshold: Option<f64>,
    /// The weights that find where foreign text begins.
    pub start: Weights,
    /// The weights that find where the next foreign story begins.
    pub split: Weights,
    /// The word lists, folded.
    pub words: WordLists,
    caches: WordCaches,
}

impl Model {
    /// Compiles a model.
    ///
    /// # Errors
    /// A shared list that does not exist.
    pub fn new(name: &str, spec: &ModelSpec, compiler: &Compiler) -> Result<Self, RuleError> {
        let set = |words| -> Result<FxHashSet<String>, RuleError> {
            Ok(compiler.words(words)?.into_iter().collect())
        };
        let mut listed: FxHashMap<u64, ListedWord> = FxHashMap::default();
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
        let mut list = |words, say: &dyn Fn(&mut ListedWord)| -> Result<(), RuleError> {
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
            words: WordLists {
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
            caches: WordCaches::default(),
        })
    }

    /// Reads words with its lists.
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary::new(&self.words, &self.caches)
    }

    /// How much higher than the threshold the score of a beginning must be.
    pub fn handicap(&self, is_bare: bool) -> f64 {
        if is_bare { self.bare_extra } else { 0.0 }
    }
}
