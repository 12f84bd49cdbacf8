//! Applies the fixes of a document's findings, in rounds, until nothing changes.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_128;

use crate::rules::finding::{Edit, Finding, Fix};
use crate::rules::fixing::guard;
use crate::rules::fixing::guard::Reason;
use crate::rules::fixing::only::Only;
use crate::rules::fixing::patch::{Patch, apply_patches, compose, to_original};
use crate::rules::fixing::tidy;
use crate::rules::timings::Phase;
use crate::rules::{Applicability, RuleSet};
use crate::text::{Document, EarlierAnalysis, TextAnalysis};

/// More rounds than this mean that rules go on without end; the text stays as the last round left it.
const MOST_ROUNDS: usize = 100;

/// What fixing made of a text.
#[derive(Debug)]
pub struct Fixed {
    pub text: String,
    /// What was done, in the offsets of the original text.
    pub patches: Vec<Patch>,
    /// All findings of the original text.
    pub found: Vec<Finding>,
    /// The findings that are left, in the offsets of the original text.
    pub left: Vec<Finding>,
    /// The rules of fixes that were wanted and not applied, because other fixes took what they
    /// would have.
    pub superseded: Vec<usize>,
}

/// Fixes a document with the fixes of at least this applicability.
///
/// Pure: the same rules and document give the same result. Fixes are applied whole or not at all; one
/// that meets another's edits waits for the next round. Rules that undo one another's fixes fix
/// nothing in the document, and are named.
pub fn fix(rules: &RuleSet, document: &Document, applicability: Applicability) -> Fixed {
    fix_but(rules, document, applicability, None)
}

/// Tells the spans of those findings of a text that are to be left alone.
pub type Kept<'k> = dyn Fn(&str, &[Finding]) -> Vec<Range<usize>> + 'k;

/// Fixes a document but for findings that are to be left alone: what they flag stays, unless a fix of a
/// larger finding takes all of it.
pub fn fix_but(
    rules: &RuleSet,
    document: &Document,
    applicability: Applicability,
    kept: Option<&Kept>,
) -> Fixed {
    fix_wanted(rules, document, &Wanted::Grade(applicability, kept))
}

/// Fixes a document with the fixes that somebody chose, whatever their applicability; guards hold.
pub fn fix_only(rules: &RuleSet, document: &Document, only: &Only) -> Fixed {
    match only.is_nothing() {
        // A review is of few documents in many: the others need no look.
        true => Fixed {
            text: document.text.clone(),
            patches: Vec::new(),
            found: Vec::new(),
            left: Vec::new(),
            superseded: Vec::new(),
        },
        false => fix_wanted(rules, document, &Wanted::Only(only)),
    }
}

/// Which fixes are to be applied.
enum Wanted<'a> {
    /// Those of at least this applicability, but for what is to be left alone.
    Grade(Applicability, Option<&'a Kept<'a>>),
    Only(&'a Only),
}

impl Wanted<'_> {
    /// The least applicability that is applied, once chosen findings have their grades. The patches
    /// are those that made the text of the findings.
    fn grade(&self, patches: &[Patch], findings: &mut [Finding]) -> Applicability {
        match self {
            Self::Grade(applicability, _) => *applicability,
            Self::Only(only) => {
                only.grade(patches, findings);
                Applicability::Safe
            }
        }
    }

    fn kept(&self) -> Option<&Kept<'_>> {
        match self {
            Self::Grade(_, kept) => *kept,
            Self::Only(_) => None,
        }
    }
}

fn fix_wanted(rules: &RuleSet, document: &Document, wanted: &Wanted) -> Fixed {
    let mut barred = Barred::new();
    loop {
        match rounds(rules, document, wanted, &barred) {
            Ok(fixed) => return fixed,
            // Each time some more rules are barred: this ends.
            Err(cycle) => barred.extend(cycle),
        }
    }
}

/// Rules that may not fix a document, and why.
type Barred = BTreeMap<usize, String>;

