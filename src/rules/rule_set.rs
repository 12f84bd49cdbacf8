//! The set of compiled rules, and what the user wants from it.

use std::sync::{Arc, OnceLock};

use globset::GlobSet;
use rustc_hash::FxHashMap;

use crate::rules::catalog::Applicability;
use crate::rules::conditions::scope::When;
use crate::rules::error::{RuleError, RuleErrors, RuleSource};
use crate::rules::pack::Pack;
use crate::rules::policy::Policy;
use crate::rules::prefilter::{Prefilter, RuleDemands};
use crate::rules::rule::Rule;
use crate::rules::selection::{RuleNames, Selection, SelectionError};
use crate::rules::spec::fix::Regrade;
use crate::rules::spec::guards::Guards;
use crate::rules::spec::pack::OverrideSpec;
use crate::rules::survey::{Habits, Survey};
use crate::rules::timings::Timings;

/// All rules that were loaded.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    prefilter: OnceLock<Prefilter>,
    /// By index of a rule, its place in the order in which rules run: the order of their kinds; within a kind,
    /// the order in which they were loaded.
    pub(crate) ranks: Vec<usize>,
    /// By index of a rule, whether it reports.
    pub(crate) selected: Vec<bool>,
    /// The names of the packs.
    packs: Vec<String>,
    /// Globs of paths, with the names of the rules, categories and packs that do not report there.
    pub(crate) path_ignores: Vec<(GlobSet, Vec<String>)>,
    guards: Guards,
    /// Whether a rule is limited to the documents that it is for.
    pub(crate) scopes_count: bool,
    pub(crate) survey: Option<Survey>,
    pub(crate) timings: Timings,
}

impl RuleSet {
    /// Puts packs together. The fixes of packs that are not shipped count as unsafe at most, until
    /// [`RuleSet::apply_policy`] trusts them.
    ///
    /// # Errors
    /// Two rules with one name; an override of a rule that the pack does not extend.
    pub fn new(packs: impl IntoIterator<Item = Pack>) -> Result<Self, RuleErrors> {
        let (mut rules, mut overrides, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for pack in packs {
            let limit = if pack.is_shipped {
                Applicability::Safe
            } else {
                Applicability::Unsafe
            };
            rules.extend(pack.rules.into_iter().map(|rule| Rule {
                applicability: rule.written.map(|written| written.min(limit)),
                ..rule
            }));
            overrides.push((pack.source, pack.extends, pack.overrides));
            names.push(pack.name);
        }
        let mut errors = duplicate_names(&rules);
        for (source, extends, overrides) in overrides {
            errors.extend(
                overrides
                    .iter()
                    .filter_map(|one| apply_override(&mut rules, &source, &extends, one)),
            );
        }
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.index = index;
        }
        Ok(Self {
            prefilter: OnceLock::new(),
            selected: rules.iter().map(|rule| rule.enabled).collect(),
            packs: names,
            path_ignores: Vec::new(),
            guards: Guards::default(),
            scopes_count: true,
            survey: None,
            timings: Timings::default(),
            ranks: ranks(&rules),
            rules,
        })
    }

