//! The statistics of a corpus: the lines that occur in several articles of a source.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::survey::example::Examples;
use crate::rules::survey::habits::{DocumentHabits, Habits};
use crate::rules::survey::keys::source_key;
use crate::text::Document;

/// A prefix of which a larger share of the lines end as sentences is the article's own.
const PREFIX_SENTENCES: f64 = 0.3;

/// The lines, and other features of texts, that occur in several articles of a source.
#[derive(Debug, Default)]
pub struct Survey {
    /// By the key of a feature.
    pub(crate) seen: FxHashMap<i64, LineCounts>,
    /// The keys of lines that are titles of documents, of which a link may be the only other trace.
    pub(crate) titles: FxHashSet<i64>,
    /// By the key of a source.
    pub(crate) sources: FxHashMap<i64, SourceCounts>,
    /// The names of the documents that findings may name, by the keys of their articles.
    pub(crate) names: FxHashMap<i64, Box<str>>,
    /// Lines in fewer documents than this are left out: 2, or more if the memory for lines was not enough.
    pub least: u32,
    /// What the rules find in the sources, if that was counted.
    pub habits: Option<Habits>,
}

impl Survey {
    /// A record of what rules find in a document, with nothing in it yet; `None` if the document is not in the sample of its
    /// source.
    pub(crate) fn sample(&self, document: &Document) -> Option<DocumentHabits> {
        let source = source_key(document);
        let articles = self.sources.get(&source)?.articles;
        DocumentHabits::sampled(source, &document.text, articles)
    }
}

/// The documents of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceCounts {
    pub documents: u32,
    /// Different articles: documents with the same title and first paragraph are one.
    pub articles: u32,
}

/// In how many documents of a source a line occurs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCounts {
    /// Documents that contain the line, or have it as their title.
    pub documents: u32,
    /// Articles, if they are few enough to be counted exactly.
    pub few_articles: Option<u8>,
    /// Documents whose title it is.
    pub titles: u32,
    /// Documents whose first paragraph it is.
    pub leads: u32,
    /// Some of the articles. Those whose title or first paragraph it is come first.
    /// A finding names two besides its own.
    pub(crate) examples: Examples<3>,
}

impl LineCounts {
    /// Whether the counts are of a prefix that is often before a sentence ("He added: …").
    pub(crate) fn precedes_sentences(&self) -> bool {
        f64::from(self.leads) > PREFIX_SENTENCES * f64::from(self.documents)
    }

    /// The number of articles. Of a line in many articles it is estimated by the share of articles among the documents of
    /// the source.
    pub(crate) fn articles(&self, source: SourceCounts) -> u32 {
        self.few_articles.map_or_else(
            || {
                let share = f64::from(source.articles) / f64::from(source.documents.max(1));
                let estimate = f64::from(self.documents) * share.min(1.0);
                (estimate.round() as u32).max(<Examples>::MOST as u32)
            },
            u32::from,
        )
    }
}
