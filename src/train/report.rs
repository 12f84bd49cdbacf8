//! What a model does on pages that it was not fitted on.

use std::collections::BTreeMap;

use crate::train::{Options, Page, examples, fit};

/// What would go of held-out pages from a score on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// Residue that would go.
    pub residue: usize,
    /// What is kept that would go.
    pub kept: usize,
    /// All residue.
    pub all: usize,
}

impl Held {
    /// The share of residue in what would go, from 0 to 1; 1 where nothing would.
    pub fn precision(&self) -> f64 {
        share(self.residue, self.residue + self.kept)
    }

    /// The share of the residue that would go, from 0 to 1.
    pub fn recall(&self) -> f64 {
        share(self.residue, self.all)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 1.0,
        whole => part as f64 / whole as f64,
    }
}

/// Fits as often as there are folds, each time without the groups of one, and judges these by each
/// of the scores, which are logarithms of odds. Nothing where there is a single group.
pub fn held_out(
    pages: &[&Page],
    features: usize,
    options: Options,
    folds: usize,
    scores: &[f64],
) -> Option<Vec<Held>> {
    let fold_of = folds_of(pages, folds);
    let used = fold_of.values().max()? + 1;
    if used < 2 {
        return None;
    }
    let mut held = vec![Held::default(); scores.len()];
    for fold in 0..used {
        let is_out = |page: &&&Page| fold_of[&page.group] == fold;
        let (out, rest): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(is_out);
        let fitted = fit(&examples(rest), features, options);
        for page in out.into_iter().filter(|page| page.is_judged) {
            let sure = |place: &crate::train::Place| fitted.score(&place.example) - place.handicap;
            let sure: Vec<f64> = page.places.iter().map(sure).collect();
            for (held, &score) in held.iter_mut().zip(scores) {
                held.count(page, &sure, score);
            }
        }
    }
    Some(held)
}

impl Held {
    /// Adds a page of whose places this is known: how sure the model is of each.
    fn count(&mut self, page: &Page, sure: &[f64], score: f64) {
        let taken = page.places.iter().zip(sure);
        let taken = taken.filter(|(_, sure)| **sure >= score);
        let most = if page.is_cut { 1 } else { usize::MAX };
        for (place, _) in taken.take(most) {
            self.residue += place.residue;
            self.kept += place.kept;
        }
        self.all += page.residue;
    }
}

/// The fold of each group: the largest groups first, each to the fold that holds least.
fn folds_of<'p>(pages: &[&'p Page], folds: usize) -> BTreeMap<&'p String, usize> {
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
