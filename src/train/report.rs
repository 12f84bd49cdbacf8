//! What a model does on pages that it was not fitted on.

use std::collections::BTreeMap;

use super::gold::Page;
use super::{Example, Options, fit};

/// What would go of held-out pages from a score on, in bytes without white space.
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
/// of the scores. Nothing where there is a single group.
pub fn held_out(
    pages: &[Page],
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
        let (out, rest): (Vec<&Page>, Vec<&Page>) =
            pages.iter().partition(|page| fold_of[&page.group] == fold);
        let examples: Vec<&Example> = rest
            .iter()
            .flat_map(|page| &page.lines)
            .map(|line| &line.example)
            .collect();
        let fitted = fit(&examples, features, options);
        for line in out.iter().flat_map(|page| &page.lines) {
            let probability = match line.is_kept {
                true => 0.0,
                false => fitted.probability(&line.example.features),
            };
            for (held, &score) in held.iter_mut().zip(scores) {
                held.count(line.example.is_residue, probability >= score, line.bytes);
            }
        }
    }
    Some(held)
}

impl Held {
    fn count(&mut self, is_residue: bool, goes: bool, bytes: usize) {
        match (is_residue, goes) {
            (true, true) => self.residue += bytes,
            (false, true) => self.kept += bytes,
            _ => {}
        }
        self.all += if is_residue { bytes } else { 0 };
    }
}

/// The fold of each group: the largest groups first, each to the fold that holds least.
fn folds_of(pages: &[Page], folds: usize) -> BTreeMap<&String, usize> {
    let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
    for page in pages {
        *sizes.entry(&page.group).or_default() += page.lines.len();
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
