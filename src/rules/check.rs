//! How a set of rules judges a document. Only rules that can find something there cost anything: those
//! with a literal in it, and those that have no literals.

use std::cell::{Cell, OnceCell};
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use crate::rules::conditions::scope::Subject;
use crate::rules::detectors::{
    Context, Evidence, Findings, Landmarks, LineExample, Memory, Model, Openings,
};
use crate::rules::finding::Finding;
use crate::rules::prefilter::gate::Scanned;
use crate::rules::survey::{Known, View};
use crate::rules::timings::Phase;
use crate::rules::{Applicability, Rule, RuleSet, Severity};
use crate::text::{Before, Document, Segments};

/// What a rule does with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The document is out of its scope.
    Absent,
    /// It only marks lines for others.
    Landmark,
    Reports,
}

/// How a document is judged, whatever becomes of its text.
pub(crate) struct Scope<'d> {
    rules: &'d RuleSet,
    subject: Subject<'d>,
    /// The rules and categories that do not report on its path.
    ignored: Vec<&'d str>,
    /// By index of the rule, once it was asked.
    roles: Vec<Cell<Option<Role>>>,
    /// What a survey says of where it is from.
    view: Option<View<'d>>,
    memory: Memory,
}

impl<'d> Scope<'d> {
    fn new(rules: &'d RuleSet, document: &'d Document) -> Self {
        let subject = Subject::new(document);
        let names = rules.path_ignores.iter();
        let ignored = names
            .filter(|(paths, _)| paths.is_match(subject.path()))
            .flat_map(|(_, names)| names.iter().map(String::as_str));
        Self {
            ignored: ignored.collect(),
            roles: vec![Cell::new(None); rules.rules.len()],
            view: rules.survey.as_ref().map(|survey| survey.view(document)),
            rules,
            subject,
            memory: Memory::default(),
        }
    }

    fn role(&self, rule: &Rule) -> Role {
        let cell = &self.roles[rule.index];
        let role = cell.get().unwrap_or_else(|| self.role_of(rule));
        cell.set(Some(role));
        role
    }

    fn role_of(&self, rule: &Rule) -> Role {
        let is_ignored = || {
            let mut names = self.ignored.iter();
            names.any(|&name| name == rule.id || name == rule.category.name())
        };
        let in_scope = || rule.when.iter().all(|when| when.holds(&self.subject));
        if self.rules.scopes_count && !in_scope() {
            Role::Absent
        } else if !self.rules.selected[rule.index] || is_ignored() {
            Role::Landmark
        } else {
            Role::Reports
        }
    }
}

/// A rule that can find something in a text.
struct Active<'r> {
    rule: &'r Rule,
    role: Role,
    /// Which of the candidates are its own.
    lines: Range<usize>,
    matching: OnceCell<Vec<usize>>,
}

impl Active<'_> {
    /// Whether it may find something. A rule without texts may look at lines that are none of its own,
    /// such as blank ones.
    fn may_find(&self) -> bool {
        !self.lines.is_empty() || self.rule.matcher.is_empty()
    }
}

/// A text that is being judged: what rules see of it before they do.
struct Pass<'p> {
    segments: &'p Segments<'p>,
    known: Option<Known<'p>>,
    memory: &'p Memory,
    landmarks: Landmarks,
    /// In the order in which they run.
    active: Vec<Active<'p>>,
    /// The lines that these may be for, one rule's after another's.
    candidates: Vec<usize>,
}

impl<'p> Pass<'p> {
    fn new(rules: &'p RuleSet, scanned: &'p Scanned<'p>, scope: &'p Scope) -> Self {
        let (active, candidates) = rules.active(scanned, scope);
        let segments: &Segments = scanned;
        let mut pass = Self {
            known: scope.view.as_ref().map(|view| Known::new(view, segments)),
            landmarks: Landmarks(vec![None; segments.lines.len()]),
            memory: &scope.memory,
            active,
            candidates,
            segments,
        };
        // Rules whose conditions ask for landmarks are none themselves.
        for is_late in [false, true] {
            for n in 0..pass.active.len() {
                let rule = pass.active[n].rule;
                if rule.asks_for_landmarks == is_late {
                    rules.timings.rule(rule.index, || {
                        pass.narrow(n);
                        if !is_late {
                            pass.mark(n);
                        }
                    });
                }
            }
        }
        pass.active.retain(Active::may_find);
        pass
    }

    /// Keeps the candidates of a rule that meet its conditions.
    fn narrow(&mut self, n: usize) {
        let Active { rule, lines, .. } = &mut self.active[n];
        let item = rule.check.item();
        let is_allowed = |line: usize| {
            // What is blank to others may be something to a rule that lets more count.
            !self.segments.range_as(rule.fold(), line).is_empty()
                && rule.matcher.reach().has(self.segments, line)
                && item.is_none_or(|item| item.fits(self.segments, line))
                && rule.conditions.allows(self.segments, &self.landmarks, line)
        };
        let mut end = lines.start;
        for at in lines.clone() {
            let line = self.candidates[at];
            if is_allowed(line) {
                self.candidates[end] = line;
                end += 1;
            }
        }
        lines.end = end;
    }