/// Goes on until nothing changes. Fails where a text comes again: with the rules that keep changing
/// it.
fn rounds(
    rules: &RuleSet,
    document: &Document,
    wanted: &Wanted,
    barred: &Barred,
) -> Result<Fixed, Barred> {
    let original = document.text.as_str();
    let scope = rules.scope(document);
    let mut text = original.to_owned();
    let mut patches = Vec::new();
    let mut found = None;
    let mut met = Met::default();
    let mut seen = Seen::default();
    let mut earlier = EarlierAnalysis::default();
    for round in 0.. {
        let analysis = rules.analyse_again(&text, &earlier);
        let mut all = rules.check_all(&analysis, &scope);
        found.get_or_insert_with(|| settled(rules, all.clone()));
        let applicability = wanted.grade(&patches, &mut all);
        let plan = rules.timings.phase(Phase::Apply, || {
            plan(rules, &analysis, all, applicability, wanted.kept(), barred)
        });
        let patches_of_round = patches_of(&text, &plan.chosen);
        if patches_of_round.is_empty() || round == MOST_ROUNDS {
            let mut left = plan.left;
            left.extend(plan.chosen.into_iter().map(|mut finding| {
                withhold(&mut finding, guard::TOO_MANY_ROUNDS);
                finding
            }));
            to_original(&patches, &mut left);
            return Ok(Fixed {
                found: found.unwrap_or_default(),
                text,
                superseded: met.without(&left),
                patches,
                left,
            });
        }
        if let Some(first) = seen.first_time(&text, &patches_of_round) {
            return Err(cycle(rules, &seen.rules[first..]));
        }
        met.round(&patches, plan);
        earlier = analysis.into_earlier(patches_of_round.iter().map(Patch::change).collect());
        text = apply_patches(&text, &patches_of_round);
        patches = compose(patches, patches_of_round);
        debug_assert_eq!(text, apply_patches(original, &patches));
    }
    unreachable!("the last round returns")
}

/// The texts of the rounds, by hash, and the rules that changed them.
#[derive(Default)]
struct Seen {
    texts: FxHashMap<u128, usize>,
    rules: Vec<BTreeSet<usize>>,
}

impl Seen {
    /// The round that had this text before; otherwise notes it.
    fn first_time(&mut self, text: &str, patches: &[Patch]) -> Option<usize> {
        let round = self.rules.len();
        let first = *self.texts.entry(xxh3_128(text.as_bytes())).or_insert(round);
        self.rules
            .push(patches.iter().map(|patch| patch.rule).collect());
        (first < round).then_some(first)
    }
}

/// The rules that changed the text in these rounds, which undo one another.
fn cycle(rules: &RuleSet, rounds: &[BTreeSet<usize>]) -> Barred {
    let among: BTreeSet<usize> = rounds.iter().flatten().copied().collect();
    let name = |&rule: &usize| format!("`{}`", rules.rules()[rule].id);
    let names: Vec<_> = among.iter().map(name).collect();
    let reason = match &names[..] {
        [alone] => format!("{alone} undoes its own fix"),
        names => format!("{} undo one another's fixes", names.join(", ")),
    };
    among
        .into_iter()
        .map(|rule| (rule, reason.clone()))
        .collect()
}

/// A finding of any round, by rule and by where it begins in the original text.
type Key = (usize, usize);

/// Fixes that met the edits of others in some round.
#[derive(Default)]
struct Met {
    waiting: BTreeSet<Key>,
    applied: BTreeSet<Key>,
}

impl Met {
    fn round(&mut self, patches: &[Patch], plan: Plan) {
        if plan.met.is_empty() && self.waiting.is_empty() {
            return;
        }
        let (mut met, mut chosen) = (plan.met, plan.chosen);
        to_original(patches, &mut met);
        to_original(patches, &mut chosen);
        self.waiting.extend(met.iter().map(key));
        self.applied.extend(chosen.iter().map(key));
    }

