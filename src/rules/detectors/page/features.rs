//! The feature index: combinations of properties, and the number of the feature for each of their values. The
//! model has a weight for each feature.

use std::sync::LazyLock;

use crate::rules::detectors::page::properties::{
    PROPERTIES, Property, PropertyInfo, ReadDepth, Values,
};
use Property as P;

/// The combinations that have weights.
static COMBINATIONS: &[&[Property]] = &[
    &[P::Len],
    &[P::Words],
    &[P::End],
    &[P::Start],
    &[P::Class],
    &[P::Class, P::End],
    &[P::Class, P::Start],
    &[P::Digits],
    &[P::Seps],
    &[P::Link],
    &[P::Link, P::Class],
    &[P::At],
    &[P::At, P::Class],
    &[P::Hash],
    &[P::Hash, P::Class],
    &[P::Copy],
    &[P::Copy, P::Class],
    &[P::Clock],
    &[P::Clock, P::Class],
    &[P::Year],
    &[P::Year, P::Class],
    &[P::Date],
    &[P::Date, P::Class],
    &[P::AllCaps],
    &[P::AllCaps, P::Class],
    &[P::Quote],
    &[P::Quote, P::Class],
    &[P::Caps],
    &[P::Caps, P::Class],
    &[P::Inner],
    &[P::Commas],
    &[P::Glued],
    &[P::Signs],
    &[P::Signs, P::Class],
    &[P::Common],
    &[P::Common, P::Class],
    &[P::Func],
    &[P::Func, P::Class],
    &[P::Func, P::Part],
    &[P::Func8],
    &[P::Func8, P::Class],
    &[P::Func8, P::Part],
    &[P::Repeated],
    &[P::IsRepeated, P::Part],
    &[P::AfterOpen, P::Start],
    &[P::AfterColon],
    &[P::AfterColon, P::Class],
    &[P::Prev],
    &[P::Prev, P::Class],
    &[P::Next],
    &[P::Next, P::Class],
    &[P::Prev2],
    &[P::Next2],
    AROUND,
    &[P::Alike],
    &[P::Alike4, P::Class, P::Part],
    &[P::Dense3],
    &[P::Dense3, P::Class],
    &[P::Dense8],
    &[P::Dense8, P::Class],
    &[P::Mean3],
    &[P::Mean8],
    &[P::Gap, P::Class],
    &[P::Run],
    &[P::Run, P::Part],
    &[P::RunAt],
    &[P::Intro],
    &[P::Intro, P::Part],
    &[P::Intro, P::Class],
    &[P::RunDigit],
    &[P::RunDigit, P::Intro],
    &[P::RunDigit, P::Part],
    &[P::RunMark],
    &[P::RunMark, P::Part],
    &[P::RunMark, P::Intro],
    &[P::RunMark, P::Run],
    &[P::RunSig],
    &[P::RunSig, P::Intro],
    &[P::RunSig, P::Part],
    &[P::RunStop],
    &[P::Part],
    &[P::Part, P::Class],
    &[P::Part, P::End],
    &[P::Part, P::Len],
    &[P::Part, P::Start],
    &[P::Edge, P::Class],
    &[P::ToBlock],
    &[P::ToBlock, P::Class],
    &[P::ToBlockChars],
    &[P::FromBlock],
    &[P::FromBlock, P::Class],
    &[P::FromBlockChars],
    &[P::IntoBlock],
    &[P::BlockLeft],
    &[P::BlockLeft, P::Class],
    &[P::Above, P::Class],
    &[P::Below, P::Class],
    &[P::BlockShare],
    &[P::BlockShare, P::Part],
    &[P::BlockShare, P::Class],
    &[P::Known],
    &[P::Known, P::Class],
    &[P::Known, P::Part],
    &[P::Known, P::Class, P::Part],
    &[P::Unknown],
    &[P::Lead],
    &[P::Lead, P::Class],
    &[P::Marked],
    &[P::Marked, P::Class],
    &[P::Marked, P::Part],
    &[P::DocMarks],
    &[P::DocMarks, P::Class],
    &[P::DocMarks, P::Part],
    &[P::DocMarks, P::Part, P::Class],
    &[P::MarkUp],
    &[P::MarkUp, P::Part],
    &[P::MarkDown],
    &[P::MarkDown, P::Part],
    &[P::Marks8],
    &[P::Marks8Of4, P::Class],
    &[P::MarksSince],
    &[P::MarksSince, P::Class],
    &[P::Meta],
    &[P::Meta, P::Part],
    &[P::Metas3],
    &[P::Metas3, P::Part],
];

