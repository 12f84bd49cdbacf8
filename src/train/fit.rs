//! Logistic regression with regularised weights. The same examples give the same model, to the last digit.

use std::collections::VecDeque;

/// A place to fit on.
#[derive(Debug, Clone)]
pub struct TrainingExample {
    /// The features that are not 0, by number, with their values.
    pub features: Vec<(u32, f64)>,
    /// Its score before any feature that is fitted.
    pub offset: f64,
    /// Whether it should be removed.
    pub is_boilerplate: bool,
    /// How much it counts, relative to the others.
    pub weight: f64,
}

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct FitOptions {
    /// How much examples count against the size of the weights; a smaller value gives smaller weights.
    pub strength: f64,
    /// A feature of fewer examples gets the weight 0.
    pub min_count: usize,
    /// Whether features are divided by their standard deviation, so that their units do not matter.
    pub standardise: bool,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// The score without any feature.
    pub bias: f64,
    /// The weights by feature number.
    pub weights: Vec<f64>,
}

impl Fitted {
    /// The logarithm of the odds that such a place is boilerplate.
    pub fn score(&self, example: &TrainingExample) -> f64 {
        let features = example.features.iter();
        let weighed = features.map(|&(feature, value)| self.weights[feature as usize] * value);
        self.bias + example.offset + weighed.sum::<f64>()
    }
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// The most rounds.
const ROUNDS: usize = 300;
/// The number of steps that are kept.
const MEMORY: usize = 10;
/// A slope below this counts as 0.
const FLAT: f64 = 1e-4;
/// The share of the expected gain that a step must reach.
const ENOUGH: f64 = 1e-4;
/// Values that vary less count as equal.
const SAME: f64 = 1e-9;
/// How often a step is halved at most.
const HALVINGS: usize = 40;

/// Fits by the quasi-Newton method L-BFGS.
pub fn fit(examples: &[&TrainingExample], features: usize, options: FitOptions) -> Fitted {
    let loss = Loss::new(examples, features, options);
    // The bias comes after the weights.
    let mut point = vec![0.0; features + 1];
    let (mut value, mut slope) = loss.at(&point);
    let mut memory: VecDeque<NewtonStep> = VecDeque::new();
    for _ in 0..ROUNDS {
        if slope.iter().all(|slope| slope.abs() < FLAT) {
            break;
        }
        let direction = direction(&slope, &memory);
        let promised = dot(&direction, &slope);
        let mut length = if memory.is_empty() {
            1.0 / norm(&slope)
        } else {
            1.0
        };
        let mut next = None;
        for _ in 0..HALVINGS {
            let candidate = along(&point, length, &direction);
            let (value_there, slope_there) = loss.at(&candidate);
            if value_there <= value + ENOUGH * length * promised {
                next = Some((candidate, value_there, slope_there));
                break;
            }
            length /= 2.0;
        }
        let Some((candidate, value_there, slope_there)) = next else {
            break;
        };
        let step = NewtonStep::new(&point, &candidate, &slope, &slope_there);
        if step.curvature > 0.0 {
            memory.push_back(step);
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        (point, value, slope) = (candidate, value_there, slope_there);
    }
    let bias = point.pop().unwrap_or_default();
    let unscaled = point.iter().zip(&loss.scales);
    Fitted {
        bias,
        weights: unscaled.map(|(weight, scale)| weight * scale).collect(),
    }
}

/// The loss: half the squares of the weights, and the cross-entropy of each example.
struct Loss<'e> {
    examples: &'e [&'e TrainingExample],
    /// By feature, the factor of its values; 0 if the feature is too rare.
    scales: Vec<f64>,
    /// How much an example of weight 1 counts.
    unit: f64,
}

impl<'e> Loss<'e> {
    fn new(examples: &'e [&'e TrainingExample], features: usize, options: FitOptions) -> Self {
        let all: f64 = examples.iter().map(|example| example.weight).sum();
        Self {
            examples,
            scales: scales(examples, features, options),
            unit: options.strength * examples.len() as f64 / all.max(f64::MIN_POSITIVE),
        }
    }

    /// The loss at a point, and its slope there.
    fn at(&self, point: &[f64]) -> (f64, Vec<f64>) {
        let bias = point.len() - 1;
        let mut slope = point.to_vec();
        slope[bias] = 0.0;
        let mut value = 0.5 * dot(&point[..bias], &point[..bias]);
        for example in self.examples {
            let scaled = || {
                example.features.iter().map(|&(feature, value)| {
                    let feature = feature as usize;
                    (feature, value * self.scales[feature])
                })
            };
            let weighed = scaled().map(|(feature, value)| point[feature] * value);
            let z = point[bias] + example.offset + weighed.sum::<f64>();
            let weight = self.unit * example.weight;
            let wrong = if example.is_boilerplate { -z } else { z };
            // ln(1 + e^wrong), without overflow.
            value += weight * (wrong.max(0.0) + (-wrong.abs()).exp().ln_1p());
            let error = weight * (logistic(z) - f64::from(u8::from(example.is_boilerplate)));
            scaled().for_each(|(feature, value)| slope[feature] += error * value);
            slope[bias] += error;
        }
        (value, slope)
    }
}

