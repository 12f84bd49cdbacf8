//! The set of compiled rules, and what the user has it do.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use globset::GlobSet;
use rustc_hash::FxHashMap;

use crate::rules::conditions::expand::Expand;
use crate::rules::conditions::scope::When;
use crate::rules::detectors::{Check, KINDS};
use crate::rules::fixing::Guards;
use crate::rules::matching::matcher::Matcher;
use crate::rules::matching::replace::Replacement;
use crate::rules::pack::error::Source;
use crate::rules::pack::spec::{Case, OverrideSpec, Regrade, RuleSpec};
use crate::rules::prefilter::gate::{Gate, Literal};
use crate::rules::prefilter::sieve::Sieve;
use crate::rules::survey::Survey;
use crate::rules::timings::Timings;
use crate::rules::{
    Applicability, Category, Pack, RuleErrors, Selection, SelectionError, Severity, Where,
};
use crate::text::{Document, Fold};

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
    /// What its pack says of that, before anybody's trust or doubt.
    pub(crate) written: Option<Applicability>,
    /// Whether it reports unless it is selected by name.
    pub enabled: bool,
    /// Which documents it is for; all must hold.
    pub(crate) when: Vec<When>,
    /// The name of its pack.
    pub pack: String,
    pub cases: Vec<Case>,
    pub(crate) spec: RuleSpec,
    /// The rule file, for errors that point into it.
    pub(crate) source: Arc<Source>,
    pub(crate) index: usize,
    pub(crate) matcher: Matcher,
    pub(crate) conditions: Where,
    pub(crate) replace: Option<Replacement>,
    pub(crate) expand: Option<Expand>,
    /// How many findings in a document the rule reports.
    pub(crate) findings: RangeInclusive<usize>,
    /// Whether its conditions ask what other rules mark.
    pub(crate) asks_for_landmarks: bool,
    pub(crate) check: Box<dyn Check>,
}

impl Rule {
    /// Where its name stands in its file, in bytes.
    pub(crate) fn id_place(&self) -> std::ops::Range<usize> {
        self.spec.id.span()
    }

    /// Characters that a fix must leave of a document.
    pub(crate) fn min_left(&self) -> usize {
        self.spec.min_left
    }

    /// The share of a text's bytes that the rule may remove although no marker says so.
    pub(crate) fn largest_share(&self) -> Option<f64> {
        self.spec.largest_share
    }

    /// The rule file that it stands in.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The rule as its file writes it, without its tests.
    pub fn definition(&self) -> &str {
        let text = &self.source.text;
        let start = text[..self.id_place().start].rfind("[[rule]]").unwrap_or(0);
        let rest = &text[start..];
        let end = rest
            .find("\n[[rule.test]]")
            .or_else(|| rest[8..].find("\n[[rule]]").map(|at| at + 8));
        rest[..end.unwrap_or(rest.len())].trim_end()
    }

    /// The document of one of the rule's test texts.
    pub fn case_document(&self, case: &Case) -> Document {
        let label = case.encoding.as_deref().unwrap_or_default();
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
        Document {
            path: case.path.clone().unwrap_or_default(),
            encoding: encoding.map(encoding_rs::Encoding::name),
            fields: case.record.clone(),
            ..Document::new(&case.text)
        }
    }

    /// Whether the gate keeps this rule from lines that cannot match; a rule without literals looks
    /// at every line that meets its conditions.
    pub fn is_gated(&self) -> bool {
        self.literals().is_some()
    }

    /// Literals of which one stands in every line that it can find something in; `None` where there is no
    /// such set.
    fn literals(&self) -> Option<&[Literal]> {
        self.matcher.literals().or_else(|| self.check.literals())
    }

    fn regrade(&mut self, grade: &Regrade) {
        self.severity = grade.severity.unwrap_or(self.severity);
        self.enabled = grade.enabled.unwrap_or(self.enabled);
        if let Some(fix) = grade.fix {
            self.applicability = fix.0;
            self.written = fix.0;
        }
    }

    /// Whether its pack trusts its fix more than the user trusts the pack.
    pub fn is_doubted(&self) -> bool {
        self.written > self.applicability
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
    pub fn case_error(
        &self,
        case: &Case,
        message: String,
        label: String,
    ) -> crate::rules::RuleError {
        self.source.error(case.place.clone(), message, label)
    }
}

/// All rules that were loaded, behind one gate.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    chooser: OnceLock<Chooser>,
    /// By index of the rule, its place in the order in which they run: by the order of kinds, then
    /// as they were loaded.
    pub(crate) ranks: Vec<usize>,
    pub(crate) selected: Vec<bool>,
    /// The names of the packs.
    packs: Vec<String>,
    pub(crate) path_ignores: Vec<(GlobSet, Vec<String>)>,
    guards: Guards,
    pub(crate) scopes_count: bool,
    pub(crate) survey: Option<Survey>,
    pub(crate) timings: Timings,
}

/// Tells which rules can find something in a text.
#[derive(Debug)]
pub(crate) struct Chooser {
    pub gate: Gate,
    /// For the rules that no literal keeps from a line.
    pub sieve: Sieve,
}

