//! A labelled text as a model sees it: the places that it scores, and what should be removed.

use crate::train::fit::TrainingExample;

/// A labelled text as a model sees it.
#[derive(Debug)]
pub struct TrainingPage {
    /// Pages of one group look alike, such as those of an outlet.
    pub group: String,
    /// The places that the model scores.
    pub places: Vec<TrainingPlace>,
    /// Whether the first place that is removed removes all text below it. Otherwise each place is removed by
    /// itself.
    pub is_cut: bool,
    /// All that should be removed, in bytes without white space, or counted.
    pub boilerplate: usize,
    /// Whether models are measured on it. Otherwise it is used for fitting only.
    pub is_measured: bool,
}

/// A place of a text that a model scores.
#[derive(Debug)]
pub struct TrainingPlace {
    /// Its features and its label.
    pub example: TrainingExample,
    /// Whether it is used for fitting.
    pub is_fitted: bool,
    /// How much its score must exceed the threshold; infinite if rules never remove it.
    pub handicap: f64,
    /// What should be removed of that which is removed with it: in bytes without white space, or counted.
    pub boilerplate: usize,
    /// What should stay of it.
    pub kept: usize,
}

/// The examples of pages that are used for fitting.
pub fn examples<'p>(pages: impl IntoIterator<Item = &'p TrainingPage>) -> Vec<&'p TrainingExample> {
    let places = pages.into_iter().flat_map(|page| &page.places);
    let fitted = places.filter(|place| place.is_fitted);
    fitted.map(|place| &place.example).collect()
}