    /// The rules of those that came to nothing: neither applied later nor left.
    fn without(self, left: &[Finding]) -> Vec<usize> {
        let left: BTreeSet<Key> = left.iter().map(key).collect();
        let is_gone = |key: &&Key| !self.applied.contains(key) && !left.contains(key);
        self.waiting
            .iter()
            .filter(is_gone)
            .map(|&(rule, _)| rule)
            .collect()
    }
}

fn key(finding: &Finding) -> Key {
    (finding.rule, finding.span.start)
}

/// A finding of one text.
fn place(finding: &Finding) -> (usize, usize, usize) {
    (finding.rule, finding.span.start, finding.span.end)
}

fn settled(rules: &RuleSet, mut findings: Vec<Finding>) -> Vec<Finding> {
    rules.drop_contained_findings(&mut findings);
    findings
}

/// What one round does.
struct Plan {
    /// The findings whose fixes are applied.
    chosen: Vec<Finding>,
    left: Vec<Finding>,
    /// Those left whose fixes were wanted and met those of others.
    met: Vec<Finding>,
}

/// Chooses the fixes of one round from all findings. A fix that a guard withholds does not stand
/// in the way of those inside it.
fn plan(
    rules: &RuleSet,
    analysis: &TextAnalysis,
    mut all: Vec<Finding>,
    applicability: Applicability,
    kept: Option<&Kept>,
    barred: &Barred,
) -> Plan {
    let is_wanted = |fix: &&Fix| {
        fix.applicability >= applicability.max(Applicability::Unsafe) && !fix.edits.is_empty()
    };
    let text = analysis.text;
    let kept = kept.map_or_else(Vec::new, |kept| keep(rules, text, kept, &mut all));
    let wants = |finding: &Finding| {
        finding.fix.as_ref().filter(is_wanted).is_some() && !takes_a_part(finding, &kept)
    };
    let guards = rules.guards();
    for finding in all.iter_mut().filter(|finding| wants(finding)) {
        let rule = &rules.rules()[finding.rule];
        let min_left = rule.min_left().max(guards.min_left);
        if let Some(reason) = barred.get(&finding.rule) {
            withhold(finding, reason);
        } else if guards.keep_first_paragraph
            && guard::takes_first_paragraph(analysis, finding, rule.may_take_running_text())
        {
            withhold(finding, guard::FIRST_PARAGRAPH);
        } else if guard::leaves_less_than(text, finding, min_left) {
            withhold(finding, guard::TOO_LITTLE_LEFT);
        }
    }
    loop {
        let (chosen, left) = choose(settled(rules, all.clone()), wants);
        let Some(breach) = breach(rules, text, &chosen) else {
            let met = left.iter().filter(|finding| wants(finding)).cloned();
            return Plan {
                met: met.collect(),
                chosen,
                left,
            };
        };
        let chosen: FxHashSet<_> = chosen.iter().map(place).collect();
        for finding in all
            .iter_mut()
            .filter(|finding| chosen.contains(&place(finding)))
        {
            if breach.concerns(rules, text, finding) {
                withhold(finding, breach.reason());
            }
        }
    }
}

/// The spans that are to be left alone. What lies in them and would be reported only because they are
/// not fixed is taken out of the findings.
fn keep(rules: &RuleSet, text: &str, kept: &Kept, all: &mut Vec<Finding>) -> Vec<Range<usize>> {
    let reported = settled(rules, all.clone());
    let kept = kept(text, &reported);
    if !kept.is_empty() {
        let reported: FxHashSet<_> = reported.iter().map(place).collect();
        all.retain(|finding| {
            reported.contains(&place(finding)) || !kept.iter().any(|kept| lies_in(finding, kept))
        });
    }
    kept
}

fn lies_in(finding: &Finding, span: &Range<usize>) -> bool {
    span.start <= finding.span.start && finding.span.end <= span.end
}

/// Whether a finding meets a span without reaching beyond it on any side and taking all of it.
fn takes_a_part(finding: &Finding, kept: &[Range<usize>]) -> bool {
    let Range { start, end } = finding.span;
    kept.iter().any(|kept| {
        let meets = start < kept.end && kept.start < end || finding.span == *kept;
        let is_larger = start <= kept.start && kept.end <= end && finding.span != *kept;
        meets && !is_larger
    })
}