/// A line with the lines above and below: the three values have one name together.
const AROUND: &[Property] = &[P::Prev, P::Class, P::Next];

/// A combination with the numbers of its features.
#[derive(Clone, Copy)]
struct IndexedCombination {
    /// The number of its first feature.
    start: usize,
    /// Its properties, each with the distance between the features of two successive values. A shorter
    /// combination repeats its last property at distance 0.
    properties: [(Property, usize); LONGEST],
    /// How deep a line has to be read for them.
    depth: ReadDepth,
}

/// The most properties in a combination.
const LONGEST: usize = 3;

impl IndexedCombination {
    /// The feature that is on, with the first property; `None` if the line lacks a property.
    #[inline]
    fn on(&self, values: &Values) -> Option<(usize, Property)> {
        let mut feature = self.start;
        for (property, apart) in self.properties {
            feature += usize::from(values.get(property)?) * apart;
        }
        Some((feature, self.properties[0].0))
    }
}

/// The combinations, in their order.
static INDEXED: LazyLock<Vec<IndexedCombination>> = LazyLock::new(|| {
    let indexed = COMBINATIONS.iter().scan(0, |start, combination| {
        let own = *start;
        *start += len(combination);
        assert!(combination.len() <= LONGEST, "{combination:?}");
        let property = |at: usize| match combination.get(at) {
            Some(&property) => (property, len(&combination[at + 1..])),
            None => (combination[combination.len() - 1], 0),
        };
        Some(IndexedCombination {
            start: own,
            properties: std::array::from_fn(property),
            depth: ReadDepth::of(combination),
        })
    });
    indexed.collect()
});

/// The same, by how deep a line has to be read.
static BY_DEPTH: LazyLock<[Vec<IndexedCombination>; ReadDepth::ALL.len()]> = LazyLock::new(|| {
    ReadDepth::ALL.map(|depth| {
        let own = INDEXED.iter().filter(|indexed| indexed.depth == depth);
        own.copied().collect()
    })
});

/// The features that are on: the number of each, with the first property of its combination.
pub fn on(values: &Values) -> impl Iterator<Item = (usize, Property)> {
    INDEXED.iter().filter_map(|indexed| indexed.on(values))
}

/// Those that are known only from this depth on.
pub fn on_by(depth: ReadDepth, values: &Values) -> impl Iterator<Item = (usize, Property)> {
    let indexed = BY_DEPTH[depth as usize].iter();
    indexed.filter_map(|indexed| indexed.on(values))
}

/// The most that some properties can add to the sum of the weights of a line. It depends on the class and the
/// part of the line, which are the only properties that they are combined with.
#[derive(Debug)]
pub struct Most([[f64; PARTS]; CLASSES]);

const CLASSES: usize = PROPERTIES[P::Class as usize].len();
const PARTS: usize = PROPERTIES[P::Part as usize].len();

impl Most {
    /// For rows of properties. A line has at most one property of each row.
    pub fn new(rows: &[&[Property]], weights: &[f64]) -> Self {
        let most_of = |class, part| {
            let most = |row: &&[Property]| {
                let added = row.iter().flat_map(|&property| {
                    let values = 0..PROPERTIES[property as usize].len();
                    values.map(move |value| added(property, value, (class, part), weights))
                });
                added.fold(0.0, f64::max)
            };
            rows.iter().map(most).sum()
        };
        Self(std::array::from_fn(|class| {
            std::array::from_fn(|part| most_of(class, part))
        }))
    }

