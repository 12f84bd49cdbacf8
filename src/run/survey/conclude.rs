//! Makes a survey from rows. It keeps the lines that occur in several documents, up to a limit of memory.

use rustc_hash::FxHashSet;

use crate::rules::survey::{LineCounts, Survey};
use crate::run::survey::row::{Kind, Row};

/// The largest number of lines in a survey. If more lines occur in several documents, the rarest are dropped.
const MOST_LINES: usize = 1 << 20;

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