    /// Marks the lines that a rule has as landmarks.
    fn mark(&mut self, n: usize) {
        let active = &self.active[n];
        for line in active.rule.check.landmarks(&self.context(active)) {
            self.landmarks.0[line].get_or_insert(active.rule.category);
        }
    }

    /// The rules that report.
    fn reporting(&self) -> impl Iterator<Item = &Active<'p>> {
        let active = self.active.iter();
        active.filter(|active| active.role == Role::Reports)
    }

    fn context<'c>(&'c self, active: &'c Active) -> Context<'c> {
        Context {
            segments: self.segments,
            rule: active.rule,
            candidates: &self.candidates[active.lines.clone()],
            matching: &active.matching,
            landmarks: &self.landmarks,
            memory: self.memory,
            known: self.known.as_ref(),
        }
    }
}

impl RuleSet {
    /// Judges a document: its findings, by place. A finding inside a larger one whose fix is trusted
    /// as far is left out.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        let scanned = self.scan(&document.text);
        let mut findings = self.check_all(&scanned, &self.scope(document));
        self.settle(&mut findings);
        findings
    }

    /// A text cut into lines, with what the gate saw in it.
    pub(crate) fn scan<'t>(&'t self, text: &'t str) -> Scanned<'t> {
        self.scan_again(text, &Before::default())
    }

    /// The same of a text of which another form may have been scanned before.
    pub(crate) fn scan_again<'t>(&'t self, text: &'t str, before: &Before) -> Scanned<'t> {
        if text.is_empty() {
            // A run that meets no text needs no gate.
            return Scanned::empty();
        }
        let gate = &self.chooser().gate;
        self.timings.phase(Phase::Fold, || gate.scan(text, before))
    }

    /// The rule that has the file of a document written in UTF-8, where there is one.
    pub fn transcodes(&self, document: &Document) -> Option<&Rule> {
        let scope = self.scope(document);
        self.rules.iter().find(|rule| {
            rule.kind == crate::rules::detectors::ENCODING
                && rule.applicability >= Some(Applicability::Unsafe)
                && scope.role(rule) == Role::Reports
        })
    }

    /// How a document is judged, whatever becomes of its text.
    pub(crate) fn scope<'d>(&'d self, document: &'d Document) -> Scope<'d> {
        Scope::new(self, document)
    }

    /// All findings of a text, those inside larger ones included, by place.
    pub(crate) fn check_all(&self, scanned: &Scanned, scope: &Scope) -> Vec<Finding> {
        let pass = Pass::new(self, scanned, scope);
        let mut findings = Findings::new(scanned.lines.len());
        for active in pass.reporting() {
            if active.rule.check.page_model().is_some() && findings.evidence.is_none() {
                let found = findings.all.clone();
                findings.evidence = Some(self.whole_evidence(&pass, scope, found));
            }
            let (rule, before) = (active.rule, findings.all.len());
            let context = pass.context(active);
            self.timings
                .rule_on(rule.index, || rule.check.check(&context, &mut findings));
            if !rule.findings.contains(&(findings.all.len() - before)) {
                findings.all.truncate(before);
            }
        }
        by_place(findings.all)
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
        model: &Model,
        stories: &[usize],
    ) -> Option<Openings> {
        let (scanned, scope) = (self.scan(&document.text), self.scope(document));
        let pass = Pass::new(self, &scanned, &scope);
        let mut findings = Findings::new(scanned.lines.len());
        for active in pass.reporting() {
            let context = pass.context(active);
            match active.rule.check.story_model() {
                Some(own) if std::ptr::eq(own.as_ref(), model) => {
                    return active.rule.check.openings(&context, &findings, stories);
                }
                // What other rules of the kind would take is what is asked for here.
                Some(_) => {}
                None => active.rule.check.check(&context, &mut findings),
            }
        }
        None
    }

    /// The rules that can find something in a text, in the order in which they run, and the lines that
    /// they may be for.
    fn active(&self, scanned: &Scanned, scope: &Scope) -> (Vec<Active<'_>>, Vec<usize>) {
        let (mut all, mut candidates) = (Vec::new(), Vec::new());
        if scanned.text.is_empty() && scope.subject.document.encoding.is_none() {
            return (all, candidates);
        }
        let chooser = self.chooser();
        let hits = (self.timings).phase(Phase::Gate, || chooser.gate.candidates(scanned));
        for hits in hits.chunk_by(|a, b| a.0 == b.0) {
            let lines = hits.iter().map(|&(_, line)| line);
            all.extend(self.active_on(hits[0].0, scope, lines, &mut candidates));
        }
        let sifted = chooser.sieve.sift(scanned);
        for (n, &rule) in chooser.sieve.rules.iter().enumerate() {
            all.extend(self.active_on(rule, scope, sifted.lines(n), &mut candidates));
        }
        all.sort_unstable_by_key(|active| self.ranks[active.rule.index]);
        (all, candidates)
    }

    /// A rule that may find something on some lines, which become candidates.
    fn active_on(
        &self,
        rule: usize,
        scope: &Scope,
        lines: impl Iterator<Item = usize>,
        candidates: &mut Vec<usize>,
    ) -> Option<Active<'_>> {
        let rule = &self.rules[rule];
        let role = scope.role(rule);
        if role == Role::Absent || rule.check.needs_survey() && scope.view.is_none() {
            return None;
        }
        let start = candidates.len();
        candidates.extend(lines);
        let active = Active {
            rule,
            role,
            lines: start..candidates.len(),
            matching: OnceCell::new(),
        };
        active.may_find().then_some(active)
    }

    /// What was found, and what enabled rules find that do not report here, as evidence.
    fn whole_evidence(&self, pass: &Pass, scope: &Scope, mut found: Vec<Finding>) -> Vec<Evidence> {
        let is_silent = |active: &&Active| {
            let rule = active.rule;
            active.role == Role::Landmark && rule.enabled && rule.check.page_model().is_none()
        };
        for active in pass.active.iter().filter(is_silent) {
            let mut silent = Findings::new(pass.segments.lines.len());
            let (rule, context) = (active.rule, pass.context(active));
            self.timings
                .rule_on(rule.index, || rule.check.check(&context, &mut silent));
            found.append(&mut silent.all);
        }
        self.evidence(pass.segments, scope, found)
    }

    /// The lines of a document that are not blank, as the model of page furniture sees them; none
    /// where no rule has such a model.
    pub fn page_lines(&self, document: &Document) -> Vec<LineExample> {
        let (scanned, scope) = (self.scan(&document.text), self.scope(document));
        let model = |rule: &Rule| rule.check.page_model().is_some();
        let mut findings = self.check_all(&scanned, &scope);
        findings.retain(|finding| !model(&self.rules[finding.rule]));
        let evidence = self.evidence(&scanned, &scope, findings);
        let model = self.rules.iter().find_map(|rule| rule.check.page_model());
        model.map_or_else(Vec::new, |model| {
            LineExample::read(&scanned, &evidence, model)
        })
    }

    /// What findings say of the lines of a text; those that larger ones make needless are left out.
    fn evidence(
        &self,
        segments: &Segments,
        scope: &Scope,
        findings: Vec<Finding>,
    ) -> Vec<Evidence> {
        // The models were fitted on documents judged alone.
        let is_alone = |finding: &Finding| !self.rules[finding.rule].check.needs_survey();
        let mut findings = by_place(findings);
        findings.retain(is_alone);
        self.settle(&mut findings);
        let line_of = |offset| {
            let below = segments
                .lines
                .partition_point(|line| line.whole.start <= offset);
            below.saturating_sub(1)
        };
        let evidence = |finding: &Finding| {
            let rule = &self.rules[finding.rule];
            let text = segments.text[finding.span.clone()].trim_end();
            let last = (finding.span.start + text.len()).saturating_sub(1);
            Evidence {
                first: line_of(finding.span.start),
                last: line_of(last.max(finding.span.start)),
                category: rule.category,
                is_ignored: scope.role(rule) != Role::Reports,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Pack;

    /// How many findings the rule of a pack makes.
    fn findings(rule: &str, text: &str) -> usize {
        let rule = format!(
            "[pack]\nname = \"own\"\nabout = \"a\"\nversion = \"1\"\n[[rule]]\nid = \"own\"\nkind = \"line\"\ncategory = \"separator\"\nsummary = \"s\"\nwhy = \"w\"\n{rule}\n[[rule.test]]\nflag = [\"⟦x⟧\"]\nclean = [\"y\"]"
        );
        let pack = Pack::parse("own.toml", &rule, &[]).unwrap();
        let rules = RuleSet::new([pack]).unwrap();
        rules.check(&Document::new(text)).len()
    }

    #[test]
    fn a_rule_that_lets_more_count_sees_lines_that_are_blank_to_others() {
        let text = "one\nـــــ\n\ntwo\n";
        let rule = "fold = \"none\"\nphrases = [\"ـــــ\", \"the other\"]";
        assert_eq!(findings(rule, text), 1);
        assert_eq!(findings("fold = \"none\"\npatterns = ['ـ+']", text), 1);
        assert_eq!(findings("phrases = [\"one\"]", text), 1);
    }

    #[test]
    fn literals_are_looked_for_where_they_can_stand() {
        let found = [
            ("phrases = [\"Read also\"]", "« READ ALSO »"),
            ("openings = [\"لا\"]", "- لا تعليق"),
            (
                "patterns = ['\\W*(?:read|see) also.*']",
                "*** see also this",
            ),
            ("patterns = ['(?:ab|cd){2}x?']", "abcdx"),
            ("patterns = ['[0-9]+ (?:新|旧)']", "12 旧"),
            ("patterns = ['(?i)Share this']", "SHARE THIS"),
            ("fold = \"case\"\nphrases = [\"École\"]", "ÉCOLE"),
            ("fold = \"none\"\npatterns = ['É.*']", "École"),
        ];
        for (rule, text) in found {
            assert_eq!(
                findings(rule, &format!("a line\n{text}\nanother")),
                1,
                "{rule}"
            );
        }
    }
}
