//! Why the model takes lines for boilerplate, in words: what spoke most for it.

use std::sync::LazyLock;

use crate::rules::detectors::page::properties::{PROPERTIES, Property, PropertyInfo, Values};

/// How many reasons a message gives.
const REASONS: usize = 3;

/// All phrases, each once; and for each property, the index of the phrase of each value.
static PHRASES: LazyLock<(Vec<&str>, Vec<Vec<usize>>)> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    let mut index = |phrase: &'static str| {
        let known = phrases.iter().position(|known| *known == phrase);
        known.unwrap_or_else(|| {
            phrases.push(phrase);
            phrases.len() - 1
        })
    };
    let of_values = |info: &PropertyInfo| {
        let values = 0..info.len();
        values.map(|value| index(info.phrase(value))).collect()
    };
    let by_value = PROPERTIES.iter().map(of_values).collect();
    (phrases, by_value)
});

/// What spoke for lines being boilerplate, by phrase.
pub struct Reasons(Vec<f64>);

impl Reasons {
    /// No reasons yet.
    pub fn new() -> Self {
        Self(vec![0.0; PHRASES.0.len()])
    }

    /// Adds the weight of a feature, which counts for the value of its first property.
    pub fn add(&mut self, property: Property, values: &Values, weight: f64) {
        if let Some(value) = values.get(property) {
            self.0[PHRASES.1[property as usize][usize::from(value)]] += weight;
        }
    }

    /// The strongest reasons, with the probability in percent: `(86 %): short text, no sentence end`.
    pub fn message(&self, probability: f64) -> String {
        let percent = (probability * 100.0).floor().min(99.0);
        let mut phrases: Vec<(&str, f64)> = PHRASES.0.iter().copied().zip(self.0.clone()).collect();
        phrases.retain(|&(_, weight)| weight > 0.0);
        phrases.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let phrases: Vec<&str> = phrases
            .iter()
            .take(REASONS)
            .map(|&(text, _)| text)
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
