//! Confidence intervals of 95 %, by bootstrap or by Wilson's formula.

use rayon::prelude::*;

use crate::eval::tally::GoldTally;

/// Samples that the bootstrap draws.
const SAMPLES: u64 = 1000;
/// The seed of its random numbers, so that the same documents give the same intervals.
const SEED: u64 = 0x636f_7270_7573;
/// The 97.5th percentile of the normal distribution.
const Z: f64 = 1.959_964;

/// Sums over bootstrap samples: each draws as many documents as there are, with replacement.
pub fn samples(documents: &[&GoldTally]) -> Vec<GoldTally> {
    (0..SAMPLES)
        .into_par_iter()
        .map(|sample| {
            let mut random = SplitMix(SEED ^ (sample << 32));
            let mut sum = GoldTally::default();
            for _ in documents {
                sum.add(documents[random.below(documents.len())]);
            }
            sum
        })
        .collect()
}

/// The range of the middle 95 % of the values; `None` if there are no values.
pub fn middle(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)? as f64;
    let at = |share: f64| values[(share * last).round() as usize];
    Some((at(0.025), at(0.975)))
}

/// Wilson's interval of a share of documents. It also works if the share is 0 or 1.
pub fn wilson(part: f64, whole: f64) -> (f64, f64) {
    let share = part / whole;
    let centre = share + Z * Z / (2.0 * whole);
    let spread = Z * (share * (1.0 - share) / whole + Z * Z / (4.0 * whole * whole)).sqrt();
    let scale = 1.0 + Z * Z / whole;
    let bound = |bound: f64| (bound / scale).clamp(0.0, 1.0);
    (bound(centre - spread), bound(centre + spread))
}

/// The SplitMix generator: small, and good enough to draw documents.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A random number below `end`.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_of_none_and_all_is_no_point() {
        let (low, high) = wilson(0.0, 10.0);
        assert_eq!(low, 0.0);
        assert!((high - 0.2775).abs() < 1e-4);
        let (low, high) = wilson(10.0, 10.0);
        assert!((low - 0.7225).abs() < 1e-4);
        assert!((high - 1.0).abs() < 1e-9);
    }

    #[test]
    fn samples_are_the_same_each_time() {
        let tallies: Vec<GoldTally> = (0..7)
            .map(|n| GoldTally {
                documents: n,
                ..GoldTally::default()
            })
            .collect();
        let documents: Vec<&GoldTally> = tallies.iter().collect();
        let sums = || -> Vec<usize> { samples(&documents).iter().map(|t| t.documents).collect() };
        assert_eq!(sums(), sums());
        let mean = sums().iter().sum::<usize>() as f64 / SAMPLES as f64;
        assert!((mean - 21.0).abs() < 1.0);
    }
}
