//! Checks a document and applies its fixes, in rounds, until nothing changes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

use crate::rules::finding::{Finding, Withheld};
use crate::rules::fixing::applied::{AppliedEdit, compose, to_original};
use crate::rules::fixing::guards::may_refuse;
use crate::rules::fixing::plan::{Barred, Planner, withhold_as_planned};
use crate::rules::fixing::policy::{FixPolicy, Fixes};
use crate::rules::fixing::superseded::MetFixes;
use crate::rules::timings::Phase;
use crate::rules::{Applicability, RuleSet};
use crate::text::{Document, EarlierAnalysis, TextAnalysis, apply_edits};

/// After this many rounds the rules are taken to go on without end; the text stays as the last round
/// left it.
const MOST_ROUNDS: usize = 100;

/// What was found in a document, and what fixing made of it.
#[derive(Debug)]
pub struct Checked<'d> {
    /// All findings of the original text. A fix that a guard refuses in the first round is withheld.
    pub findings: Vec<Finding>,
    /// The findings that are left after fixing, in offsets of the original text; if no fix was
    /// wanted, none.
    pub left: Vec<Finding>,
    /// What was done, in offsets of the original text: in ascending order, without overlaps.
    pub edits: Vec<AppliedEdit>,
    /// The text after the edits.
    pub text: Cow<'d, str>,
    /// The rules, by index, of fixes that were wanted and not applied, because other fixes took what
    /// they would have taken.
    pub superseded: Vec<usize>,
}

impl<'d> Checked<'d> {
    /// A document in which nothing was looked for.
    pub fn unchecked(document: &'d Document) -> Self {
        Self {
            findings: Vec::new(),
            left: Vec::new(),
            edits: Vec::new(),
            text: Cow::Borrowed(&document.text),
            superseded: Vec::new(),
        }
    }
}

/// Checks a document and applies the fixes that the policy asks for.
///
/// Pure: the same rules, document and policy give the same result. A fix is applied whole or not at
/// all; one that meets the edits of another waits for the next round. Rules that undo each other's fixes
/// fix nothing in the document, and their findings say so.
pub fn check_and_fix<'d>(
    rules: &RuleSet,
    document: &'d Document,
    policy: &FixPolicy,
) -> Checked<'d> {
    let mut barred = Barred::new();
    loop {
        let planner = Planner {
            rules,
            protected: policy.protected,
            barred: &barred,
        };
        let cycle = match policy.fixes {
            Fixes::None => return report(&planner, document),
            fixes => match rounds(&planner, document, fixes) {
                Ok(checked) => return checked,
                Err(cycle) => cycle,
            },
        };
        // Each time more rules are barred, so this ends.
        barred.extend(cycle);
    }
}

/// Checks a document without fixing it.
fn report<'d>(planner: &Planner, document: &'d Document) -> Checked<'d> {
    let rules = planner.rules;
    let analysis = rules.analyse(&document.text);
    let all = rules.check_all(&analysis, &rules.scope(document));
    let mut checked = Checked::unchecked(document);
    let grades = [Applicability::Safe, Applicability::Unsafe];
    let planned = match may_refuse(rules, &analysis, &all) {
        true => grades.map(|grade| plan_ahead(planner, &analysis, &all, grade)),
        false => Default::default(),
    };
    checked.findings = without_contained(rules, all);
    for (planned, grade) in planned.iter().zip(grades) {
        withhold_as_planned(&mut checked.findings, planned, grade..=grade);
    }
    checked
}

/// The findings of a text as a plan leaves them that applies the fixes of at least this grade; none if
/// no fix has just this grade.
fn plan_ahead(
    planner: &Planner,
    analysis: &TextAnalysis,
    all: &[Finding],
    grade: Applicability,
) -> Vec<Finding> {
    let has_grade =
        |finding: &Finding| finding.applicability() == Some(grade) && !finding.edits().is_empty();
    if !all.iter().any(has_grade) {
        return Vec::new();
    }
    let timings = &planner.rules.timings;
    timings.phase(Phase::Apply, || {
        planner.plan(analysis, all.to_vec(), grade).all
    })
}

