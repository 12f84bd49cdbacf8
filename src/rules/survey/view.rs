//! What the statistics of a corpus say about the source of one document.

use crate::rules::survey::corpus::{LineCounts, SourceCounts, Survey};
use crate::rules::survey::features::Feature;
use crate::rules::survey::habits::SourceHabits;
use crate::rules::survey::keys::{ALL_SOURCES, feature_key, name_of, source_key, title_key};
use crate::text::Document;

/// A survey as it is used for one document: only documents of the same source count.
#[derive(Debug)]
pub struct SurveyView<'s> {
    survey: &'s Survey,
    /// The key of the source.
    source: i64,
    /// The name of the source.
    pub source_name: String,
    /// The documents of the source, this one included.
    pub source_counts: SourceCounts,
    /// The key of the title, if a field of the record gives one.
    pub(super) title: Option<i64>,
    /// The name of the document.
    name: String,
}

impl<'s> SurveyView<'s> {
    /// The view of a document.
    pub fn new(survey: &'s Survey, document: &Document) -> Self {
        let source = source_key(document);
        let alone = SourceCounts {
            documents: 1,
            articles: 1,
        };
        Self {
            survey,
            source,
            source_name: document.source_name().into_owned(),
            source_counts: survey.sources.get(&source).copied().unwrap_or(alone),
            title: title_key(document, source),
            name: name_of(document),
        }
    }

    /// The key of a feature in this source.
    pub(super) fn key(&self, feature: Feature, text: &str) -> i64 {
        feature_key(self.source, feature, text)
    }

    /// The counts of a feature in this source, if several documents have it.
    pub(super) fn counts(&self, feature: Feature, text: &str) -> Option<&'s LineCounts> {
        self.counts_of(self.key(feature, text))
    }

    /// The counts of the feature with this key.
    pub(super) fn counts_of(&self, key: i64) -> Option<&'s LineCounts> {
        self.survey.seen.get(&key)
    }

    /// Whether the line with this key is the title of a document of the source.
    pub(super) fn is_title(&self, key: i64) -> bool {
        self.survey.titles.contains(&key)
    }

    /// In how many articles of the source a feature is.
    pub(crate) fn articles(&self, counts: &LineCounts) -> u32 {
        counts.articles(self.source_counts)
    }

    /// In how many documents of other sources a prefix is.
    pub(super) fn elsewhere(&self, prefix: &str, here: &LineCounts) -> u32 {
        let all = feature_key(ALL_SOURCES, Feature::Prefix, prefix);
        let all = self.counts_of(all).map_or(0, |all| all.documents);
        all.saturating_sub(here.documents)
    }

    /// The number of documents of other sources.
    pub(super) fn documents_elsewhere(&self) -> u32 {
        let all: u64 = self
            .survey
            .sources
            .values()
            .map(|source| u64::from(source.documents))
            .sum();
        u32::try_from(all)
            .unwrap_or(u32::MAX)
            .saturating_sub(self.source_counts.documents)
    }

    /// What rules find in the documents of the source, if that was counted.
    pub(crate) fn habits(&self) -> Option<SourceHabits<'s>> {
        self.survey
            .habits
            .as_ref()
            .map(|habits| habits.of(self.source))
    }

    /// The name of the source as messages end with it; empty if it has none.
    pub(crate) fn of_source(&self) -> String {
        match self.source_name.as_str() {
            "." => String::new(),
            name => format!(" of {name}"),
        }
    }

    /// A message about a line: in how many articles it is, and which.
    pub(crate) fn message(&self, summary: &str, counts: &LineCounts) -> String {
        let source = self.of_source();
        let role = match counts.examples.iter().next() {
            Some(example) if example.is_title() => "as the title of",
            Some(example) if example.is_lead() => "as the first paragraph of",
            _ => "such as",
        };
        let examples = match self.examples(counts) {
            names if names.is_empty() => String::new(),
            names => format!(", {role} {}", names.join(" and ")),
        };
        let (articles, all) = (self.articles(counts), self.source_counts.articles);
        format!("{summary}: in {articles} of {all} articles{source}{examples}")
    }

    /// The names of at most two other documents that contain a line.
    pub(crate) fn examples(&self, counts: &LineCounts) -> Vec<&'s str> {
        let mut names = Vec::new();
        for example in counts.examples.iter() {
            let name = self.survey.names.get(&example.article()).map(AsRef::as_ref);
            names.extend(name.filter(|name| *name != self.name && !names.contains(name)));
        }
        names.truncate(2);
        names
    }
}
