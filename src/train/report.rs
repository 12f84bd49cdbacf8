//! Measures a model on pages that it was not fitted on.

use std::collections::BTreeMap;

use crate::train::fit::{FitOptions, fit};
use crate::train::page::{TrainingPage, TrainingPlace, examples};

/// What would be removed from held-out pages at a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldOut {
    /// Boilerplate that would be removed.
    pub boilerplate: usize,
    /// Other text that would be removed.
    pub kept: usize,
    /// All boilerplate.
    pub all: usize,
}

impl HeldOut {
    /// The share of boilerplate in what would be removed, from 0 to 1; 1 if nothing would be removed.
    pub fn precision(&self) -> f64 {
        share(self.boilerplate, self.boilerplate + self.kept)
    }

    /// The share of the boilerplate that would be removed, from 0 to 1.
    pub fn recall(&self) -> f64 {
        share(self.boilerplate, self.all)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 1.0,
        whole => part as f64 / whole as f64,
    }
}

/// Fits once for each fold, each time without the groups of that fold, and measures these groups at each of the
/// scores, which are logarithms of odds. `None` if there is only one group.
pub fn held_out(
    pages: &[&TrainingPage],
    features: usize,
    options: FitOptions,
    folds: usize,
    scores: &[f64],
) -> Option<Vec<HeldOut>> {
    let fold_of = folds_of(pages, folds);
    let used = fold_of.values().max()? + 1;
    if used < 2 {
        return None;
    }
    let mut held = vec![HeldOut::default(); scores.len()];
    for fold in 0..used {
        let is_out = |page: &&&TrainingPage| fold_of[&page.group] == fold;
        let (out, rest): (Vec<&TrainingPage>, Vec<&TrainingPage>) = pages.iter().partition(is_out);
        let fitted = fit(&examples(rest), features, options);
        for page in out.into_iter().filter(|page| page.is_measured) {
            let sure = |place: &TrainingPlace| fitted.score(&place.example) - place.handicap;
            let sure: Vec<f64> = page.places.iter().map(sure).collect();
            for (held, &score) in held.iter_mut().zip(scores) {
                held.count(page, &sure, score);
            }
        }
    }
    Some(held)
}

impl HeldOut {
    /// Adds a page, given how sure the model is of each place.
    fn count(&mut self, page: &TrainingPage, sure: &[f64], score: f64) {
        let taken = page.places.iter().zip(sure);
        let taken = taken.filter(|(_, sure)| **sure >= score);
        let most = if page.is_cut { 1 } else { usize::MAX };
        for (place, _) in taken.take(most) {
            self.boilerplate += place.boilerplate;
            self.kept += place.kept;
        }
        self.all += page.boilerplate;
    }
}

/// The fold of each group. The largest groups come first, and each goes to the smallest fold.
fn folds_of<'p>(pages: &[&'p TrainingPage], folds: usize) -> BTreeMap<&'p String, usize> {
    let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
    for page in pages {
        *sizes.entry(&page.group).or_default() += page.places.len();
    }
    let mut groups: Vec<_> = sizes.into_iter().collect();
    groups.sort_by_key(|&(_, size)| std::cmp::Reverse(size));
    let mut held = vec![0; folds.max(1)];
    groups
        .into_iter()
        .map(|(group, size)| {
            let fold = (0..held.len()).min_by_key(|&fold| held[fold]).unwrap_or(0);
            held[fold] += size.max(1);
            (group, fold)
        })
        .collect()
}
