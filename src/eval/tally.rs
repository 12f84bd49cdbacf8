//! The counts of a document, or of many: bytes by label class, and documents.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// What gold says of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelClass {
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
pub struct PerClass<T> {
    pub residue: T,
    pub kept: T,
    pub metadata: T,
    pub unscored: T,
}

impl<T> Index<LabelClass> for PerClass<T> {
    type Output = T;

    fn index(&self, class: LabelClass) -> &T {
        match class {
            LabelClass::Residue => &self.residue,
            LabelClass::Kept => &self.kept,
            LabelClass::Metadata => &self.metadata,
            LabelClass::Unscored => &self.unscored,
        }
    }
}

impl<T> IndexMut<LabelClass> for PerClass<T> {
    fn index_mut(&mut self, class: LabelClass) -> &mut T {
        match class {
            LabelClass::Residue => &mut self.residue,
            LabelClass::Kept => &mut self.kept,
            LabelClass::Metadata => &mut self.metadata,
            LabelClass::Unscored => &mut self.unscored,
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
pub struct GoldTally {
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
    pub bytes: PerClass<Share>,
}

impl GoldTally {
    /// The counts of one document.
    pub fn of(bytes: PerClass<Share>) -> Self {
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
fn f1(bytes: PerClass<Share>) -> f64 {
    let good = bytes.kept.left() as f64;
    if good == 0.0 {
        return 0.0;
    }
    let precision = good / (good + bytes.residue.left() as f64);
    let recall = good / bytes.kept.all as f64;
    2.0 * precision * recall / (precision + recall)
}
