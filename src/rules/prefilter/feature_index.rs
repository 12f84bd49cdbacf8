//! The feature index chooses lines for the rules without literals. For each feature of a line, such as its length, a
//! table has the rules that accept it, as bits. The intersection over all features is the rules that the line may be
//! for, so that a line costs almost the same however many such rules there are.

use crate::rules::matching::edge_chars::{CHARS, Edge, number};
use crate::rules::prefilter::demands::RuleDemands;
use crate::rules::spec::conditions::WhereSpec;
use crate::text::{Ending, Fold, Part, Script, TextAnalysis};

/// Finds, for each rule, the lines whose features it accepts.
#[derive(Debug)]
pub struct FeatureIndex {
    /// The indices of the rules.
    rules: Vec<usize>,
    /// How many words of 64 bits hold a bit for each rule.
    width: usize,
    /// By feature and value, the rules that accept a line of that value.
    columns: Vec<Vec<u64>>,
    /// The rules for which a line that is blank to others may not be blank.
    unfolded: Vec<u64>,
}

impl FeatureIndex {
    /// An index of rules, each with its index in the rule set.
    pub fn new(rules: &[(usize, &RuleDemands)]) -> Self {
        let width = rules.len().div_ceil(64);
        let chosen = |is_chosen: &dyn Fn(&RuleDemands) -> bool| {
            let mut bits = vec![0; width];
            let chosen = (0..rules.len()).filter(|&n| is_chosen(rules[n].1));
            chosen.for_each(|n| bits[n / 64] |= 1 << (n % 64));
            bits
        };
        let column = |feature: &Feature| {
            let values = 0..feature.values;
            let row = |value| chosen(&|demands| (feature.suits)(demands, value));
            values.flat_map(row).collect()
        };
        Self {
            columns: FEATURES.iter().map(column).collect(),
            unfolded: chosen(&|demands| demands.fold != Fold::Arabic),
            rules: rules.iter().map(|&(index, _)| index).collect(),
            width,
        }
    }

    /// Calls `found` with the index of each rule and the lines of a text that it accepts, ascending.
    pub fn find(
        &self,
        analysis: &TextAnalysis,
        mut found: impl FnMut(usize, &mut dyn Iterator<Item = usize>),
    ) {
        let by_line = self.rules_by_line(analysis);
        let mut any = vec![0; self.width];
        for line in by_line.chunks(self.width.max(1)) {
            std::iter::zip(&mut any, line).for_each(|(any, rules)| *any |= rules);
        }
        let has = |rules: &[u64], n: usize| rules[n / 64] >> (n % 64) & 1 == 1;
        for (n, &rule) in self.rules.iter().enumerate() {
            let by_line = match has(&any, n) {
                true => &by_line[..],
                false => &[],
            };
            let lines = by_line.chunks_exact(self.width).enumerate();
            let lines = lines.filter(|(_, rules)| has(rules, n));
            found(rule, &mut lines.map(|(line, _)| line));
        }
    }

    /// By line, the rules that it may be for.
    fn rules_by_line(&self, analysis: &TextAnalysis) -> Vec<u64> {
        let all = vec![u64::MAX; self.width];
        let mut by_line = Vec::with_capacity(analysis.lines.len() * self.width);
        for at in 0..analysis.lines.len() {
            let start = by_line.len();
            by_line.extend(match analysis.lines[at].is_blank() {
                true => &self.unfolded,
                false => &all,
            });
            for (feature, column) in FEATURES.iter().zip(&self.columns) {
                let value = (feature.value)(analysis, at).min(feature.values - 1);
                let row = &column[value * self.width..][..self.width];
                std::iter::zip(&mut by_line[start..], row)
                    .for_each(|(rules, suited)| *rules &= suited);
            }
        }
        by_line
    }
}

