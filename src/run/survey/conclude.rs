//! Makes a survey from rows. It keeps the lines that occur in several documents, up to a limit of memory.

use rustc_hash::FxHashSet;

use crate::rules::survey::{Examples, LineCounts, SourceCounts, Survey};
use crate::run::survey::row::{Kind, Row};

/// The largest number of lines in a survey. If more lines occur in several documents, the rarest are dropped.
const MOST_LINES: usize = 1 << 20;

/// The largest number of titles in a survey. They take 9 bytes each.
const MOST_TITLES: usize = 1 << 22;

/// A survey that is being made.
#[derive(Debug)]
pub struct Conclusion {
    survey: Survey,
    most_lines: usize,
    /// The keys of the names that examples refer to. They are known once all lines were added.
    wanted: Option<FxHashSet<i64>>,
}

impl Default for Conclusion {
    fn default() -> Self {
        Self {
            survey: Survey {
                least: 2,
                ..Survey::default()
            },
            most_lines: MOST_LINES,
            wanted: None,
        }
    }
}

impl Conclusion {
    #[cfg(test)]
    /// A conclusion that keeps at most this number of lines.
    pub fn of_at_most(lines: usize) -> Self {
        Self {
            most_lines: lines,
            ..Self::default()
        }
    }

    /// Adds a row. Rows must come in the order of their keys.
    pub fn add(&mut self, row: Row) {
        match row.kind {
            Kind::Habit => {
                let habits = self.survey.habits.get_or_insert_default();
                habits.add_count(row.h, count(row.n));
            }
            Kind::Line => self.add_line(&row),
            Kind::Name => {
                let seen = &self.survey.seen;
                let wanted = self.wanted.get_or_insert_with(|| {
                    let examples = seen.values().flat_map(|seen| seen.examples.iter());
                    examples.map(|example| example.article()).collect()
                });
                if let Some(source) = row.source {
                    self.survey.sources.entry(source).or_default().articles += 1;
                }
                if let (true, Some(name)) = (wanted.contains(&row.h), row.name) {
                    self.survey.names.insert(row.h, name);
                }
            }
            Kind::Source => {
                let source: &mut SourceCounts = self.survey.sources.entry(row.h).or_default();
                source.documents = count(row.n);
                source.articles = row.articles.map_or(source.articles, count);
            }
        }
    }

    fn add_line(&mut self, row: &Row) {
        if row.titles > 0 && self.survey.titles.len() < MOST_TITLES {
            self.survey.titles.insert(row.h);
        }
        let [documents, titles, leads] = [row.n, row.titles, row.leads].map(count);
        let mut examples = Examples::default();
        examples.add(row.examples.iter());
        // 0 stands for many.
        let known = row
            .articles
            .map(|articles| u8::try_from(articles).ok().filter(|&few| few > 0));
        let seen = LineCounts {
            documents,
            few_articles: known.unwrap_or_else(|| row.examples.articles()),
            titles,
            leads,
            examples,
        };
        let survey = &mut self.survey;
        // The versions of one article say nothing.
        if seen.documents < survey.least || seen.few_articles == Some(1) {
            return;
        }
        survey.seen.insert(row.h, seen);
        while survey.seen.len() > self.most_lines {
            survey.least += 1;
            let least = survey.least;
            survey.seen.retain(|_, seen| seen.documents >= least);
        }
    }

    /// The survey.
    pub fn finish(mut self) -> Survey {
        self.survey.seen.shrink_to_fit();
        self.survey
    }
}

/// A count as it is kept in memory. Counts above four billion are cut off, as only shares matter there.
fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
