//! The counts of a document, or of many documents: bytes by class of label, and documents.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// What a label says about a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelClass {
    /// Boilerplate: it must be removed.
    Boilerplate,
    /// Text that must be kept.
    Kept,
    /// Dates, bylines, sources: kept unless the user wants them removed.
    Metadata,
    /// Readers could disagree about it, or it has no label.
    Unscored,
}

/// One value for each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerClass<T> {
    /// For boilerplate.
    #[serde(rename = "residue")]
    pub boilerplate: T,
    /// For text to keep.
    pub kept: T,
    /// For metadata.
    pub metadata: T,
    /// For everything that is not scored.
    pub unscored: T,
}

impl<T> Index<LabelClass> for PerClass<T> {
    type Output = T;

    fn index(&self, class: LabelClass) -> &T {
        match class {
            LabelClass::Boilerplate => &self.boilerplate,
            LabelClass::Kept => &self.kept,
            LabelClass::Metadata => &self.metadata,
            LabelClass::Unscored => &self.unscored,
        }
    }
}

impl<T> IndexMut<LabelClass> for PerClass<T> {
    fn index_mut(&mut self, class: LabelClass) -> &mut T {
        match class {
            LabelClass::Boilerplate => &mut self.boilerplate,
            LabelClass::Kept => &mut self.kept,
            LabelClass::Metadata => &mut self.metadata,
            LabelClass::Unscored => &mut self.unscored,
        }
    }
}

/// Bytes without white space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// All bytes.
    pub all: usize,
    /// Bytes that were removed.
    pub removed: usize,
}

impl Share {
    /// Adds another share.
    pub fn add(&mut self, other: Self) {
        self.all += other.all;
        self.removed += other.removed;
    }

    /// Bytes that were not removed.
    pub fn left(self) -> usize {
        self.all - self.removed
    }
}

/// The counts of a document, or of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct GoldTally {
    /// Documents.
    pub documents: usize,
    /// Documents with all boilerplate removed and nothing lost.
    pub exact: usize,
    /// Documents without boilerplate.
    pub clean: usize,
    /// Documents without boilerplate that lost something.
    pub touched: usize,
    /// Documents with text to keep.
    #[serde(skip)]
    pub(super) with_kept: usize,
    /// The sum over these documents of the F1 of their cleaned text.
    #[serde(skip)]
    pub(super) f1: f64,
    /// The bytes of each class.
    #[serde(flatten)]
    pub bytes: PerClass<Share>,
}

impl GoldTally {
    /// The counts of one document.
    pub fn of(bytes: PerClass<Share>) -> Self {
        let (boilerplate, kept) = (bytes.boilerplate, bytes.kept);
        let is_clean = boilerplate.all == 0;
        let has_lost = kept.removed > 0;
        Self {
            documents: 1,
            exact: usize::from(boilerplate.left() == 0 && !has_lost),
            clean: usize::from(is_clean),
            touched: usize::from(is_clean && has_lost),
            with_kept: usize::from(kept.all > 0),
            f1: f1(bytes),
            bytes,
        }
    }

    /// Adds the counts of other documents.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.exact += other.exact;
        self.clean += other.clean;
        self.touched += other.touched;
        self.with_kept += other.with_kept;
        self.f1 += other.f1;
        self.bytes.boilerplate.add(other.bytes.boilerplate);
        self.bytes.kept.add(other.bytes.kept);
        self.bytes.metadata.add(other.bytes.metadata);
        self.bytes.unscored.add(other.bytes.unscored);
    }
}

/// The F1 of the cleaned text: its bytes compared with the text to keep.
fn f1(bytes: PerClass<Share>) -> f64 {
    let good = bytes.kept.left() as f64;
    if good == 0.0 {
        return 0.0;
    }
    let precision = good / (good + bytes.boilerplate.left() as f64);
    let recall = good / bytes.kept.all as f64;
    2.0 * precision * recall / (precision + recall)
}
