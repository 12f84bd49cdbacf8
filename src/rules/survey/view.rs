//! What the statistics of a corpus say about the source of one document.

use crate::rules::survey::corpus::{LineCounts, Survey};
use crate::rules::survey::keys::{name_of, source_key, title_key};
use crate::text::Document;

/// A survey as it is used for one document: only documents of the same source count.
#[derive(Debug)]
pub struct SurveyView<'s> {
    pub(super) survey: &'s Survey,
    /// The key of the source.
    pub(super) source: i64,
    /// The name of the source.
    pub source_name: String,
    /// The number of documents of the source, this one included.
    pub documents: u32,
    /// The key of the title, if a field of the record gives one.
    pub(super) title: Option<i64>,
    /// The name of the document.
    name: String,
}

impl<'s> SurveyView<'s> {
    /// The view of a document.
    pub fn new(survey: &'s Survey, document: &Document) -> Self {
        let source = source_key(document);
        Self {
            survey,
            source,
            source_name: document.source_name().into_owned(),
            documents: survey.sources.get(&source).copied().unwrap_or(1),
            title: title_key(document, source),
            name: name_of(document),
        }
    }

    /// The names of at most two other documents that contain a line.
    pub fn examples(&self, counts: &LineCounts) -> Vec<&'s str> {
        let mut names = Vec::new();
        for example in counts.examples.iter() {
            let name = self.survey.names.get(&example.name()).map(AsRef::as_ref);
            names.extend(name.filter(|name| *name != self.name && !names.contains(name)));
        }
        names.truncate(2);
        names
    }
}
