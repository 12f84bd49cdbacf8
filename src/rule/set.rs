//! The set of compiled rules, and how it judges a document.

use std::cmp::Reverse;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::error::Source;
use super::expand::Expand;
use super::gate::Gate;
use super::matcher::Matcher;
use super::replace::Replacement;
use super::spec::Case;
use super::{
    Applicability, Category, Pack, RuleErrors, Selection, SelectionError, Severity, Where,
};
use crate::document::{Fold, Segments};
use crate::finding::Finding;
use crate::kinds::{Check, Context, Findings, KINDS, Landmarks};

/// One compiled rule.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    pub kind: &'static str,
    pub category: Category,
    pub severity: Severity,
    pub summary: String,
    pub why: String,
    /// How far its fix may be trusted; `None` for a rule that only reports.
    pub applicability: Option<Applicability>,
    /// The name of its pack.
    pub pack: String,
    pub cases: Vec<Case>,
    /// The rule file, for errors that point into it.
    pub(super) source: Arc<Source>,
    pub(super) id_place: std::ops::Range<usize>,
    pub(crate) index: usize,
    pub(crate) matcher: Matcher,
    pub(crate) conditions: Where,
    pub(crate) replace: Option<Replacement>,
    pub(crate) expand: Option<Expand>,
    /// How many findings in a document the rule reports.
    pub(super) findings: RangeInclusive<usize>,
    /// Characters that a fix must leave of a document.
    pub(crate) min_left: usize,
    /// One of them stands in every line that matches; `None` where there is no such set.
    pub(super) literals: Option<Vec<String>>,
    pub(super) check: Box<dyn Check>,
}

impl Rule {
    /// Whether the gate keeps this rule from lines that cannot match; a rule without literals looks
    /// at every line that meets its conditions.
    pub fn is_gated(&self) -> bool {
        self.literals.is_some()
    }

    /// Which differences between texts do not count.
    pub fn fold(&self) -> Fold {
        self.matcher.fold
    }

    /// Whether the rule rests on a text of its own rather than on shape alone.
    pub fn has_marker(&self) -> bool {
        !self.matcher.is_empty() || self.check.has_marker()
    }

    /// An error that points at one of the rule's test texts.
    pub fn case_error(&self, case: &Case, message: String, label: String) -> super::RuleError {
        self.source.error(case.place.clone(), message, label)
    }
}

/// All rules that were loaded, behind one gate.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    gate: Gate,
    /// Rules in the order in which they run: by the order of kinds, then as they were loaded.
    order: Vec<usize>,
    selected: Vec<bool>,
}