/// The factor of the values of each feature.
fn scales(examples: &[&TrainingExample], features: usize, options: FitOptions) -> Vec<f64> {
    let (mut counts, mut sums, mut squares) =
        (vec![0; features], vec![0.0; features], vec![0.0; features]);
    let present = examples.iter().flat_map(|example| &example.features);
    for &(feature, value) in present.filter(|(_, value)| *value != 0.0) {
        let feature = feature as usize;
        counts[feature] += 1;
        sums[feature] += value;
        squares[feature] += value * value;
    }
    let n = examples.len().max(1) as f64;
    let scale = |feature: usize| {
        let mean = sums[feature] / n;
        let deviation = (squares[feature] / n - mean * mean).max(0.0).sqrt();
        match options.standardise {
            _ if counts[feature] < options.min_count => 0.0,
            false => 1.0,
            // A feature that is equal everywhere says nothing.
            true if deviation < SAME => 0.0,
            true => 1.0 / deviation,
        }
    };
    (0..features).map(scale).collect()
}

/// A step: how it changed the point and the slope.
struct NewtonStep {
    point: Vec<f64>,
    slope: Vec<f64>,
    curvature: f64,
}

impl NewtonStep {
    fn new(from: &[f64], to: &[f64], slope_from: &[f64], slope_to: &[f64]) -> Self {
        let point = along(to, -1.0, from);
        let slope = along(slope_to, -1.0, slope_from);
        Self {
            curvature: dot(&point, &slope),
            point,
            slope,
        }
    }
}

/// The direction of the next step: down the slope, corrected by the last steps.
fn direction(slope: &[f64], memory: &VecDeque<NewtonStep>) -> Vec<f64> {
    let mut direction: Vec<f64> = slope.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for step in memory.iter().rev() {
        let share = dot(&step.point, &direction) / step.curvature;
        direction = along(&direction, -share, &step.slope);
        shares.push(share);
    }
    if let Some(last) = memory.back() {
        let scale = last.curvature / dot(&last.slope, &last.slope);
        direction.iter_mut().for_each(|one| *one *= scale);
    }
    for (step, share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = dot(&step.slope, &direction) / step.curvature;
        direction = along(&direction, share - back, &step.point);
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

/// The point at this distance along a direction.
fn along(point: &[f64], length: f64, direction: &[f64]) -> Vec<f64> {
    let each = point.iter().zip(direction);
    each.map(|(point, direction)| point + length * direction)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: FitOptions = FitOptions {
        strength: 1.0,
        min_count: 1,
        standardise: false,
    };

    fn example(features: &[(u32, f64)], is_boilerplate: bool) -> TrainingExample {
        TrainingExample {
            features: features.to_vec(),
            offset: 0.0,
            is_boilerplate,
            weight: 1.0,
        }
    }

    #[test]
    fn an_obvious_signal_is_learnt_the_same_each_time() {
        let examples: Vec<_> = (0..40)
            .map(|n| {
                let signal = (u32::from(n % 2 == 0), 1.0);
                example(&[signal, (2 + n % 3, 1.0)], n % 2 == 0)
            })
            .collect();
        let all: Vec<&TrainingExample> = examples.iter().collect();
        let fitted = fit(&all, 5, OPTIONS);
        assert!(fitted.score(&examples[0]) > 1.5);
        assert!(fitted.score(&examples[1]) < -1.5);
        assert_eq!(fitted, fit(&all, 5, OPTIONS));
    }

    #[test]
    fn a_rare_feature_has_no_weight() {
        let examples = [
            example(&[(0, 1.0)], true),
            example(&[(1, 1.0)], false),
            example(&[(1, 1.0)], false),
        ];
        let all: Vec<&TrainingExample> = examples.iter().collect();
        let options = FitOptions {
            min_count: 2,
            ..OPTIONS
        };
        assert_eq!(fit(&all, 2, options).weights[0], 0.0);
    }

    #[test]
    fn the_unit_of_a_standardised_feature_does_not_matter() {
        let options = FitOptions {
            standardise: true,
            ..OPTIONS
        };
        let fitted_in = |unit: f64| {
            let examples: Vec<_> = (0..40)
                .map(|n| example(&[(0, unit * f64::from(n % 7))], n % 7 > 3 || n == 0))
                .collect();
            fit(&examples.iter().collect::<Vec<_>>(), 1, options)
        };
        let (one, thousand) = (fitted_in(1.0), fitted_in(1000.0));
        assert!(one.weights[0] > 0.5);
        assert!((one.weights[0] - 1000.0 * thousand.weights[0]).abs() < 1e-3);
    }
}
