//! The set of compiled rules, and how it judges a document.

use std::cmp::Reverse;
use std::ops::RangeInclusive;
use std::sync::Arc;

use globset::GlobSet;

use super::error::Source;
use super::expand::Expand;
use super::gate::Gate;
use super::matcher::Matcher;
use super::replace::Replacement;
use super::scope::{Subject, When};
use super::spec::{Case, OverrideSpec, Regrade, RuleSpec};
use super::{
    Applicability, Category, Pack, RuleErrors, Selection, SelectionError, Severity, Where,
};
use crate::document::{Document, Fold, Segments};
use crate::finding::Finding;
use crate::fix::Guards;
use crate::kinds::{
    Check, Context, Evidence, Findings, KINDS, Landmarks, Model, Openings, PageLine,
};
use crate::survey::{Known, Survey, View};

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
    pub(super) written: Option<Applicability>,
    /// Whether it reports unless it is selected by name.
    pub enabled: bool,
    /// Which documents it is for; all must hold.
    pub(super) when: Vec<When>,
    /// The name of its pack.
    pub pack: String,
    pub cases: Vec<Case>,
    pub(super) spec: RuleSpec,
    /// The rule file, for errors that point into it.
    pub(super) source: Arc<Source>,
    pub(crate) index: usize,
    pub(crate) matcher: Matcher,
    pub(crate) conditions: Where,
    pub(crate) replace: Option<Replacement>,
    pub(crate) expand: Option<Expand>,
    /// How many findings in a document the rule reports.
    pub(super) findings: RangeInclusive<usize>,
    /// One of them stands in every line that matches; `None` where there is no such set.
    pub(super) literals: Option<Vec<String>>,
    pub(crate) check: Box<dyn Check>,
}

impl Rule {
    /// Where its name stands in its file, in bytes.
    pub(super) fn id_place(&self) -> std::ops::Range<usize> {
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
        self.literals.is_some()
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
    /// The names of the packs.
    packs: Vec<String>,
    path_ignores: Vec<(GlobSet, Vec<String>)>,
    guards: Guards,
    scopes_count: bool,
    survey: Option<Survey>,
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

/// How a document is judged, apart from its text.
#[derive(Debug)]
pub(crate) struct Scope<'r> {
    /// By index of the rule.
    roles: Vec<Role>,
    /// What a survey says of where it is from.
    view: Option<View<'r>>,
}

/// What rules see of a text before they judge it.
struct Marks {
    landmarks: Landmarks,
    /// By index of the rule: the lines that it may match.
    candidates: Vec<Vec<usize>>,
}

impl Marks {
    fn context<'a>(
        &'a self,
        segments: &'a Segments<'a>,
        rule: &'a Rule,
        known: Option<&'a Known<'a>>,
    ) -> Context<'a> {
        let candidates = &self.candidates[rule.index];
        Context::new(segments, rule, candidates, &self.landmarks).knowing(known)
    }
}

