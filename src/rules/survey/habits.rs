//! The habits of sources: in how many of their articles each rule finds something. What a source does in many articles is a
//! template; what happens once belongs to the article.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::text::Part;

/// What stands for no rule in a key.
const ANY_RULE: &str = "";
/// Of a large source, about this many articles are looked at.
const SAMPLE: u32 = 200;

/// The two places of a text that habits tell apart. What is appended may begin after the last paragraph or, if it has long
/// lines itself, before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the first paragraph.
    Above,
    /// From the first paragraph on.
    Below,
}

impl From<Part> for Place {
    fn from(part: Part) -> Self {
        match part {
            Part::Head => Self::Above,
            Part::Body | Part::Tail => Self::Below,
        }
    }
}

/// In how many articles of each source rules find something.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Habits {
    /// By the key of a source and a rule; by that of a source and no rule, the number of documents that were looked at.
    counts: FxHashMap<i64, u32>,
}

/// The habits of one source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceHabits<'h> {
    habits: &'h Habits,
    source: i64,
}

/// How often a rule finds something in a source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Habit {
    /// Documents in which it finds something at the same end of the text.
    pub found: u32,
    /// Documents that were looked at.
    pub documents: u32,
}

impl Habit {
    /// The share of the documents, from 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.found) / f64::from(self.documents.max(1))
    }
}

/// What rules found in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHabits {
    /// The key of the source.
    source: i64,
    /// The keys of rules that found something, each once.
    keys: Vec<i64>,
}

impl DocumentHabits {
    /// Nothing yet, in a document with this text; `None` if it is not in the sample of its source, which has this many articles.
    pub(super) fn sampled(source: i64, text: &str, articles: u32) -> Option<Self> {
        is_sampled(text, articles).then_some(Self {
            source,
            keys: vec![habit_key(source, ANY_RULE, None)],
        })
    }

    /// Adds a finding of a rule at a place of the text.
    pub(crate) fn add(&mut self, rule: &str, place: Place) {
        for place in [None, Some(place)] {
            let key = habit_key(self.source, rule, place);
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
    }
}

impl Habits {
    /// Adds a document.
    pub fn add(&mut self, document: &DocumentHabits) {
        for &key in &document.keys {
            self.add_count(key, 1);
        }
    }

    /// Adds a number of documents to the count of a key.
    pub fn add_count(&mut self, key: i64, documents: u32) {
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(documents);
    }

    /// The counts by key, in the order of the keys.
    pub fn counts(&self) -> BTreeMap<i64, u32> {
        self.counts
            .iter()
            .map(|(&key, &count)| (key, count))
            .collect()
    }

    pub(super) fn of(&self, source: i64) -> SourceHabits<'_> {
        SourceHabits {
            habits: self,
            source,
        }
    }
}

impl SourceHabits<'_> {
    /// The habit of a rule at a place of texts, or anywhere.
    pub fn of_rule(self, rule: &str, place: Option<Place>) -> Habit {
        let number = |rule: &str, place| {
            let key = habit_key(self.source, rule, place);
            self.habits.counts.get(&key).copied().unwrap_or_default()
        };
        Habit {
            found: number(rule, place),
            documents: number(ANY_RULE, None),
        }
    }
}

/// The key of what a rule finds at a place of the texts of a source, or anywhere.
fn habit_key(source: i64, rule: &str, place: Option<Place>) -> i64 {
    let seed = source as u64 ^ place.map_or(0, |place| place as u64 + 1);
    xxh3_64_with_seed(rule.as_bytes(), seed) as i64
}

/// Whether a text is in the sample of its source, which has this many articles. A hash decides, so that the sample does not
/// depend on the order of documents.
fn is_sampled(text: &str, articles: u32) -> bool {
    let share = u64::MAX / u64::from(articles.max(SAMPLE)) * u64::from(SAMPLE);
    xxh3_64(text.as_bytes()) <= share
}
