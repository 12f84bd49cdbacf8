//! One compiled rule.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use crate::rules::case::Case;
use crate::rules::catalog::{Applicability, Category, Severity};
use crate::rules::conditions::expand::Expand;
use crate::rules::conditions::lines::Where;
use crate::rules::conditions::scope::When;
use crate::rules::detectors::context::RuleParts;
use crate::rules::detectors::detector::{Detector, Traits};
use crate::rules::error::{RuleError, RuleSource};
use crate::rules::matching::literal::Literal;
use crate::rules::matching::matcher::Matcher;
use crate::rules::matching::replace::Replacement;
use crate::rules::prefilter::RuleDemands;
use crate::rules::spec::fix::Regrade;
use crate::rules::spec::rule::{CorroborationSpec, HabitSpec, RuleSpec, Unit};
use crate::text::{Document, Fold};

/// One compiled rule.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    /// The name of its kind.
    pub kind: &'static str,
    /// The place of its kind among all kinds. Rules run in this order.
    pub(crate) kind_order: usize,
    pub category: Category,
    pub severity: Severity,
    pub summary: String,
    pub why: String,
    /// How far its fix may be trusted; `None` for a rule that only reports.
    pub applicability: Option<Applicability>,
    /// The same as its pack says it, whether the user trusts the pack or not.
    pub(crate) written: Option<Applicability>,
    /// Whether it reports without being selected by name.
    pub enabled: bool,
    /// Which documents it is for. All must hold.
    pub(crate) when: Vec<When>,
    /// The name of its pack.
    pub pack: String,
    pub cases: Vec<Case>,
    pub(crate) spec: RuleSpec,
    /// The rule file, for errors that point into it.
    pub(crate) source: Arc<RuleSource>,
    /// Its index among all rules.
    pub(crate) index: usize,
    pub(crate) matcher: Matcher,
    pub(crate) conditions: Where,
    pub(crate) replace: Option<Replacement>,
    pub(crate) expand: Option<Expand>,
    /// The rule reports nothing in a document in which it has more or fewer findings than this.
    pub(crate) findings: RangeInclusive<usize>,
    pub(crate) detector: Box<dyn Detector>,
    pub(crate) traits: Traits,
}

impl Rule {
    /// Where its name is in its file, in bytes.
    pub(crate) fn id_place(&self) -> Range<usize> {
        self.spec.id.span()
    }

    /// Whether a name is that of the rule, of its category or of its pack.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.is_named_without_pack(name) || self.pack == name
    }

    /// Whether a name is that of the rule or of its category.
    pub(crate) fn is_named_without_pack(&self, name: &str) -> bool {
        self.id == name || self.category.name() == name
    }

    /// Characters that a fix must leave of a document.
    pub(crate) fn min_left(&self) -> usize {
        self.spec.min_left
    }

    /// The share of a text's bytes that the rule may remove without a marker, from 0 to 1.
    pub(crate) fn largest_share(&self) -> Option<f64> {
        self.spec.largest_share
    }

    /// The name of the rule with its kind and its pack.
    pub fn label(&self) -> String {
        format!("{} ({}, {})", self.id, self.kind, self.pack)
    }

    /// The rule file.
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

    /// Whether the prefilter chooses the lines of this rule by literals. Other rules look at every line that
    /// meets their conditions.
    pub fn has_literals(&self) -> bool {
        self.literals().is_some()
    }

    /// Literals of which at least one is in every line in which the rule finds something; `None` if there are
    /// no such literals.
    pub(crate) fn literals(&self) -> Option<&[Literal]> {
        (self.matcher.literals()).or(self.traits.literals.as_deref())
    }

    /// Whether it looks at these units of a text.
    pub(crate) fn looks_at(&self, unit: Unit) -> bool {
        match self.traits.only_unit {
            Some(only) => unit == only,
            None => self.spec.units.contains(&unit),
        }
    }

    /// How often it must find something in a source.
    pub(crate) fn habit(&self) -> Option<&HabitSpec> {
        self.spec.habit.as_ref()
    }

    /// In how many articles of a source its lines must be, so that its fix becomes safe.
    pub(crate) fn corroboration(&self) -> Option<&CorroborationSpec> {
        self.spec.corroborated.as_ref()
    }

    /// Whether its conditions depend on the lines that other rules mark.
    pub(crate) fn uses_landmarks(&self) -> bool {
        self.conditions.uses_landmarks()
    }

    /// The parts of the rule that its detector uses.
    pub(crate) fn parts(&self) -> RuleParts<'_> {
        RuleParts {
            index: self.index,
            summary: &self.summary,
            applicability: self.applicability,
            matcher: &self.matcher,
            conditions: &self.conditions,
            expand: self.expand.as_ref(),
            replace: self.replace.as_ref(),
        }
    }

    /// What the rule demands of a line before its detector looks at it.
    pub(crate) fn demands(&self) -> RuleDemands<'_> {
        let places = self.conditions.demands();
        let shapes = places.iter().map(|place| &place.line);
        RuleDemands {
            literals: self.literals(),
            shapes: shapes.chain(&self.traits.first_line).collect(),
            needs: self.matcher.needs(),
            fold: self.fold(),
            takes_segments: self.looks_at(Unit::Segment),
            places,
        }
    }

    /// Changes what the user or a pack wants to be different.
    pub(crate) fn regrade(&mut self, grade: &Regrade) {
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

    /// Whether a text says that a finding is boilerplate: one of the rule itself or of a rule that marks lines
    /// for it. Other rules go by shape alone.
    pub fn has_marker(&self) -> bool {
        !self.matcher.is_empty() || self.traits.has_marker
    }

    /// Whether a long line that it finds may be running text.
    pub(crate) fn may_take_running_text(&self) -> bool {
        !self.traits.never_running_text
    }

    /// Whether what it finds is evidence for models, which were fitted on documents without a survey.
    pub(crate) fn gives_evidence(&self) -> bool {
        !self.needs_survey() && !self.traits.gives_no_evidence
    }

    /// Whether it uses the statistics of the corpus.
    pub fn needs_survey(&self) -> bool {
        self.traits.uses_survey
    }

    /// An error that points at one of the rule's test texts.
    pub fn case_error(&self, case: &Case, message: String, label: String) -> RuleError {
        self.source.error(case.place.clone(), message, label)
    }
}
