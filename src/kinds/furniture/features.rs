//! The features of a line: its properties in those combinations that have weights. The model has a
//! weight for each value of each combination.

use std::sync::LazyLock;

use super::properties::{PROPERTIES, Property, Row, Values};
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

/// The three lines about a line, whose values are written in one.
const AROUND: &[Property] = &[P::Prev, P::Class, P::Next];

/// The features that are on: each by its number, with the first property of its combination.
pub fn on(values: &Values) -> impl Iterator<Item = (usize, Property)> {
    let mut first = 0;
    COMBINATIONS.iter().filter_map(move |combination| {
        let start = first;
        first += len(combination);
        Some((start + place(combination, values)?, combination[0]))
    })
}

/// The most that the words of a line can add to the sum of its weights, given its other values: each
/// property of words takes that of its values which adds most, or none.
pub fn most_by_words(values: &Values, weights: &[f64]) -> f64 {
    let most = |(property, combinations): &(Property, Vec<Placed>)| {
        let add = |value: usize| {
            let mut with = values.clone();
            with.name(*property, value);
            let weight = |(start, combination): &Placed| {
                let inside = place(combination, &with);
                inside.map_or(0.0, |inside| weights[start + inside])
            };
            combinations.iter().map(weight).sum::<f64>()
        };
        let all = 0..PROPERTIES[*property as usize].len();
        all.map(add).fold(0.0, f64::max)
    };
    OF_WORDS.iter().map(most).sum()
}

/// Where the weights of a combination begin, and the combination.
type Placed = (usize, &'static [Property]);

/// The properties of words, each with its combinations.
static OF_WORDS: LazyLock<Vec<(Property, Vec<Placed>)>> = LazyLock::new(|| {
    let starts = COMBINATIONS.iter().scan(0, |start, combination| {
        let own = *start;
        *start += len(combination);
        Some((own, *combination))
    });
    let starts: Vec<Placed> = starts.collect();
    let of = |&property: &Property| {
        let own = starts.iter().filter(|(_, all)| all.contains(&property));
        (property, own.copied().collect())
    };
    Property::OF_WORDS.iter().map(of).collect()
});

/// The place of a line's values among those of a combination; `None` where it lacks one.
fn place(combination: &[Property], values: &Values) -> Option<usize> {
    combination.iter().try_fold(0, |at, &property| {
        let value = usize::from(values.get(property)?);
        Some(at * PROPERTIES[property as usize].len() + value)
    })
}

/// How many features a combination stands for.
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
        let short = |&(row, value): &(&Row, usize)| {
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
    fn features_have_names_of_their_own() {
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
        for combination in COMBINATIONS {
            let of_words = combination.iter();
            let of_words = of_words.filter(|property| Property::OF_WORDS.contains(property));
            assert!(of_words.count() <= 1, "{combination:?}");
        }
        let weights: Vec<f64> = (0..names().len()).map(|n| (n % 7) as f64 - 3.0).collect();
        let sum = |values: &Values| on(values).map(|(n, _)| weights[n]).sum::<f64>();
        let mut values = Values::none();
        values.name(P::Class, 1);
        values.name(P::Part, 2);
        let most = sum(&values) + most_by_words(&values, &weights);
        for (known, func) in (0..6).flat_map(|known| (0..6).map(move |func| (known, func))) {
            let mut with = values.clone();
            with.name(P::Known, known);
            with.name(P::Func, func);
            assert!(sum(&with) <= most);
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
