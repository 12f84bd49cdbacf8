//! The measures, such as recall, and their values for some documents, each with its interval.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::eval::interval::{middle, samples, wilson};
use crate::eval::tally::GoldTally;

named! {
    /// A measure of how well rules work.
    pub enum Measure {
        Recall = "recall", "boilerplate removed / boilerplate";
        Precision = "precision", "boilerplate removed / boilerplate and text to keep removed";
        BodyLoss = "body_loss", "text to keep removed / text to keep";
        F1 = "f1", "mean over documents of the F1 of the cleaned text, compared with the text to keep";
        Exact = "exact", "documents with all boilerplate removed and no text lost / documents";
        Touched = "touched", "documents without boilerplate that lost text / documents without boilerplate";
        MetadataRemoved = "metadata_removed", "metadata removed / metadata";
    }
}

/// The value of a measure and its 95 % confidence interval, as shares from 0 to 1 with five digits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// The measures of some documents; `None` if there is nothing to measure.
pub type Figures = BTreeMap<Measure, Option<Estimate>>;

impl Measure {
    /// The numerator and the denominator of the measure.
    fn parts(self, tally: &GoldTally) -> (f64, f64) {
        let (boilerplate, kept, metadata) = (
            tally.bytes.boilerplate,
            tally.bytes.kept,
            tally.bytes.metadata,
        );
        let (part, whole) = match self {
            Self::F1 => return (tally.f1, tally.with_kept as f64),
            Self::Recall => (boilerplate.removed, boilerplate.all),
            Self::Precision => (boilerplate.removed, boilerplate.removed + kept.removed),
            Self::BodyLoss => (kept.removed, kept.all),
            Self::Exact => (tally.exact, tally.documents),
            Self::Touched => (tally.touched, tally.clean),
            Self::MetadataRemoved => (metadata.removed, metadata.all),
        };
        (part as f64, whole as f64)
    }

    /// The value of the measure, from 0 to 1; `None` if there is nothing to measure.
    pub fn of(self, tally: &GoldTally) -> Option<f64> {
        let (part, whole) = self.parts(tally);
        (whole > 0.0).then(|| part / whole)
    }

    /// The interval: Wilson's for shares of documents, otherwise from the bootstrap samples.
    fn interval(self, tally: &GoldTally, samples: &[GoldTally]) -> Option<(f64, f64)> {
        match self {
            Self::Exact | Self::Touched => {
                let (part, whole) = self.parts(tally);
                Some(wilson(part, whole))
            }
            _ => middle(samples.iter().filter_map(|sum| self.of(sum)).collect()),
        }
    }
}

/// The sum over documents, and its measures.
pub fn figures(documents: &[&GoldTally]) -> (GoldTally, Figures) {
    let mut sum = GoldTally::default();
    documents.iter().for_each(|one| sum.add(one));
    let samples = samples(documents);
    let estimate = |measure: Measure| {
        let value = measure.of(&sum)?;
        let (low, high) = measure.interval(&sum, &samples)?;
        let rounded = |x: f64| (x * 1e5).round() / 1e5;
        Some(Estimate {
            value: rounded(value),
            low: rounded(low),
            high: rounded(high),
        })
    };
    let figures = Measure::ALL
        .iter()
        .map(|&measure| (measure, estimate(measure)))
        .collect();
    (sum, figures)
}
