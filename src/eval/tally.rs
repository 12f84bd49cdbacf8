//! What is counted, and the figures that follow from it.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::base::names::named;
use crate::eval::interval::{middle, samples, wilson};

/// What gold says of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It must go.
    Residue,
    /// Losing it is a defect.
    Kept,
    /// Kept unless asked for: dates, bylines, sources.
    Metadata,
    /// Readers could differ, or nobody said anything.
    Unscored,
}

/// Something for each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classes<T> {
    pub residue: T,
    pub kept: T,
    pub metadata: T,
    pub unscored: T,
}

impl<T> Index<Class> for Classes<T> {
    type Output = T;

    fn index(&self, class: Class) -> &T {
        match class {
            Class::Residue => &self.residue,
            Class::Kept => &self.kept,
            Class::Metadata => &self.metadata,
            Class::Unscored => &self.unscored,
        }
    }
}

impl<T> IndexMut<Class> for Classes<T> {
    fn index_mut(&mut self, class: Class) -> &mut T {
        match class {
            Class::Residue => &mut self.residue,
            Class::Kept => &mut self.kept,
            Class::Metadata => &mut self.metadata,
            Class::Unscored => &mut self.unscored,
        }
    }
}

/// Bytes, white space left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub all: usize,
    pub removed: usize,
}

impl Share {
    pub fn add(&mut self, other: Self) {
        self.all += other.all;
        self.removed += other.removed;
    }

    /// What was not removed.
    pub fn left(self) -> usize {
        self.all - self.removed
    }
}

/// Counts of a document, or of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    pub documents: usize,
    /// Documents with all residue gone and all else that is kept whole.
    pub exact: usize,
    /// Documents without residue, and how many of them lost something.
    pub clean: usize,
    pub touched: usize,
    /// Documents with text to keep, and the sum of the F1 of what is left of each.
    #[serde(skip)]
    pub(super) with_kept: usize,
    #[serde(skip)]
    pub(super) f1: f64,
    #[serde(flatten)]
    pub bytes: Classes<Share>,
}

impl Tally {
    /// The counts of one document.
    pub fn of(bytes: Classes<Share>) -> Self {
        let (residue, kept) = (bytes.residue, bytes.kept);
        let is_clean = residue.all == 0;
        let has_lost = kept.removed > 0;
        Self {
            documents: 1,
            exact: usize::from(residue.left() == 0 && !has_lost),
            clean: usize::from(is_clean),
            touched: usize::from(is_clean && has_lost),
            with_kept: usize::from(kept.all > 0),
            f1: f1(bytes),
            bytes,
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.exact += other.exact;
        self.clean += other.clean;
        self.touched += other.touched;
        self.with_kept += other.with_kept;
        self.f1 += other.f1;
        self.bytes.residue.add(other.bytes.residue);
        self.bytes.kept.add(other.bytes.kept);
        self.bytes.metadata.add(other.bytes.metadata);
        self.bytes.unscored.add(other.bytes.unscored);
    }
}

/// The F1 of what is left of a document against what is to be kept of it.
fn f1(bytes: Classes<Share>) -> f64 {
    let good = bytes.kept.left() as f64;
    if good == 0.0 {
        return 0.0;
    }
    let precision = good / (good + bytes.residue.left() as f64);
    let recall = good / bytes.kept.all as f64;
    2.0 * precision * recall / (precision + recall)
}

named! {
    /// A figure.
    pub enum Measure {
        Recall = "recall", "residue removed / residue";
        Precision = "precision", "residue removed / residue and kept text removed";
        BodyLoss = "body_loss", "kept text removed / kept text";
        F1 = "f1", "mean over documents: F1 of what is left against what is to be kept";
        Exact = "exact", "documents with all residue gone and nothing kept lost / documents";
        Touched = "touched", "documents without residue that lost something / documents without residue";
        MetadataRemoved = "metadata_removed", "metadata removed / metadata";
    }
}

/// A figure and the interval that holds its true value in 95 of 100 samples; shares from 0 to 1, to
/// five digits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The figures of some documents; `None` where there is nothing to measure.
pub type Figures = BTreeMap<Measure, Option<Estimate>>;

impl Measure {
    /// The part and the whole of which this is the share.
    fn parts(self, tally: &Tally) -> (f64, f64) {
        let (residue, kept, metadata) =
            (tally.bytes.residue, tally.bytes.kept, tally.bytes.metadata);
        let (part, whole) = match self {
            Self::F1 => return (tally.f1, tally.with_kept as f64),
            Self::Recall => (residue.removed, residue.all),
            Self::Precision => (residue.removed, residue.removed + kept.removed),
            Self::BodyLoss => (kept.removed, kept.all),
            Self::Exact => (tally.exact, tally.documents),
            Self::Touched => (tally.touched, tally.clean),
            Self::MetadataRemoved => (metadata.removed, metadata.all),
        };
        (part as f64, whole as f64)
    }

    /// The figure; `None` where there is nothing to measure.
    pub fn of(self, tally: &Tally) -> Option<f64> {
        let (part, whole) = self.parts(tally);
        (whole > 0.0).then(|| part / whole)
    }

    /// Its interval: Wilson's for shares of documents, otherwise that of sums over samples.
    fn interval(self, tally: &Tally, samples: &[Tally]) -> Option<(f64, f64)> {
        match self {
            Self::Exact | Self::Touched => {
                let (part, whole) = self.parts(tally);
                Some(wilson(part, whole))
            }
            _ => middle(samples.iter().filter_map(|sum| self.of(sum)).collect()),
        }
    }
}

/// The sum over documents, and its figures.
pub fn figures(documents: &[&Tally]) -> (Tally, Figures) {
    let mut sum = Tally::default();
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
