//! What a survey says of one document: of its source, and of its lines.

use crate::rules::survey::keys::{line_key, name_of, source_key, title_key};
use crate::rules::survey::{Seen, Survey};
use crate::text::{Document, Segments};

/// A survey as one document sees it: only documents of its own source count.
#[derive(Debug)]
pub struct View<'s> {
    survey: &'s Survey,
    source: i64,
    /// The name of the source.
    pub source_name: String,
    /// Documents of the source, this one among them.
    pub documents: u32,
    /// The key of the title that a field says.
    title: Option<i64>,
    name: String,
}

impl<'s> View<'s> {
    pub(crate) fn new(survey: &'s Survey, document: &Document) -> Self {
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

    /// The names of two other documents that hold a line, or of one where there are no more.
    pub fn examples(&self, seen: &Seen) -> Vec<&'s str> {
        let mut names = Vec::new();
        for example in seen.examples.iter() {
            let name = self.survey.names.get(&example.name()).map(AsRef::as_ref);
            names.extend(name.filter(|name| *name != self.name && !names.contains(name)));
        }
        names.truncate(2);
        names
    }
}

/// What a survey says of the lines of a text.
#[derive(Debug)]
pub(crate) struct Known<'v> {
    pub view: &'v View<'v>,
    /// By line; `None` where it stands in no other document.
    lines: Vec<Option<Seen>>,
    /// The share of its paragraphs, by characters, that stand in other documents as well; of all its
    /// lines, where it has no paragraph.
    pub copied: f64,
}

impl<'v> Known<'v> {
    pub fn new(view: &'v View<'v>, segments: &Segments) -> Self {
        let own_lead = segments.paragraphs.map(|(first, _)| first);
        let seen = |line: usize| {
            let folded = segments.folded_line(line);
            let key = line_key(view.source, folded);
            let mut seen = *view.survey.seen.get(&key).filter(|_| !folded.is_empty())?;
            // Its own title and lead are nobody else's: documents of a series may share them. The
            // line right above the first paragraph is the title for sure.
            let may_be_title = segments.title == Some(line);
            let is_title = may_be_title && segments.next(line) == own_lead;
            if view.title == Some(key) || (view.title.is_none() && is_title) {
                return None;
            }
            if may_be_title {
                seen.titles = 0;
            }
            if own_lead == Some(line) {
                seen.leads = 0;
            }
            Some(seen)
        };
        let lines: Vec<_> = (0..segments.lines.len()).map(seen).collect();
        // Where there is no paragraph, as in verse, all lines are the article.
        let counted = || {
            let all = segments.lines.iter().zip(&lines);
            all.filter(|(line, _)| segments.paragraphs.is_none() || line.is_paragraph())
        };
        let chars: usize = counted().map(|(line, _)| line.chars).sum();
        let copied: usize = counted()
            .filter(|(_, seen)| seen.is_some())
            .map(|(line, _)| line.chars)
            .sum();
        Self {
            view,
            copied: copied as f64 / chars.max(1) as f64,
            lines,
        }
    }

    /// What is known of a line.
    pub fn line(&self, line: usize) -> Option<&Seen> {
        self.lines[line].as_ref()
    }
}