/// Fixes until nothing changes. If a text comes again, this fails with the rules that keep changing it.
fn rounds<'d>(
    planner: &Planner,
    document: &'d Document,
    fixes: Fixes,
) -> Result<Checked<'d>, Barred> {
    let rules = planner.rules;
    let least = match fixes {
        Fixes::AtLeast(applicability) => applicability,
        Fixes::Selected(_) | Fixes::None => Applicability::Safe,
    };
    let is_graded = matches!(fixes, Fixes::AtLeast(_));
    let unwanted = Applicability::Unsafe..=Applicability::Unsafe;
    let foresees = is_graded && least > Applicability::Unsafe;
    let scope = rules.scope(document);
    let mut checked = Checked::unchecked(document);
    let mut met = MetFixes::default();
    let mut seen = SeenTexts::default();
    let mut earlier = EarlierAnalysis::default();
    for round in 0.. {
        let analysis = rules.analyse_again(&checked.text, &earlier);
        let mut all = rules.check_all(&analysis, &scope);
        if round == 0 {
            checked.findings = without_contained(rules, all.clone());
        }
        if let Fixes::Selected(selected) = fixes {
            selected.grade(&checked.edits, &mut all);
        }
        // What --unsafe-fixes would refuse is said in this run, too.
        let refused = match foresees {
            true => plan_ahead(planner, &analysis, &all, Applicability::Unsafe),
            false => Vec::new(),
        };
        let (plan, edits) = rules.timings.phase(Phase::Apply, || {
            let plan = planner.plan(&analysis, all, least);
            let edits = plan.edits(&checked.text);
            (plan, edits)
        });
        if round == 0 && is_graded {
            withhold_as_planned(
                &mut checked.findings,
                &plan.all,
                least.max(Applicability::Unsafe)..=Applicability::Safe,
            );
            withhold_as_planned(&mut checked.findings, &refused, unwanted.clone());
        }
        if edits.is_empty() || round == MOST_ROUNDS {
            let mut left = plan.findings(&plan.left);
            withhold_as_planned(&mut left, &refused, unwanted);
            left.extend(plan.findings(&plan.chosen).into_iter().map(|mut finding| {
                finding.withhold(Withheld::TooManyRounds);
                finding
            }));
            to_original(&checked.edits, &mut left);
            checked.superseded = met.superseded(&left);
            checked.left = left;
            return Ok(checked);
        }
        if let Some(first) = seen.first_time(&checked.text, &edits) {
            return Err(cycle(rules, &seen.rules[first..]));
        }
        met.add_round(&checked.edits, &plan);
        let text = apply_edits(&checked.text, edits.iter().map(|applied| &applied.edit));
        earlier = analysis.into_earlier(edits.iter().map(|applied| applied.edit.clone()).collect());
        checked.text = Cow::Owned(text);
        checked.edits = compose(checked.edits, edits);
        debug_assert_eq!(
            checked.text,
            apply_edits(
                &document.text,
                checked.edits.iter().map(|applied| &applied.edit)
            )
        );
    }
    unreachable!("the last round returns")
}

/// The texts of the rounds, by hash, and the rules that changed them.
#[derive(Default)]
struct SeenTexts {
    texts: FxHashMap<u128, usize>,
    rules: Vec<BTreeSet<usize>>,
}

impl SeenTexts {
    /// The round that had this text before, if any; otherwise notes the text.
    fn first_time(&mut self, text: &str, edits: &[AppliedEdit]) -> Option<usize> {
        let round = self.rules.len();
        let first = *self.texts.entry(xxh3_128(text.as_bytes())).or_insert(round);
        self.rules
            .push(edits.iter().map(|applied| applied.rule).collect());
        (first < round).then_some(first)
    }
}

/// The rules that changed the text in these rounds, and so undo each other.
fn cycle(rules: &RuleSet, rounds: &[BTreeSet<usize>]) -> Barred {
    let among: BTreeSet<usize> = rounds.iter().flatten().copied().collect();
    let name = |&rule: &usize| rules.rules()[rule].id.clone();
    let names: Vec<_> = among.iter().map(name).collect();
    let reason = |rule| (rule, Withheld::Cycle(names.clone()));
    among.into_iter().map(reason).collect()
}

fn without_contained(rules: &RuleSet, mut findings: Vec<Finding>) -> Vec<Finding> {
    rules.drop_contained_findings(&mut findings);
    findings
}
