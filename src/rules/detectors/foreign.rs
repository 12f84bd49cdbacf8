//! `foreign`: a line that is the site's or another article's, by a reading of the whole text with the statistics of the corpus.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::rules::catalog::Category;
use crate::rules::compile::Compiler;
use crate::rules::detectors::context::Context;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::detectors::findings::Findings;
use crate::rules::detectors::kind::KindKeys;
use crate::rules::error::RuleError;
use crate::rules::survey::{LineReading, Origin, Reading, SurveyedLines, Zone};

/// The keys of a `foreign` rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForeignKeys {
    /// Whose text the line is.
    origin: Origin,
    /// Where it is, by the paragraphs of the article. The default is everywhere.
    #[serde(default = "everywhere")]
    zones: Vec<Zone>,
    /// At least this many articles of the source have it. This article counts too.
    #[serde(default)]
    min_articles: u32,
    /// At least this share of the articles of the source have it, from 0 to 1.
    #[serde(default)]
    min_share: f64,
    /// The source has at least this many articles. With fewer, they cannot be compared.
    #[serde(default = "enough")]
    min_source: u32,
    /// At most this share of its longer words are in the paragraphs that only this document has, from 0 to 1.
    #[serde(default = "all")]
    max_overlap: f64,
    /// At least this many paragraphs of other stories are below the article.
    #[serde(default)]
    min_run: usize,
    /// Only a title of another article, or a prefix that is followed by one.
    #[serde(default)]
    only_titles: bool,
    /// Only a prefix that no other source of the corpus has.
    #[serde(default)]
    only_here: bool,
    /// Whether a line counts that may also be the article's: a sentence that ends an article, a heading of its parts, a line that
    /// other articles have with other numbers, or a line with dots at its end that begins like a title.
    #[serde(default = "yes")]
    doubtful: bool,
}

fn everywhere() -> Vec<Zone> {
    vec![Zone::Above, Zone::Inside, Zone::Below]
}

fn enough() -> u32 {
    20
}

fn all() -> f64 {
    1.0
}

fn yes() -> bool {
    true
}

impl KindKeys for ForeignKeys {
    fn build(self, _: &Compiler) -> Result<Box<dyn Detector>, RuleError> {
        Ok(Box::new(Foreign(self)))
    }
}

#[derive(Debug)]
struct Foreign(ForeignKeys);

impl Detector for Foreign {
    fn traits(&self) -> Traits {
        Traits {
            uses_survey: true,
            never_running_text: self.0.origin == Origin::Site,
            ..Traits::default()
        }
    }

    fn detect(&self, context: &Context, findings: &mut Findings) {
        let keys = &self.0;
        let Some(surveyed) = context.surveyed else {
            return;
        };
        if surveyed.view.source_counts.articles < keys.min_source {
            return;
        }
        // All rules of this kind share one reading.
        let reading = findings.results.take::<Reading>();
        let reading = reading.unwrap_or_else(|| Reading::new(surveyed, context.analysis));
        self.find(context, surveyed, &reading, findings);
        findings.results.insert(reading);
    }
}

impl Foreign {
    fn find(
        &self,
        context: &Context,
        surveyed: &SurveyedLines,
        reading: &Reading,
        findings: &mut Findings,
    ) {
        let keys = &self.0;
        if reading.run < keys.min_run {
            return;
        }
        for &line in context.candidates {
            let read = &reading.lines[line];
            // What other rules know as a date, a name or a source is the article's.
            let is_metadata = matches!(
                context.landmarks.get(line),
                Some(Category::Metadata | Category::Source | Category::Caption)
            );
            if !is_metadata && self.is_wanted(surveyed, read) {
                let message = self.message(context, surveyed, read);
                findings.add_lines(context, line, line, Some(message));
            }
        }
    }

    fn is_wanted(&self, surveyed: &SurveyedLines, read: &LineReading) -> bool {
        let keys = &self.0;
        let least = keys.min_share * f64::from(surveyed.view.source_counts.articles);
        read.origin == Some(keys.origin)
            && keys.zones.contains(&read.zone)
            && read.articles >= keys.min_articles
            && f64::from(read.articles) >= least
            && read.overlap <= keys.max_overlap
            && (read.has_title || !keys.only_titles)
            && (!read.is_elsewhere || !keys.only_here)
            && (!read.is_doubtful || keys.doubtful)
    }

    fn message(&self, context: &Context, surveyed: &SurveyedLines, read: &LineReading) -> String {
        let summary = context.rule.summary;
        match read.counts() {
            Some(counts) => surveyed.view.message(summary, counts),
            None => summary.to_owned(),
        }
    }
}
