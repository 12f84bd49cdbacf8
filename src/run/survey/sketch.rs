//! The sketch of a document: what a survey counts of it. These are the hashes of its lines and of other features, and which
//! of the lines are its title and its first paragraph.

use super::row::{Kind, Row};
use crate::rules::survey::Example;
use crate::rules::survey::example::{LEAD, TITLE};
use crate::rules::survey::features::Feature;
use crate::rules::survey::features::{counted_in_segments, each_feature, lead_of, title_opening};
use crate::rules::survey::keys::{ALL_SOURCES, article_key, feature_key, name_of, source_key};
use crate::run::survey::entry::{LineEntry, Name};
use crate::text::{Document, TextAnalysis, fold_phrase, is_alphanumeric};

/// What a survey counts of a document: each different feature once, its name and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// The name of the document in findings, and its article.
    pub(crate) name: Name,
    source_name: String,
    /// The features, in the order of their keys.
    pub(crate) lines: Vec<LineEntry>,
}

impl Sketch {
    /// Makes the sketch of a document.
    pub fn of(document: &Document) -> Self {
        let source = source_key(document);
        let analysis = TextAnalysis::new(&document.text);
        let lead = lead_of(&analysis);
        let article = article_key(document, &analysis, source);
        let mut features = FeatureKeys {
            source,
            keys: Vec::new(),
        };
        let title = document.title.as_deref().map(fold_phrase);
        let title = title.filter(|title| !title.is_empty());
        if let Some(title) = &title {
            features.add(Feature::Line, title, TITLE);
            title_opening(title)
                .iter()
                .for_each(|opening| features.add(Feature::TitleOpening, opening, TITLE));
        }
        let role = |role: u8, holds: bool| if holds { role } else { 0 };
        for line in 0..analysis.lines.len() {
            let roles = role(TITLE, title.is_none() && analysis.title == Some(line))
                | role(LEAD, lead == Some(line));
            features.add_line(&analysis, line, roles);
        }
        let split = counted_in_segments(&analysis);
        if !split.is_empty() {
            let segmented = analysis.segmented(&split);
            let segments =
                (0..segmented.lines.len()).filter(|&line| segmented.lines[line].is_segment());
            segments.for_each(|line| features.add_line(&segmented, line, 0));
        }
        Self {
            name: Name {
                article,
                source,
                name: name_of(document).into_boxed_str(),
            },
            source_name: document.source_name().into_owned(),
            lines: features.entries(article),
        }
    }

    /// The rows of a survey of this document alone, in the order of their keys. To survey many documents,
    /// add up their rows by key.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let lines = self.lines.iter();
        lines
            .map(|entry| Row::of_line(entry.line, [entry.example].into_iter()))
            .chain([Row::of_document(&self.name), self.source_row()])
    }

    pub(crate) fn source_row(&self) -> Row {
        Row::of_name(Kind::Source, self.name.source, &self.source_name)
    }
}

/// The features of a document while they are collected, with their roles.
struct FeatureKeys {
    source: i64,
    keys: Vec<(i64, u8)>,
}

impl FeatureKeys {
    fn add(&mut self, feature: Feature, text: &str, roles: u8) {
        self.keys
            .push((feature_key(self.source, feature, text), roles));
        if feature == Feature::Prefix {
            self.keys
                .push((feature_key(ALL_SOURCES, feature, text), roles));
        }
    }

    fn add_line(&mut self, analysis: &TextAnalysis, line: usize, roles: u8) {
        if analysis.folded_line(line).contains(is_alphanumeric) {
            each_feature(analysis, line, roles, |feature, text, roles| {
                self.add(feature, text, roles);
            });
        }
    }

    /// The features as entries of an article, in the order of their keys.
    fn entries(mut self, article: i64) -> Vec<LineEntry> {
        self.keys.sort_unstable();
        self.keys.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 |= if is_same { next.1 } else { 0 };
            is_same
        });
        let entry = |(line, roles)| LineEntry {
            line,
            example: Example::new(article, roles),
        };
        self.keys.into_iter().map(entry).collect()
    }
}
