//! The prefilter chooses, for all rules at once, the lines that each rule has to look at.
//!
//! Rules with literals see the lines that have one of them ([`LiteralIndex`]); the others see the lines whose features they
//! accept ([`FeatureIndex`]). A test runs all rules on all lines and checks that no finding is lost.

mod demands;
mod feature_index;
mod literal_dfa;
mod literal_index;
mod wide_literals;

use std::ops::Range;

pub use demands::RuleDemands;
use feature_index::FeatureIndex;
use literal_index::LiteralIndex;

use crate::rules::matching::line_needs::LineNeeds;
use crate::text::{CharDfa, TextAnalysis};

/// Chooses the lines that each rule of a set has to look at.
#[derive(Debug)]
pub struct Prefilter {
    literals: LiteralIndex,
    features: FeatureIndex,
    /// The rules without literals that look at segments. All of them use the statistics of the corpus.
    segment_features: Vec<usize>,
    /// By index of the rule, what its texts need of a line.
    needs: Vec<LineNeeds>,
    /// By index of the rule, whether it looks at segments.
    takes_segments: Vec<bool>,
    /// Whether every line is for every rule, which is for tests.
    is_off: bool,
}

/// The lines that rules have to look at.
#[derive(Debug, Default)]
pub struct Candidates {
    /// By index of the rule, which of `lines` it has to look at. A rule with literals is missing if no line has one; a rule
    /// without is always here.
    pub of_rules: Vec<(usize, Range<usize>)>,
    /// The numbers of lines: those of one rule ascend, and those of the next follow.
    pub lines: Vec<usize>,
    /// The numbers of long lines with a segment that a rule may have to look at; ascending.
    pub split: Vec<usize>,
}

impl Prefilter {
    /// A prefilter for rules, in the order of their indices.
    pub fn new(rules: &[RuleDemands]) -> Self {
        let literals = rules.iter().enumerate().flat_map(|(index, rule)| {
            let literals = rule.literals.into_iter().flatten();
            literals.map(move |literal| (index, literal))
        });
        let others = rules.iter().enumerate();
        let others: Vec<_> = others.filter(|(_, rule)| rule.literals.is_none()).collect();
        Self {
            segment_features: others
                .iter()
                .map(|&(index, _)| index)
                .filter(|&index| rules[index].takes_segments)
                .collect(),
            literals: LiteralIndex::new(literals, |index| rules[index].takes_segments),
            features: FeatureIndex::new(&others),
            needs: rules.iter().map(|rule| rule.needs.clone()).collect(),
            takes_segments: rules.iter().map(|rule| rule.takes_segments).collect(),
            is_off: false,
        }
    }

    /// A prefilter that gives every line to every rule: what tests compare the others with.
    pub fn all_lines(rules: &[RuleDemands]) -> Self {
        Self {
            is_off: true,
            ..Self::new(rules)
        }
    }

    /// The automaton to analyse texts with. [`Self::candidates`] takes other texts, too, but is slower on them.
    pub fn dfa(&self) -> &CharDfa {
        self.literals.dfa()
    }

    /// The lines of a text that each rule in use has to look at.
    pub fn candidates(
        &self,
        analysis: &TextAnalysis,
        is_in_use: impl Fn(usize) -> bool,
    ) -> Candidates {
        let mut candidates = Candidates::default();
        if self.is_off {
            let lines = 0..analysis.lines.len();
            let rules = (0..self.needs.len()).filter(|&rule| is_in_use(rule));
            rules.for_each(|rule| candidates.add(rule, lines.clone()));
            candidates.split = lines.filter(|&line| analysis.is_long(line)).collect();
            return candidates;
        }
        let may_match = |rule: usize, line: &usize| self.needs[rule].may_match(analysis, *line);
        let takes_segments = |rule: usize| self.takes_segments[rule] && is_in_use(rule);
        let hits = self.literals.find(analysis, 0..analysis.lines.len());
        candidates.split = self.literals.long_lines(analysis, &hits, takes_segments);
        self.add_hits(&mut candidates, analysis, &hits, &is_in_use);
        self.features.find(analysis, |rule, lines| {
            if is_in_use(rule) {
                candidates.add(rule, lines.filter(|line| may_match(rule, line)));
            }
        });
        candidates
    }

    /// The segments of a text that each rule in use has to look at.
    pub fn segment_candidates(
        &self,
        segmented: &TextAnalysis,
        is_in_use: impl Fn(usize) -> bool,
    ) -> Candidates {
        let lines = segmented.lines.iter().enumerate();
        let segments = lines
            .filter(|(_, line)| line.is_segment())
            .map(|(at, _)| at);
        let mut candidates = Candidates::default();
        if self.is_off {
            let segments: Vec<usize> = segments.collect();
            let rules = (0..self.needs.len()).filter(|&rule| is_in_use(rule));
            rules.for_each(|rule| candidates.add(rule, segments.iter().copied()));
            return candidates;
        }
        for &rule in self
            .segment_features
            .iter()
            .filter(|&&rule| is_in_use(rule))
        {
            candidates.add(rule, segments.clone());
        }
        let hits = self.literals.find(segmented, segments);
        self.add_hits(&mut candidates, segmented, &hits, is_in_use);
        candidates
    }

    /// Whether a rule without literals that is in use looks at segments.
    pub fn needs_segments(&self, is_in_use: impl Fn(usize) -> bool) -> bool {
        self.segment_features.iter().any(|&rule| is_in_use(rule))
    }

    /// Adds the lines with literals of the rules in use.
    fn add_hits(
        &self,
        candidates: &mut Candidates,
        analysis: &TextAnalysis,
        hits: &[(usize, usize)],
        is_in_use: impl Fn(usize) -> bool,
    ) {
        for hits in hits.chunk_by(|a, b| a.0 == b.0) {
            let rule = hits[0].0;
            if is_in_use(rule) {
                let lines = hits.iter().map(|&(_, line)| line);
                let may_match = |line: &usize| self.needs[rule].may_match(analysis, *line);
                candidates.add(rule, lines.filter(may_match));
            }
        }
    }
}

impl Candidates {
    fn add(&mut self, rule: usize, lines: impl Iterator<Item = usize>) {
        let start = self.lines.len();
        self.lines.extend(lines);
        self.of_rules.push((rule, start..self.lines.len()));
    }
}
