//! Chooses lines for the rules without literals: a look-up for each feature of a line tells which of
//! them it may be for, all at once, so that a line costs the same however many such rules there are.

use crate::rules::prefilter::edges::{CHARS, Edge, number};
use crate::rules::prefilter::reach::Reach;
use crate::rules::spec::conditions::WhereSpec;
use crate::rules::spec::shape::Shape;
use crate::text::{Ending, Fold, Part, Script, TextAnalysis};

/// Tells which rules a line may be for.
#[derive(Debug)]
pub struct Sieve {
    /// The rules by their indices, in the order in which they run.
    pub rules: Vec<usize>,
    /// How many words of 64 bits hold a bit for each rule.
    width: usize,
    /// By feature and value, the rules that a line of that value may be for.
    columns: Vec<Vec<u64>>,
    /// The rules to which something may be what is blank to others.
    unfolded: Vec<u64>,
}

/// The lines of a document that passed: by line, the rules that it may be for.
#[derive(Debug)]
pub struct Sifted {
    width: usize,
    lines: Vec<u64>,
    /// The rules that some line may be for.
    any: Vec<u64>,
}

impl Sieve {
    /// A sieve for these rules, given in the order in which they run.
    pub fn new(rules: &[LineDemands]) -> Self {
        let width = rules.len().div_ceil(64);
        let chosen = |is_chosen: &dyn Fn(usize) -> bool| {
            let mut bits = vec![0; width];
            let chosen = (0..rules.len()).filter(|&n| is_chosen(n));
            chosen.for_each(|n| bits[n / 64] |= 1 << (n % 64));
            bits
        };
        let column = |feature: &Feature| {
            let values = 0..feature.values;
            let row = |value| chosen(&|n| (feature.suits)(&rules[n], value));
            values.flat_map(row).collect()
        };
        Self {
            columns: FEATURES.iter().map(column).collect(),
            unfolded: chosen(&|n| rules[n].fold != Fold::Arabic),
            rules: rules.iter().map(|rule| rule.rule).collect(),
            width,
        }
    }

    /// The lines of a document that may be for some rule.
    pub fn sift(&self, analysis: &TextAnalysis) -> Sifted {
        let all = vec![u64::MAX; self.width];
        let mut lines = Vec::with_capacity(analysis.lines.len() * self.width);
        for at in 0..analysis.lines.len() {
            let start = lines.len();
            lines.extend(match analysis.lines[at].is_blank() {
                true => &self.unfolded,
                false => &all,
            });
            for (feature, column) in FEATURES.iter().zip(&self.columns) {
                let value = (feature.value)(analysis, at).min(feature.values - 1);
                let row = &column[value * self.width..][..self.width];
                std::iter::zip(&mut lines[start..], row)
                    .for_each(|(rules, suited)| *rules &= suited);
            }
        }
        let mut any = vec![0; self.width];
        for line in lines.chunks(self.width.max(1)) {
            std::iter::zip(&mut any, line).for_each(|(any, rules)| *any |= rules);
        }
        Sifted {
            width: self.width,
            lines,
            any,
        }
    }
}

impl Sifted {
    /// The lines that may be for a rule, by its place in the sieve.
    pub fn lines(&self, rule: usize) -> impl Iterator<Item = usize> {
        let (word, bit) = (rule / 64, rule % 64);
        let has = move |rules: &[u64]| rules[word] >> bit & 1 == 1;
        let lines = match has(&self.any) {
            true => &self.lines[..],
            false => &[],
        };
        let lines = lines.chunks_exact(self.width).enumerate();
        lines
            .filter(move |(_, rules)| has(rules))
            .map(|(line, _)| line)
    }
}

/// What a rule demands of a line.
#[derive(Debug)]
pub struct LineDemands<'r> {
    /// The index of the rule.
    pub rule: usize,
    /// Which differences between texts do not count for it.
    pub fold: Fold,
    /// The shapes that the line must have. All must fit.
    pub shapes: Vec<&'r Shape>,
    /// The conditions that the line must meet.
    pub places: Vec<&'r WhereSpec>,
    /// The characters that the line must begin and end with.
    pub reach: &'r Reach,
}

impl LineDemands<'_> {
    fn all_shapes(&self, test: impl Fn(&Shape) -> bool) -> bool {
        self.shapes.iter().all(|shape| test(shape))
    }

    fn all_places(&self, test: impl Fn(&WhereSpec) -> bool) -> bool {
        self.places.iter().all(|place| test(place))
    }
}

/// A feature of lines that can be told without reading them.
struct Feature {
    /// How many values are told apart; the last stands for all above it, too.
    values: usize,
    /// The value of a line.
    value: fn(&TextAnalysis, usize) -> usize,
    /// Whether a line of this value may be for a rule.
    suits: fn(&LineDemands, usize) -> bool,
}

/// Lengths from here on are one value: no rule without literals bounds lines at more.
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
        values: ENDINGS.len(),
        value: |analysis, at| analysis.lines[at].ending as usize,
        suits: |demands, n| demands.all_shapes(|shape| shape.may_end(ENDINGS[n])),
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
        value: |analysis, at| edge(analysis, at, Edge::Head),
        suits: |demands, n| demands.reach.at(Edge::Head).has_number(n),
    },
    Feature {
        values: CHARS,
        value: |analysis, at| edge(analysis, at, Edge::Tail),
        suits: |demands, n| demands.reach.at(Edge::Tail).has_number(n),
    },
    Feature {
        values: PARTS.len(),
        value: |analysis, at| analysis.part(at) as usize,
        suits: |demands, n| {
            demands.all_places(|place| place.part.is_empty() || place.part.contains(&PARTS[n]))
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
        values: SCRIPTS,
        value: |analysis, _| analysis.script.map_or(0, |script| script as usize + 1),
        suits: |demands, n| {
            let is = |place: &WhereSpec| place.script.is_none_or(|script| script as usize + 1 == n);
            demands.all_places(is)
        },
    },
];

/// The endings of lines, in their order.
const ENDINGS: [Ending; 6] = [
    Ending::Stop,
    Ending::Question,
    Ending::Ellipsis,
    Ending::Comma,
    Ending::Colon,
    Ending::Open,
];
/// The parts of documents, in their order.
const PARTS: [Part; 3] = [Part::Head, Part::Body, Part::Tail];
/// The scripts of documents, of which Hangul is the last, and none.
const SCRIPTS: usize = Script::Hangul as usize + 2;

/// Whether a value may lie within bounds; the last of so many stands for all above it, too.
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
    fn lines_pass_by_their_features() {
        let passed = |pattern: &str, conditions: &str, text: &str| -> Vec<usize> {
            let rules = rules(&[pattern.to_owned()], conditions);
            let sifted = rules.chooser().sieve.sift(&TextAnalysis::new(text));
            sifted.lines(0).collect()
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
    fn values_are_in_their_order() {
        assert!(
            ENDINGS
                .iter()
                .enumerate()
                .all(|(n, &ending)| ending as usize == n)
        );
        assert!(
            PARTS
                .iter()
                .enumerate()
                .all(|(n, &part)| part as usize == n)
        );
    }

    #[test]
    fn any_number_of_rules_goes_through_one_sieve() {
        let digits = |n: usize| format!("[0-9]{{{n}}}");
        let patterns: Vec<String> = (1..=70).map(digits).collect();
        let text = format!("555\n{}\n", "7".repeat(66));
        let found = rules(&patterns, "").check(&Document::new(text));
        let found: Vec<usize> = found.iter().map(|finding| finding.rule).collect();
        assert_eq!(found, [2, 65]);
    }
}