/// What the user's configuration says of rules and documents.
#[derive(Debug, Default)]
pub struct Policy {
    /// Packs whose fixes count as they are written.
    pub trust: Vec<String>,
    /// Rules or categories that are re-graded, in order.
    pub regrades: Vec<(String, Regrade)>,
    /// Rules or categories that do not report on documents of some paths.
    pub path_ignores: Vec<(GlobSet, Vec<String>)>,
    pub guards: Guards,
}

impl RuleSet {
    /// Puts packs together. The fixes of packs that are not shipped count as unsafe at most, until
    /// [`RuleSet::follow`] is told to trust them.
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
        let mut errors = twins(&rules);
        for (source, extends, overrides) in overrides {
            errors.extend(
                overrides
                    .iter()
                    .filter_map(|one| regrade(&mut rules, &source, &extends, one)),
            );
        }
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.index = index;
        }
        let rank = |rule: &Rule| KINDS.iter().position(|kind| kind.name == rule.kind);
        let mut order: Vec<_> = (0..rules.len()).collect();
        order.sort_by_key(|&index| rank(&rules[index]));
        let mut ranks = vec![0; order.len()];
        for (rank, index) in order.into_iter().enumerate() {
            ranks[index] = rank;
        }
        Ok(Self {
            chooser: OnceLock::new(),
            selected: rules.iter().map(|rule| rule.enabled).collect(),
            packs: names,
            path_ignores: Vec::new(),
            guards: Guards::default(),
            scopes_count: true,
            survey: None,
            timings: Timings::default(),
            ranks,
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

    /// Follows the user's policy: which packs are trusted, what is re-graded, what is ignored where.
    ///
    /// # Errors
    /// A name of no pack, rule or category.
    pub fn follow(&mut self, policy: Policy) -> Result<(), SelectionError> {
        for name in &policy.trust {
            crate::rules::selection::known(name, &self.packs)?;
            for rule in self.rules.iter_mut().filter(|rule| rule.pack == *name) {
                rule.applicability = rule.written;
            }
        }
        for (name, grade) in &policy.regrades {
            Selection::know(self, name)?;
            let named = |rule: &&mut Rule| rule.id == *name || rule.category.name() == name;
            self.rules
                .iter_mut()
                .filter(named)
                .for_each(|rule| rule.regrade(grade));
        }
        for (_, names) in &policy.path_ignores {
            names
                .iter()
                .try_for_each(|name| Selection::know(self, name))?;
        }
        self.path_ignores = policy.path_ignores;
        self.guards = policy.guards;
        Ok(())
    }

    /// Whether scopes count; a rule's own examples are in its scope wherever they come from.
    pub fn set_scopes_count(&mut self, count: bool) {
        self.scopes_count = count;
    }

    /// The fields of records that scopes ask for.
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

    /// The rules, in the order in which they were loaded; [`Finding::rule`](crate::rules::finding::Finding::rule) is an index into it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether a rule reports.
    pub fn is_selected(&self, rule: usize) -> bool {
        self.selected[rule]
    }

    /// Whether a rule that reports judges by other documents.
    pub fn needs_survey(&self) -> bool {
        let reports = |rule: &&Rule| self.selected[rule.index];
        let mut reporting = self.rules.iter().filter(reports);
        reporting.any(|rule| rule.check.needs_survey())
    }

    /// Tells which rules can find something in a text; made for the first text.
    pub(crate) fn chooser(&self) -> &Chooser {
        self.chooser.get_or_init(|| {
            let literals = self.rules.iter().flat_map(|rule| {
                let literals = rule.literals().into_iter().flatten();
                literals.map(|literal| (rule.index, literal))
            });
            let ungated = self.rules.iter().filter(|rule| !rule.is_gated());
            let mut ungated: Vec<&Rule> = ungated.collect();
            ungated.sort_by_key(|rule| self.ranks[rule.index]);
            Chooser {
                gate: Gate::new(literals),
                sieve: Sieve::new(&ungated),
            }
        })
    }

    /// Measures from now on where the time of judging goes.
    pub fn measure(&mut self, timings: Timings) {
        self.timings = timings;
    }

    /// Judges documents from now on by what a survey of their corpus says of them; by themselves
    /// alone without one.
    pub fn consult(&mut self, survey: Option<Survey>) {
        self.survey = survey;
    }
}

/// Applies an override of a pack to the rules of packs that it extends.
fn regrade(
    rules: &mut [Rule],
    source: &Arc<Source>,
    extends: &[String],
    one: &OverrideSpec,
) -> Option<crate::rules::RuleError> {
    let grade = Regrade {
        severity: one.severity,
        fix: one.fix,
        enabled: one.enabled,
    };
    let name = one.rule.get_ref();
    let mut found = false;
    for rule in rules.iter_mut().filter(|rule| extends.contains(&rule.pack)) {
        if rule.id == *name || rule.category.name() == name {
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

/// An error for each rule that has the name of an earlier one.
fn twins(rules: &[Rule]) -> Vec<crate::rules::RuleError> {
    let mut names: FxHashMap<&str, &Rule> = FxHashMap::default();
    let mut errors = Vec::new();
    for rule in rules {
        let first = *names.entry(&rule.id).or_insert(rule);
        if !std::ptr::eq(first, rule) {
            errors.push(twin(first, rule));
        }
    }
    errors
}

fn twin(first: &Rule, rule: &Rule) -> crate::rules::RuleError {
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