/// A guard of the whole document that chosen fixes break.
enum Breach {
    /// Rules that may take this share at most take more together.
    Share(f64),
    NothingLeft,
}

impl Breach {
    fn reason(&self) -> Reason {
        match self {
            Self::Share(_) => guard::TOO_LARGE_A_SHARE,
            Self::NothingLeft => guard::NOTHING_LEFT,
        }
    }

    /// Whether a finding has a part in it.
    fn concerns(&self, rules: &RuleSet, text: &str, finding: &Finding) -> bool {
        match self {
            Self::Share(share) => {
                share_of(rules, finding) == Some(*share) && removed(text, finding) > 0
            }
            Self::NothingLeft => true,
        }
    }
}

/// The share of a text that a finding's rule may take, unless a marker says that it may take more.
fn share_of(rules: &RuleSet, finding: &Finding) -> Option<f64> {
    let rule = &rules.rules()[finding.rule];
    (!rule.has_marker()).then(|| rules.guards().share(rule.largest_share()))
}

/// The first guard of the whole document that the chosen fixes break together. What rules of a
/// smaller share take counts for those of a larger one too.
fn breach(rules: &RuleSet, text: &str, chosen: &[Finding]) -> Option<Breach> {
    if chosen.is_empty() {
        return None;
    }
    let visible = guard::visible(text);
    let mut taken: Vec<(f64, usize)> = chosen
        .iter()
        .filter_map(|finding| Some((share_of(rules, finding)?, removed(text, finding))))
        .collect();
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0;
    for (n, (share, removed)) in taken.iter().enumerate() {
        sum += removed;
        let is_last = taken.get(n + 1).is_none_or(|(next, _)| next > share);
        if is_last && sum as f64 > share * visible as f64 {
            return Some(Breach::Share(*share));
        }
    }
    let all: usize = chosen.iter().map(|finding| removed(text, finding)).sum();
    (all >= visible).then_some(Breach::NothingLeft)
}

/// Parts findings into those whose fixes are wanted and do not meet one another, and the others.
fn choose(
    findings: Vec<Finding>,
    wants: impl Fn(&Finding) -> bool,
) -> (Vec<Finding>, Vec<Finding>) {
    let mut taken = BTreeMap::new();
    findings.into_iter().partition(|finding| {
        let edits = || finding.fix.iter().flat_map(|fix| &fix.edits);
        let is_chosen = wants(finding) && edits().all(|edit| is_free(&taken, edit));
        if is_chosen {
            taken.extend(edits().map(|edit| (edit.start, edit.end)));
        }
        is_chosen
    })
}

/// Whether an edit meets none of those taken, given as start and end.
fn is_free(taken: &BTreeMap<usize, usize>, edit: &Edit) -> bool {
    let above = taken.range(..=edit.start).next_back();
    let below = taken.range(edit.start + 1..).next();
    above.is_none_or(|(&start, &end)| start < edit.start && end <= edit.start)
        && below.is_none_or(|(&start, _)| edit.end <= start)
}

/// The visible bytes that a finding's fix removes, less those that it puts in.
fn removed(text: &str, finding: &Finding) -> usize {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let removed = |edit: &Edit| {
        guard::visible(&text[edit.start..edit.end]).saturating_sub(guard::visible(&edit.content))
    };
    edits.map(removed).sum()
}

/// The edits of findings as tidy patches, ascending.
fn patches_of(text: &str, findings: &[Finding]) -> Vec<Patch> {
    let mut patches: Vec<_> = findings.iter().flat_map(Patch::of).collect();
    patches.sort_by_key(|patch| (patch.span.start, patch.span.end));
    tidy(text, &mut patches);
    patches
}

/// Turns a finding's fix into one that is shown only, and says why.
pub(super) fn withhold(finding: &mut Finding, reason: &str) {
    if let Some(fix) = &mut finding.fix {
        fix.applicability = Applicability::DisplayOnly;
    }
    finding.message = format!("{}; not removed: {reason}", finding.message);
}
