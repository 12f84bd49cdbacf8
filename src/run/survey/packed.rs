//! A survey as bytes, for processes on other machines: the part that checks need, as a small table.

use std::io::{self, Write};
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::base::problem::Problem;
use crate::rules::survey::{Examples, Habits, LineCounts, Survey};
use crate::run::survey::row::{Kind, Row};
use crate::run::survey::table::{Stamp, Table, Writer};

/// The counts of a line that is only the title of one document.
const ONE_TITLE: LineCounts = LineCounts {
    documents: 1,
    few_articles: Some(1),
    titles: 1,
    leads: 0,
    examples: Examples::NOTHING,
};

impl Survey {
    /// Packs the survey. Of the names, it keeps only those that findings may show. It drops the names of
    /// sources, and the sources with a single document, because checks do not need them.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub fn packed(&self, stamp: &Stamp) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes, stamp)?;
        let habits = self.habits.iter().flat_map(Habits::counts);
        for (h, documents) in habits {
            writer.push(Row::of_habit(h, documents))?;
        }
        let rare = self
            .titles
            .iter()
            .filter(|title| !self.seen.contains_key(title));
        let rare: FxHashMap<i64, LineCounts> = rare.map(|&title| (title, ONE_TITLE)).collect();
        let mut lines = sorted(&self.seen);
        lines.append(&mut sorted(&rare));
        lines.sort_unstable_by_key(|(h, _)| *h);
        for (h, seen) in lines {
            let row = Row::of_line(h, seen.examples.iter());
            writer.push(Row {
                n: seen.documents.into(),
                titles: seen.titles.into(),
                leads: seen.leads.into(),
                // 0 stands for many.
                articles: Some(seen.few_articles.unwrap_or_default().into()),
                ..row
            })?;
        }
        for (h, name) in sorted(&self.names) {
            writer.push(Row::of_name(Kind::Name, h, name))?;
        }
        for (h, source) in sorted(&self.sources) {
            if source.documents > 1 {
                writer.push(Row {
                    n: source.documents.into(),
                    articles: Some(source.articles.into()),
                    name: None,
                    ..Row::of_name(Kind::Source, h, "")
                })?;
            }
        }
        writer.finish()?;
        Ok(bytes)
    }

    /// Unpacks a survey. The bytes go to a temporary file.
    ///
    /// # Errors
    /// When the temporary file cannot be written, or the bytes are not a packed survey.
    pub fn unpacked(bytes: &[u8]) -> Result<Self, Problem> {
        let name = Path::new("the packed survey");
        let file = tempfile::tempfile().and_then(|mut file| {
            file.write_all(bytes)?;
            Ok(file)
        });
        let file = file.map_err(|error| {
            Problem::io(
                name.to_string_lossy(),
                "keep it in a temporary file",
                &error,
            )
        })?;
        Table::of(file, name)?.survey()
    }
}

/// The entries of a map, in the order of their keys.
fn sorted<V>(known: &FxHashMap<i64, V>) -> Vec<(i64, &V)> {
    let mut sorted: Vec<_> = known.iter().map(|(&key, value)| (key, value)).collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::survey::SurveyView;
    use crate::text::Document;

    #[test]
    fn a_survey_is_the_same_after_packing_and_unpacking() {
        let document = |n: usize| Document {
            path: format!("news/{n}.txt"),
            ..Document::new(format!("line {}\nline {}\nline {n} alone\n", n % 7, n % 3))
        };
        let alone = Document {
            source: Some("elsewhere".into()),
            ..document(1)
        };
        let documents: Vec<_> = (0..40).map(document).chain([alone]).collect();
        let survey = crate::run::survey::survey_of(&documents).unwrap();
        let bytes = survey.packed(&Stamp::new("url", "title")).unwrap();
        let again = Survey::unpacked(&bytes).unwrap();
        assert_eq!(again.packed(&Stamp::new("url", "title")).unwrap(), bytes);
        assert_eq!(again.seen, survey.seen);
        assert_eq!(again.names, survey.names);
        assert_eq!(again.titles, survey.titles);
        assert_eq!(again.habits, survey.habits);
        // Seven lines, and two of them without their numbers.
        assert_eq!(again.seen.len(), 9);
        for document in &documents {
            let (ours, theirs) = (
                SurveyView::new(&again, document),
                SurveyView::new(&survey, document),
            );
            assert_eq!(ours.source_counts, theirs.source_counts);
        }
        assert!(Survey::unpacked(b"PAR1 and so on").is_err());
    }
}
