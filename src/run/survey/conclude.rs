//! Makes a survey of rows, as far as memory suffices: of lines that stand in several documents.

use rustc_hash::FxHashSet;

use crate::rules::survey::{LineCounts, Survey};
use crate::run::survey::row::{Kind, Row};

/// Lines that a survey knows; where more stand in several documents, those in the fewest go.
const MOST_LINES: usize = 1 << 20;

/// A survey in the making.
#[derive(Debug)]
pub struct Conclusion {
    survey: Survey,
    most_lines: usize,
    /// The names that examples ask for, once all lines are known.
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
    pub fn of_at_most(lines: usize) -> Self {
        Self {
            most_lines: lines,
            ..Self::default()
        }
    }

    /// Adds a row; rows come in the order of their keys.
    pub fn add(&mut self, row: Row) {
        match row.kind {
            Kind::Line => self.add_line(&row),
            Kind::Name => {
                let seen = &self.survey.seen;
                let wanted = self.wanted.get_or_insert_with(|| {
                    let examples = seen.values().flat_map(|seen| seen.examples.iter());
                    examples.map(|example| example.name()).collect()
                });
                if let (true, Some(name)) = (wanted.contains(&row.h), row.name) {
                    self.survey.names.insert(row.h, name);
                }
            }
            Kind::Source => {
                self.survey.sources.insert(row.h, count(row.n));
            }
        }
    }

    fn add_line(&mut self, row: &Row) {
        let seen = LineCounts {
            documents: count(row.n),
            titles: count(row.titles),
            leads: count(row.leads),
            examples: row.examples,
        };
        let survey = &mut self.survey;
        if seen.documents < survey.least {
            return;
        }
        survey.seen.insert(row.h, seen);
        while survey.seen.len() > self.most_lines {
            survey.least += 1;
            let least = survey.least;
            survey.seen.retain(|_, seen| seen.documents >= least);
        }
    }

    pub fn finish(mut self) -> Survey {
        self.survey.seen.shrink_to_fit();
        self.survey
    }
}

/// A count in memory: beyond four billion documents shares are all that matters.
fn count(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