    /// The names by which rules can be chosen.
    fn names(&self) -> RuleNames<'_> {
        RuleNames {
            rules: &self.rules,
            packs: &self.packs,
        }
    }

    /// Lets only the selected rules report. The others still mark lines.
    ///
    /// # Errors
    /// A name that does not say which rules are meant.
    pub fn select(&mut self, selection: &Selection) -> Result<(), SelectionError> {
        self.selected = selection.of(&self.names(), &self.rules)?;
        Ok(())
    }

    /// Applies the user's policy: which packs are trusted, which rules change, which do not report where.
    ///
    /// # Errors
    /// A name that does not say which rules or which pack is meant.
    pub fn apply_policy(&mut self, policy: Policy) -> Result<(), SelectionError> {
        let regrades = policy.regrades.iter().map(|(name, _)| name);
        let ignores = policy.path_ignores.iter().flat_map(|(_, names)| names);
        for name in &policy.trust {
            self.names().check_pack(name)?;
        }
        for name in regrades.chain(ignores) {
            self.names().check(name)?;
        }
        for rule in &mut self.rules {
            if policy.trust.contains(&rule.pack) {
                rule.applicability = rule.written;
            }
            // What is said about a category or a rule counts more than what is said about its pack.
            let (pack, all) = (rule.pack.clone(), policy.regrades.iter());
            let of_pack = all.clone().filter(|(name, _)| *name == pack);
            of_pack.for_each(|(_, grade)| rule.regrade(grade));
            for (name, grade) in all {
                if rule.is_named_without_pack(name) {
                    rule.regrade(grade);
                }
            }
        }
        self.path_ignores = policy.path_ignores;
        self.guards = policy.guards;
        Ok(())
    }

    /// Sets whether a rule is limited to the documents that it is for. The tests of a rule are for it in any
    /// case.
    pub fn set_scopes_count(&mut self, count: bool) {
        self.scopes_count = count;
    }

    /// The fields of records that the rules read, to decide which documents they are for.
    pub fn fields(&self) -> Vec<String> {
        let asked = self
            .rules
            .iter()
            .flat_map(|rule| &rule.when)
            .flat_map(When::fields);
        let mut fields: Vec<_> = asked.map(str::to_owned).collect();
        fields.sort();
        fields.dedup();
        fields
    }

    /// What no fix may do to a document.
    pub fn guards(&self) -> &Guards {
        &self.guards
    }

    /// The rules, in the order in which they were loaded. [`Finding::rule`](crate::rules::finding::Finding::rule)
    /// is an index into them.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether a rule reports.
    pub fn is_selected(&self, rule: usize) -> bool {
        self.selected[rule]
    }

    /// Whether a rule that reports uses the statistics of the corpus.
    pub fn needs_survey(&self) -> bool {
        let mut reporting = self.rules.iter().filter(|rule| self.selected[rule.index]);
        reporting.any(|rule| {
            rule.needs_survey() || rule.habit().is_some() || rule.corroboration().is_some()
        })
    }

    /// Chooses the lines that each rule has to look at. It is made for the first text.
    pub(crate) fn prefilter(&self) -> &Prefilter {
        self.prefilter
            .get_or_init(|| Prefilter::new(&self.demands()))
    }

    fn demands(&self) -> Vec<RuleDemands<'_>> {
        self.rules.iter().map(Rule::demands).collect()
    }

    /// Makes every rule look at every line, for the test that compares this with what the prefilter lets through.
    #[doc(hidden)]
    #[must_use]
    pub fn without_prefilter(self) -> Self {
        let all_lines = Prefilter::all_lines(&self.demands());
        Self {
            prefilter: OnceLock::from(all_lines),
            ..self
        }
    }

    /// Measures the time that checking takes from now on.
    pub fn set_timings(&mut self, timings: Timings) {
        self.timings = timings;
    }

    /// The statistics of the corpus, if the rules have them.
    pub fn survey(&self) -> Option<&Survey> {
        self.survey.as_ref()
    }

    /// Gives the rules the habits of sources from now on. Without statistics of the corpus, nothing changes.
    pub fn set_habits(&mut self, habits: Habits) {
        if let Some(survey) = &mut self.survey {
            survey.habits = Some(habits);
        }
    }

    /// Gives the rules the statistics of the corpus from now on, or takes them away.
    pub fn set_survey(&mut self, survey: Option<Survey>) {
        self.survey = survey;
    }
}

/// By index of a rule, its place in the order in which rules run.
fn ranks(rules: &[Rule]) -> Vec<usize> {
    let mut order: Vec<_> = (0..rules.len()).collect();
    order.sort_by_key(|&index| rules[index].kind_order);
    let mut ranks = vec![0; order.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank;
    }
    ranks
}

/// Applies an override of a pack to the rules of packs that it extends.
fn apply_override(
    rules: &mut [Rule],
    source: &Arc<RuleSource>,
    extends: &[String],
    one: &OverrideSpec,
) -> Option<RuleError> {
    let grade = Regrade {
        severity: one.severity,
        fix: one.fix,
        enabled: one.enabled,
    };
    let name = one.rule.get_ref();
    let mut found = false;
    for rule in rules.iter_mut().filter(|rule| extends.contains(&rule.pack)) {
        if rule.is_named_without_pack(name) {
            rule.regrade(&grade);
            found = true;
        }
    }
    if found {
        return None;
    }
    let extended = || rules.iter().filter(|rule| extends.contains(&rule.pack));
    let names: Vec<&str> = extended().map(|rule| rule.id.as_str()).collect();
    Some(match names.is_empty() {
        true => source
            .error(
                one.rule.span(),
                "this pack extends no other",
                "nothing to override",
            )
            .help("name the packs whose rules it changes in `extends` of its `[pack]` table"),
        false => source.unknown(one.rule.span(), "rule of the packs extended", name, &names),
    })
}

/// An error for each rule that has the same name as an earlier one.
fn duplicate_names(rules: &[Rule]) -> Vec<RuleError> {
    let mut names: FxHashMap<&str, &Rule> = FxHashMap::default();
    let mut errors = Vec::new();
    for rule in rules {
        let first = *names.entry(&rule.id).or_insert(rule);
        if !std::ptr::eq(first, rule) {
            errors.push(duplicate_name(first, rule));
        }
    }
    errors
}

fn duplicate_name(first: &Rule, rule: &Rule) -> RuleError {
    let error = rule
        .source
        .error(
            rule.id_place(),
            format!("two rules are named `{}`", rule.id),
            "the second",
        )
        .help(format!(
            "the first is in {}; rename one of them",
            first.source.name
        ));
    match Arc::ptr_eq(&first.source, &rule.source) {
        true => error.and(first.id_place(), "the first"),
        false => error,
    }
}
