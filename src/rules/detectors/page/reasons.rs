//! Why the model takes lines for boilerplate, in words: what spoke most for it.

use std::sync::LazyLock;

use crate::rules::detectors::page::properties::{PROPERTIES, Property, Values};

/// How many reasons a message gives.
const REASONS: usize = 3;

/// The phrases of all values of all properties.
struct Phrases {
    /// Each phrase once.
    all: Vec<&'static str>,
    /// The index of the phrase of each value, the values of one property after those of another.
    of_value: Vec<usize>,
    /// Where the values of each property begin.
    first_value: Vec<usize>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let (mut all, mut of_value, mut first_value) = (Vec::new(), Vec::new(), Vec::new());
    for info in PROPERTIES {
        first_value.push(of_value.len());
        for value in 0..info.len() {
            let phrase = info.phrase(value);
            let known = all.iter().position(|known| *known == phrase);
            of_value.push(known.unwrap_or(all.len()));
            if known.is_none() {
                all.push(phrase);
            }
        }
    }
    Phrases {
        all,
        of_value,
        first_value,
    }
});

/// What speaks for lines being boilerplate.
pub struct Reasons {
    phrases: &'static Phrases,
    /// The sum of the weights for each phrase.
    weights: Vec<f64>,
}

impl Reasons {
    /// No reasons yet.
    pub fn new() -> Self {
        Self {
            phrases: &PHRASES,
            weights: vec![0.0; PHRASES.all.len()],
        }
    }

    /// Adds the weight of a feature, which counts for the value of its first property.
    pub fn add(&mut self, property: Property, values: &Values, weight: f64) {
        if let Some(value) = values.get(property) {
            let value = self.phrases.first_value[property as usize] + usize::from(value);
            self.weights[self.phrases.of_value[value]] += weight;
        }
    }

    /// The strongest reasons, with the probability in percent: `(86 %): short text, no sentence end`.
    pub fn message(&self, probability: f64) -> String {
        let percent = (probability * 100.0).floor().min(99.0);
        let weighed = self.phrases.all.iter().zip(&self.weights);
        let mut phrases: Vec<_> = weighed.filter(|&(_, weight)| *weight > 0.0).collect();
        phrases.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let phrases: Vec<&str> = phrases
            .iter()
            .take(REASONS)
            .map(|&(&text, _)| text)
            .collect();
        match phrases[..] {
            [] => format!("({percent} %)"),
            _ => format!("({percent} %): {}", phrases.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_reasons_come_first_in_words() {
        let mut values = Values::none();
        values.measure(Property::Len, 12.0);
        values.measure(Property::Words, 2.0);
        values.name(Property::End, 5);
        values.count(Property::Marks8, 2);
        values.flag(Property::Link, true);
        let mut reasons = Reasons::new();
        reasons.add(Property::End, &values, 0.9);
        reasons.add(Property::Marks8, &values, 0.8);
        reasons.add(Property::Len, &values, 0.5);
        reasons.add(Property::Words, &values, 0.5);
        reasons.add(Property::Link, &values, 0.1);
        reasons.add(Property::Date, &values, 9.0);
        assert_eq!(
            reasons.message(0.8651),
            "(86 %): short text, no sentence end, other boilerplate nearby"
        );
        assert_eq!(Reasons::new().message(0.999), "(99 %)");
    }

    #[test]
    fn every_value_has_a_phrase_that_fits_a_list() {
        for info in PROPERTIES {
            assert_eq!(info.phrases[0].0, 0, "{}", info.name);
            assert!(info.phrases.is_sorted_by(|a, b| a.0 < b.0), "{}", info.name);
            for &(from, phrase) in info.phrases {
                assert!(usize::from(from) < info.len(), "{}: {phrase}", info.name);
                assert!(!phrase.contains([',', '.', '\n']), "{phrase}");
            }
        }
    }
}