impl RuleSet {
    /// Puts packs together.
    ///
    /// # Errors
    /// Two rules with one name.
    pub fn new(packs: impl IntoIterator<Item = Pack>) -> Result<Self, RuleErrors> {
        let mut rules: Vec<Rule> = packs.into_iter().flat_map(|pack| pack.rules).collect();
        let errors: Vec<_> = rules
            .iter()
            .enumerate()
            .filter_map(|(n, rule)| twin(&rules[..n], rule))
            .collect();
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        let mut pairs = Vec::new();
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.index = index;
            let literals = rule.literals.iter().flatten();
            let fold = rule.matcher.fold;
            pairs.extend(literals.map(|literal| (index, fold, literal.clone())));
        }
        let rank = |rule: &Rule| KINDS.iter().position(|kind| kind.name == rule.kind);
        let mut order: Vec<_> = (0..rules.len()).collect();
        order.sort_by_key(|&index| rank(&rules[index]));
        Ok(Self {
            gate: Gate::new(&pairs),
            selected: vec![true; rules.len()],
            order,
            rules,
        })
    }

    /// Reports only what the selection asks for. Rules that are left out still serve as landmarks.
    ///
    /// # Errors
    /// A name that is neither a rule nor a category.
    pub fn select(&mut self, selection: &Selection) -> Result<(), SelectionError> {
        self.selected = selection.of(self)?;
        Ok(())
    }

    /// The rules, in the order in which they were loaded; [`Finding::rule`] is an index into it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether a rule reports.
    pub fn is_selected(&self, rule: usize) -> bool {
        self.selected[rule]
    }

    /// Judges a text: its findings, by place. A finding inside a larger one whose fix is trusted as
    /// far is left out.
    pub fn check(&self, text: &str) -> Vec<Finding> {
        let segments = Segments::new(text);
        let mut findings = self.check_all(&segments);
        self.settle(&mut findings);
        findings
    }

    /// All findings of a text, those inside larger ones included, by place.
    pub(crate) fn check_all(&self, segments: &Segments) -> Vec<Finding> {
        let gated = self.gate.candidates(segments, self.rules.len());
        let filled: Vec<usize> = (0..segments.lines.len())
            .filter(|&l| !segments.lines[l].is_blank())
            .collect();
        let mut landmarks = Landmarks(vec![None; segments.lines.len()]);
        let allowed = |rule: &Rule, landmarks: &Landmarks| -> Vec<usize> {
            let lines = if rule.is_gated() {
                &gated[rule.index]
            } else {
                &filled
            };
            let allowed = |&line: &usize| rule.conditions.allows(segments, landmarks, line);
            lines.iter().copied().filter(allowed).collect()
        };
        // Rules whose conditions ask for landmarks are none themselves.
        let mut candidates: Vec<Vec<usize>> = vec![Vec::new(); self.rules.len()];
        let (late, early): (Vec<usize>, Vec<usize>) = self
            .order
            .iter()
            .partition(|&&index| self.rules[index].conditions.asks_for_landmarks());
        for index in early {
            let rule = &self.rules[index];
            candidates[index] = allowed(rule, &landmarks);
            let context = Context::new(segments, rule, &candidates[index], &landmarks);
            for line in rule.check.landmarks(&context) {
                landmarks.0[line].get_or_insert(rule.category);
            }
        }
        for index in late {
            candidates[index] = allowed(&self.rules[index], &landmarks);
        }
        let mut findings = Findings::new(segments.lines.len());
        for &index in self.order.iter().filter(|&&index| self.selected[index]) {
            let rule = &self.rules[index];
            let context = Context::new(segments, rule, &candidates[index], &landmarks);
            let before = findings.all.len();
            rule.check.check(&context, &mut findings);
            if !rule.findings.contains(&(findings.all.len() - before)) {
                findings.all.truncate(before);
            }
        }
        let mut findings = findings.all;
        findings.sort_by_key(|finding| {
            let trust = finding.fix.as_ref().map(|fix| fix.applicability);
            (
                finding.span.start,
                Reverse(finding.span.end),
                Reverse(trust),
                finding.rule,
            )
        });
        findings
    }

    /// Drops the findings, given by place, that a larger one makes needless: one of no less severity
    /// whose fix is trusted as far.
    pub(crate) fn settle(&self, findings: &mut Vec<Finding>) {
        let weight = |finding: &Finding| {
            let trust = finding.fix.as_ref().map(|fix| fix.applicability);
            (trust, self.rules[finding.rule].severity)
        };
        // The ends and weights of findings that reach as far as the place we are at.
        let mut open: Vec<(usize, (Option<Applicability>, Severity))> = Vec::new();
        findings.retain(|finding| {
            let (trust, severity) = weight(finding);
            open.retain(|&(end, _)| end >= finding.span.start);
            let is_needless = open.iter().any(|&(end, larger)| {
                finding.span.end <= end && larger.0 >= trust && larger.1 >= severity
            });
            if !is_needless {
                open.push((finding.span.end, (trust, severity)));
            }
            !is_needless
        });
    }
}

fn twin(earlier: &[Rule], rule: &Rule) -> Option<super::RuleError> {
    let first = earlier.iter().find(|first| first.id == rule.id)?;
    let error = rule
        .source
        .error(
            rule.id_place.clone(),
            format!("two rules are named `{}`", rule.id),
            "the second",
        )
        .help(format!(
            "the first is in {}; rename one of them",
            first.source.name
        ));
    Some(match Arc::ptr_eq(&first.source, &rule.source) {
        true => error.and(first.id_place.clone(), "the first"),
        false => error,
    })
}