/// A feature of a line that is known without reading the line.
struct Feature {
    /// How many values are distinguished; the last also stands for all above it.
    values: usize,
    /// The value of a line.
    value: fn(&TextAnalysis, usize) -> usize,
    /// Whether a line of this value may be for a rule.
    suits: fn(&RuleDemands, usize) -> bool,
}

/// Larger numbers are one value. No shipped rule without literals has a larger limit.
const LONG: usize = 400;
const MANY_WORDS: usize = 60;
const FAR: usize = 20;

const FEATURES: &[Feature] = &[
    Feature {
        values: LONG,
        value: |analysis, at| analysis.lines[at].chars,
        suits: |demands, n| {
            demands.all_shapes(|shape| is_within(n, LONG, shape.min_chars, shape.max_chars))
        },
    },
    Feature {
        values: MANY_WORDS,
        value: |analysis, at| analysis.lines[at].words,
        suits: |demands, n| {
            demands.all_shapes(|shape| is_within(n, MANY_WORDS, shape.min_words, shape.max_words))
        },
    },
    Feature {
        values: Ending::ALL.len(),
        value: |analysis, at| analysis.lines[at].ending as usize,
        suits: |demands, n| demands.all_shapes(|shape| shape.may_end(Ending::ALL[n])),
    },
    Feature {
        values: 2,
        value: |analysis, at| usize::from(analysis.lines[at].is_paragraph()),
        suits: |demands, n| {
            demands.all_shapes(|shape| shape.paragraph.is_none_or(|is| is == (n == 1)))
        },
    },
    Feature {
        values: CHARS,
        value: |analysis, at| edge(analysis, at, Edge::First),
        suits: |demands, n| demands.needs.at(Edge::First).has_number(n),
    },
    Feature {
        values: CHARS,
        value: |analysis, at| edge(analysis, at, Edge::Last),
        suits: |demands, n| demands.needs.at(Edge::Last).has_number(n),
    },
    Feature {
        values: Part::ALL.len(),
        value: |analysis, at| analysis.part(at) as usize,
        suits: |demands, n| {
            demands.all_places(|place| place.part.is_empty() || place.part.contains(&Part::ALL[n]))
        },
    },
    Feature {
        values: 2,
        value: |analysis, at| usize::from(analysis.title.is_some_and(|title| at > title)),
        suits: |demands, n| demands.all_places(|place| !place.after_title || n == 1),
    },
    Feature {
        values: FAR,
        value: |analysis, at| analysis.lines[at].ordinal,
        suits: |demands, n| demands.all_places(|place| place.first.is_none_or(|first| n < first)),
    },
    Feature {
        values: FAR,
        value: |analysis, at| analysis.filled - analysis.lines[at].ordinal,
        suits: |demands, n| demands.all_places(|place| place.last.is_none_or(|last| n <= last)),
    },
    Feature {
        values: FAR,
        value: |analysis, _| analysis.filled,
        suits: |demands, n| demands.all_places(|place| is_within(n, FAR, place.min_lines, None)),
    },
    Feature {
        // No script, or one of them.
        values: 1 + Script::ALL.len(),
        value: |analysis, _| analysis.script.map_or(0, |script| script as usize + 1),
        suits: |demands, n| {
            let is = |place: &WhereSpec| place.script.is_none_or(|script| script as usize + 1 == n);
            demands.all_places(is)
        },
    },
];

/// Whether a value may be within bounds; the last of `values` also stands for all above it.
fn is_within(value: usize, values: usize, min: Option<usize>, max: Option<usize>) -> bool {
    (value == values - 1 || min.is_none_or(|min| value >= min))
        && max.is_none_or(|max| value <= max)
}