    /// For a line with these values.
    pub fn of(&self, values: &Values) -> f64 {
        let [class, part] = [P::Class, P::Part].map(|property| values.get(property));
        match (class, part) {
            (Some(class), Some(part)) => self.0[usize::from(class)][usize::from(part)],
            _ => unreachable!("each line has a class and a part"),
        }
    }
}

/// What a value of a property adds to the sum of the weights of a line with this class and part.
fn added(property: Property, value: usize, (class, part): (usize, usize), weights: &[f64]) -> f64 {
    let mut values = Values::none();
    values.name(P::Class, class);
    values.name(P::Part, part);
    let without: Vec<_> = on(&values).collect();
    values.name(property, value);
    let with = on(&values).filter(|feature| !without.contains(feature));
    with.map(|(feature, _)| weights[feature]).sum()
}

/// How many features a combination has.
fn len(combination: &[Property]) -> usize {
    combination
        .iter()
        .map(|&property| PROPERTIES[property as usize].len())
        .product()
}

/// The names of all features, by number.
pub fn names() -> Vec<String> {
    COMBINATIONS
        .iter()
        .flat_map(|combination| (0..len(combination)).map(|at| name(combination, at)))
        .collect()
}

fn name(combination: &[Property], mut at: usize) -> String {
    let mut values = Vec::new();
    for &property in combination.iter().rev() {
        let row = &PROPERTIES[property as usize];
        values.push((row, at % row.len()));
        at /= row.len();
    }
    values.reverse();
    if combination == AROUND {
        let short = |&(row, value): &(&PropertyInfo, usize)| {
            row.with(value)
                .split('=')
                .nth(1)
                .unwrap_or_default()
                .to_owned()
        };
        return format!("around={}", values.iter().map(short).collect::<String>());
    }
    let parts: Vec<_> = values.iter().map(|(row, value)| row.with(*value)).collect();
    parts.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_features_have_the_same_name() {
        let mut names = names();
        assert!(names.contains(&"class=P&end=stop".to_owned()));
        assert!(names.contains(&"around=noneHT".to_owned()));
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn what_words_add_is_bounded_one_property_at_a_time() {
        let rows = ReadDepth::ALL.map(ReadDepth::of_words).concat();
        for combination in COMBINATIONS {
            let is_of_words = |&&one: &&P| rows.iter().any(|row| row.contains(&one));
            let is_known = |one: &P| [P::Class, P::Part].contains(one);
            let of_words = combination.iter().filter(is_of_words).count();
            let known = combination.iter().filter(|&one| is_known(one)).count();
            assert!(
                of_words == 0 || of_words == 1 && known + 1 == combination.len(),
                "{combination:?}"
            );
        }
        let weights: Vec<f64> = (0..names().len()).map(|n| (n % 7) as f64 - 3.0).collect();
        let sum = |values: &Values| on(values).map(|(n, _)| weights[n]).sum::<f64>();
        let most = Most::new(&rows, &weights);
        let places = (0..CLASSES).flat_map(|class| (0..PARTS).map(move |part| (class, part)));
        for (class, part) in places {
            let mut values = Values::none();
            values.name(P::Class, class);
            values.name(P::Part, part);
            let most = sum(&values) + most.of(&values);
            for (known, func) in (0..6).flat_map(|known| (0..6).map(move |func| (known, func))) {
                let mut with = values.clone();
                with.name(P::Known, known);
                with.name(P::Func, func);
                assert!(sum(&with) <= most);
            }
            values.flag(P::Unknown, true);
            assert!(sum(&values) <= most);
        }
    }

    #[test]
    fn values_turn_features_on() {
        let mut values = Values::none();
        values.measure(P::Len, 40.);
        values.name(P::Part, 2);
        values.flag(P::Marked, true);
        values.count(P::Marks8, 9);
        let all = names();
        let on: Vec<_> = on(&values).map(|(n, _)| all[n].as_str()).collect();
        assert_eq!(
            on,
            [
                "len=4",
                "part=tail",
                "part=tail&len=4",
                "marked",
                "marked&part=tail",
                "marks8=5"
            ]
        );
    }
}