/// What a rule does with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The document is out of its scope.
    Absent,
    /// It only marks lines for others.
    Landmark,
    Reports,
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
        let mut errors: Vec<_> = rules
            .iter()
            .enumerate()
            .filter_map(|(n, rule)| twin(&rules[..n], rule))
            .collect();
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
        let mut literals = Vec::new();
        for (index, rule) in rules.iter_mut().enumerate() {
            rule.index = index;
            let fold = rule.matcher.fold;
            literals.extend(
                rule.literals
                    .iter()
                    .flatten()
                    .map(|literal| (index, fold, literal.clone())),
            );
        }
        let rank = |rule: &Rule| KINDS.iter().position(|kind| kind.name == rule.kind);
        let mut order: Vec<_> = (0..rules.len()).collect();
        order.sort_by_key(|&index| rank(&rules[index]));
        Ok(Self {
            gate: Gate::new(&literals),
            selected: rules.iter().map(|rule| rule.enabled).collect(),
            packs: names,
            path_ignores: Vec::new(),
            guards: Guards::default(),
            scopes_count: true,
            survey: None,
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

    /// Follows the user's policy: which packs are trusted, what is re-graded, what is ignored where.
    ///
    /// # Errors
    /// A name of no pack, rule or category.
    pub fn follow(&mut self, policy: Policy) -> Result<(), SelectionError> {
        for name in &policy.trust {
            super::selection::known(name, &self.packs)?;
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

    /// The rules, in the order in which they were loaded; [`Finding::rule`] is an index into it.
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

    /// Judges documents from now on by what a survey of their corpus says of them; by themselves
    /// alone without one.
    pub fn consult(&mut self, survey: Option<Survey>) {
        self.survey = survey;
    }

    /// Judges a document: its findings, by place. A finding inside a larger one whose fix is trusted
    /// as far is left out.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        let segments = Segments::new(&document.text);
        let mut findings = self.check_all(&segments, &self.scope(document));
        self.settle(&mut findings);
        findings
    }

    /// The rule that has the file of a document written in UTF-8, where there is one.
    pub fn transcodes(&self, document: &Document) -> Option<&Rule> {
        let roles = self.roles(document);
        self.rules.iter().find(|rule| {
            rule.kind == crate::kinds::ENCODING
                && roles[rule.index] == Role::Reports
                && rule.applicability >= Some(crate::rule::Applicability::Unsafe)
        })
    }

    /// How a document is judged, whatever becomes of its text.
    pub(crate) fn scope(&self, document: &Document) -> Scope<'_> {
        Scope {
            roles: self.roles(document),
            view: self.survey.as_ref().map(|survey| survey.view(document)),
        }
    }

    fn roles(&self, document: &Document) -> Vec<Role> {
        let subject = Subject::new(document);
        let ignored: Vec<&str> = self
            .path_ignores
            .iter()
            .filter(|(paths, _)| paths.is_match(subject.path()))
            .flat_map(|(_, names)| names.iter().map(String::as_str))
            .collect();
        let role = |rule: &Rule| {
            let is_ignored =
                || ignored.contains(&rule.id.as_str()) || ignored.contains(&rule.category.name());
            if self.scopes_count && !rule.when.iter().all(|when| when.holds(&subject)) {
                Role::Absent
            } else if !self.selected[rule.index] || is_ignored() {
                Role::Landmark
            } else {
                Role::Reports
            }
        };
        self.rules.iter().map(role).collect()
    }

    /// All findings of a text, those inside larger ones included, by place.
    pub(crate) fn check_all(&self, segments: &Segments, scope: &Scope) -> Vec<Finding> {
        let Scope { roles, view } = scope;
        let known = view.as_ref().map(|view| Known::new(view, segments));
        let marks = self.mark(segments, roles, known.as_ref());
        let context = |rule| marks.context(segments, rule, known.as_ref());
        let mut findings = Findings::new(segments.lines.len());
        // What enabled rules find that do not report here is evidence all the same.
        let silent = |index: &&usize| {
            let rule = &self.rules[**index];
            roles[**index] == Role::Landmark && rule.enabled && rule.check.page_model().is_none()
        };
        for rule in self.reporting(roles) {
            if rule.check.page_model().is_some() && findings.evidence.is_none() {
                let mut all = findings.all.clone();
                for &index in self.order.iter().filter(silent) {
                    let rule = &self.rules[index];
                    let mut found = Findings::new(segments.lines.len());
                    rule.check.check(&context(rule), &mut found);
                    all.append(&mut found.all);
                }
                findings.evidence = Some(self.evidence(segments, roles, all));
            }
            let before = findings.all.len();
            rule.check.check(&context(rule), &mut findings);
            if !rule.findings.contains(&(findings.all.len() - before)) {
                findings.all.truncate(before);
            }
        }
        by_place(findings.all)
    }

    /// The rules that report, in the order in which they run.
    fn reporting(&self, roles: &[Role]) -> impl Iterator<Item = &Rule> {
        let reports = |index: &&usize| roles[**index] == Role::Reports;
        self.order
            .iter()
            .filter(reports)
            .map(|&index| &self.rules[index])
    }

    /// What rules see before they judge: the lines that they may match, and which of them mark lines
    /// for others.
    fn mark(&self, segments: &Segments, roles: &[Role], known: Option<&Known>) -> Marks {
        let gated = self.gate.candidates(segments, self.rules.len());
        let filled: Vec<usize> = (0..segments.lines.len())
            .filter(|&l| !segments.lines[l].is_blank())
            .collect();
        let allowed = |rule: &Rule, landmarks: &Landmarks| -> Vec<usize> {
            let lines = if rule.is_gated() {
                &gated[rule.index]
            } else {
                &filled
            };
            let allowed = |&line: &usize| rule.conditions.allows(segments, landmarks, line);
            lines.iter().copied().filter(allowed).collect()
        };
        let mut marks = Marks {
            landmarks: Landmarks(vec![None; segments.lines.len()]),
            candidates: vec![Vec::new(); self.rules.len()],
        };
        // Rules whose conditions ask for landmarks are none themselves.
        let (late, early): (Vec<usize>, Vec<usize>) = self
            .order
            .iter()
            .filter(|&&index| roles[index] != Role::Absent)
            .partition(|&&index| self.rules[index].conditions.asks_for_landmarks());
        for index in early {
            let rule = &self.rules[index];
            marks.candidates[index] = allowed(rule, &marks.landmarks);
            for line in rule.check.landmarks(&marks.context(segments, rule, known)) {
                marks.landmarks.0[line].get_or_insert(rule.category);
            }
        }
        for index in late {
            marks.candidates[index] = allowed(&self.rules[index], &marks.landmarks);
        }
        marks
    }

    /// The story model of this name, or without a name any, by which a rule that reports judges; of
    /// several that of the pack loaded last.
    pub(crate) fn story_model(&self, name: Option<&str>) -> Option<&Arc<Model>> {
        let reporting = self.rules.iter().rev();
        reporting
            .filter(|rule| self.selected[rule.index])
            .filter_map(|rule| rule.check.story_model())
            .find(|model| name.is_none_or(|name| model.name == name))
    }

    /// Where a story model asks whether a story opens in a document, given the first lines of those
    /// that are known; none where the document is not for it.
    pub(crate) fn openings(
        &self,
        document: &Document,
        segments: &Segments,
        model: &Model,
        stories: &[usize],
    ) -> Option<Openings> {
        let Scope { roles, view } = self.scope(document);
        let known = view.as_ref().map(|view| Known::new(view, segments));
        let marks = self.mark(segments, &roles, known.as_ref());
        let mut findings = Findings::new(segments.lines.len());
        for rule in self.reporting(&roles) {
            let context = marks.context(segments, rule, known.as_ref());
            match rule.check.story_model() {
                Some(own) if std::ptr::eq(own.as_ref(), model) => {
                    return rule.check.openings(&context, &findings, stories);
                }
                // What other rules of the kind would take is what is asked for here.
                Some(_) => {}
                None => rule.check.check(&context, &mut findings),
            }
        }
        None
    }

    /// The lines of a document that are not blank, as the model of page furniture sees them; none
    /// where no rule has such a model.
    pub fn page_lines(&self, document: &Document) -> Vec<PageLine> {
        let segments = Segments::new(&document.text);
        let scope = self.scope(document);
        let model = |rule: &Rule| rule.check.page_model().is_some();
        let mut findings = self.check_all(&segments, &scope);
        findings.retain(|finding| !model(&self.rules[finding.rule]));
        let evidence = self.evidence(&segments, &scope.roles, findings);
        let model = self.rules.iter().find_map(|rule| rule.check.page_model());
        model.map_or_else(Vec::new, |model| {
            PageLine::read(segments.text, &evidence, model)
        })
    }

    /// What findings say of the lines of a text; those that larger ones make needless are left out.
    fn evidence(
        &self,
        segments: &Segments,
        roles: &[Role],
        findings: Vec<Finding>,
    ) -> Vec<Evidence> {
        let mut findings = by_place(findings);
        self.settle(&mut findings);
        let line_of = |offset| {
            let below = segments
                .lines
                .partition_point(|line| line.whole.start <= offset);
            below.saturating_sub(1)
        };
        let evidence = |finding: &Finding| {
            let text = segments.text[finding.span.clone()].trim_end();
            let last = (finding.span.start + text.len()).saturating_sub(1);
            Evidence {
                first: line_of(finding.span.start),
                last: line_of(last.max(finding.span.start)),
                category: self.rules[finding.rule].category,
                is_ignored: roles[finding.rule] != Role::Reports,
            }
        };
        findings.iter().map(evidence).collect()
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

/// Puts findings in order: by place, the larger and the more trusted first.
fn by_place(mut findings: Vec<Finding>) -> Vec<Finding> {
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

/// Applies an override of a pack to the rules of packs that it extends.
fn regrade(
    rules: &mut [Rule],
    source: &Arc<Source>,
    extends: &[String],
    one: &OverrideSpec,
) -> Option<super::RuleError> {
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

fn twin(earlier: &[Rule], rule: &Rule) -> Option<super::RuleError> {
    let first = earlier.iter().find(|first| first.id == rule.id)?;
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
    Some(match Arc::ptr_eq(&first.source, &rule.source) {
        true => error.and(first.id_place(), "the first"),
        false => error,
    })
}