fn edge(analysis: &TextAnalysis, at: usize, edge: Edge) -> usize {
    edge.of(analysis.folded_line(at)).map_or(0, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Pack, RuleSet};
    use crate::text::Document;

    /// Rules of lines with these patterns, under the same conditions.
    fn rules(patterns: &[String], conditions: &str) -> RuleSet {
        let rule = |(n, pattern): (usize, &String)| {
            format!(
                "[[rule]]\nid = \"own-{n}\"\nkind = \"line\"\ncategory = \"separator\"\nsummary = \"s\"\nwhy = \"w\"\npatterns = ['{pattern}']\nwhere = {{ {conditions} }}\n[[rule.test]]\nflag = [\"⟦x⟧\"]\nclean = [\"y\"]\n"
            )
        };
        let rules: String = patterns.iter().enumerate().map(rule).collect();
        let pack = format!("[pack]\nname = \"own\"\nabout = \"a\"\nversion = \"1\"\n{rules}");
        RuleSet::new([Pack::parse("own.toml", &pack, &[]).unwrap()]).unwrap()
    }

    #[test]
    fn features_exclude_lines() {
        let passed = |pattern: &str, conditions: &str, text: &str| -> Vec<usize> {
            let rules = rules(&[pattern.to_owned()], conditions);
            let analysis = TextAnalysis::new(text);
            let matches = rules.prefilter().candidates(&analysis, |_| true);
            matches
                .of_rules
                .iter()
                .flat_map(|(_, lines)| matches.lines[lines.clone()].to_vec())
                .collect()
        };
        let none = [0usize; 0];
        let text = "a title of some words\n\n12 to 5\n(word)\nword\n5.\n";
        assert_eq!(passed(".+", "", text), [0, 2, 3, 4, 5]);
        assert_eq!(passed(r"\(.*", "", text), [3]);
        assert_eq!(passed("[0-9].*", "", text), [2, 5]);
        assert_eq!(passed("[0-9].*", "line = { max_words = 2 }", text), [5]);
        assert_eq!(passed(".+", "line = { ends = ['stop'] }", text), [5]);
        assert_eq!(passed(".+", "all = [{ first = 2 }]", text), [0, 2]);
        assert_eq!(passed(".+", "last = 1", text), [5]);
        assert_eq!(passed(".+", "min_lines = 9", text), none);
        assert_eq!(passed(".+", "script = 'arabic'", text), none);
        let long = "word ".repeat(500);
        assert_eq!(passed(".+", "line = { min_chars = 1000 }", &long), [0]);
        assert_eq!(passed(".+", "line = { max_chars = 1000 }", &long), [0]);
        assert_eq!(passed(".+", "line = { max_words = 50 }", &long), none);
    }

    #[test]
    fn every_variant_has_a_value() {
        let numbers = |all: Vec<usize>| assert!(all.iter().copied().eq(0..all.len()));
        numbers(Ending::ALL.iter().map(|&ending| ending as usize).collect());
        numbers(Part::ALL.iter().map(|&part| part as usize).collect());
        numbers(Script::ALL.iter().map(|&script| script as usize).collect());
        // The last variant of each must not share its value with others.
        let text = |letter: char| String::from(letter).repeat(9);
        let of_script = |name: &str, text: &str| {
            let rules = rules(&[".+".to_owned()], &format!("script = '{name}'"));
            rules.check(&Document::new(text)).len()
        };
        let samples = ['ب', 'b', 'б', 'β', 'ב', 'ब', '文', '글'];
        assert_eq!(samples.len(), Script::ALL.len(), "a letter for each script");
        for (letter, &script) in samples.into_iter().zip(Script::ALL) {
            assert_eq!(Script::of(letter), Some(script));
            let name = format!("{script:?}").to_lowercase();
            assert_eq!(of_script(&name, &text(letter)), 1, "{name}");
        }
    }

    #[test]
    fn one_index_takes_any_number_of_rules() {
        let digits = |n: usize| format!("[0-9]{{{n}}}");
        let patterns: Vec<String> = (1..=70).map(digits).collect();
        let text = format!("555\n{}\n", "7".repeat(66));
        let found = rules(&patterns, "").check(&Document::new(text));
        let found: Vec<usize> = found.iter().map(|finding| finding.rule).collect();
        assert_eq!(found, [2, 65]);
    }
}
