//! The data for the scripts of the page: the overview, and each document that is shown.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::sanitise;
use crate::report::html::counts::RunCounts;
use crate::report::html::sample::{ReportSample, SampledDocument};
use crate::report::html::units::Utf16Offsets;
use crate::report::line_index::LineIndex;
use crate::report::notes::fix_note;
use crate::report::tally::{DocumentTally, FindingTally};
use crate::rules::finding::Finding;
use crate::rules::fixing::{AppliedEdit, FixPolicy, check_and_fix};
use crate::rules::{Applicability, Category, Rule, RuleSet, Severity};
use crate::text::Script;

/// The counts of all documents, and the index of the documents that are shown.
#[derive(Serialize)]
pub struct Overview<'a> {
    version: &'static str,
    total: DocumentTally,
    sample: SampleRule,
    severities: Vec<NamedTally<'a>>,
    fixes: Vec<NamedTally<'a>>,
    categories: Vec<NamedTally<'a>>,
    rules: Vec<RuleEntry<'a>>,
    sources: Vec<SourceEntry>,
    documents: Vec<DocumentEntry<'a>>,
}

/// How the documents that are shown were chosen.
#[derive(Serialize)]
struct SampleRule {
    limit_documents: usize,
    limit_bytes: usize,
    limit_document: usize,
    /// How many documents each rule takes; `None` if all documents are shown.
    per_rule: Option<usize>,
    /// Whether even one document for each rule was too much.
    cut: bool,
    too_long: usize,
}

/// A member of a closed set, such as a category, and how much was found of it.
#[derive(Serialize)]
struct NamedTally<'a> {
    name: &'a str,
    about: &'a str,
    #[serde(flatten)]
    found: FindingTally,
}

#[derive(Serialize)]
struct RuleEntry<'a> {
    name: &'a str,
    kind: &'a str,
    pack: &'a str,
    category: Category,
    severity: Severity,
    about: String,
    why: String,
    #[serde(flatten)]
    found: FindingTally,
}

#[derive(Serialize)]
struct SourceEntry {
    name: String,
    #[serde(flatten)]
    counts: DocumentTally,
}

/// A document in the index: what the filters and the list need.
#[derive(Serialize)]
struct DocumentEntry<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The index of its source in `sources`.
    source: usize,
    bytes: usize,
    dir: &'static str,
    /// For each finding, the index of its rule in `rules`, and the name of its fix.
    found: Vec<(usize, &'a str)>,
}

/// The name for findings without a fix.
const NO_FIX: &str = "none";

fn fix_name(applicability: Option<Applicability>) -> &'static str {
    applicability.map_or(NO_FIX, Applicability::name)
}

fn fix_about(applicability: Option<Applicability>) -> &'static str {
    applicability.map_or("only reported", Applicability::about)
}

fn applicability(finding: &Finding) -> Option<Applicability> {
    finding.fix.as_ref().map(|fix| fix.applicability)
}

impl<'a> Overview<'a> {
    /// The overview of a run.
    pub fn new(rules: &'a RuleSet, counts: &RunCounts, sample: &'a ReportSample) -> Self {
        let sources: Vec<&String> = counts.sources.keys().collect();
        let rule_at: BTreeMap<usize, usize> = counts.rules.keys().copied().zip(0..).collect();
        let entry = |kept: &'a SampledDocument| {
            let SampledDocument {
                document, findings, ..
            } = kept;
            let source = counts.source(document);
            let clean = |text: &String| sanitise::line(text);
            let id = document
                .id
                .as_ref()
                .filter(|id| !document.path.ends_with(*id));
            DocumentEntry {
                name: document.display_name(),
                id: id.map(clean),
                title: document.title.as_ref().map(clean),
                source: sources.binary_search(&&source).unwrap_or_default(),
                bytes: document.text.len(),
                dir: direction(&document.text).unwrap_or(LTR),
                found: findings
                    .iter()
                    .map(|finding| (rule_at[&finding.rule], fix_name(applicability(finding))))
                    .collect(),
            }
        };
        let is_all = sample.per_rule == usize::MAX;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            total: counts.total,
            sample: SampleRule {
                limit_documents: sample.limits.documents,
                limit_bytes: sample.limits.bytes,
                limit_document: sample.limits.document,
                per_rule: (!is_all).then_some(sample.per_rule),
                cut: sample.before.is_some(),
                too_long: sample.too_long,
            },
            severities: named(&counts.severities, Severity::name, Severity::about),
            fixes: named(&counts.fixes, fix_name, fix_about),
            categories: named(&counts.categories, Category::name, Category::about),
            rules: counts
                .rules
                .iter()
                .map(|(&rule, &found)| RuleEntry::new(&rules.rules()[rule], found))
                .collect(),
            sources: counts
                .sources
                .iter()
                .map(|(name, &counts)| SourceEntry {
                    name: sanitise::line(name),
                    counts,
                })
                .collect(),
            documents: sample.in_order().into_iter().map(entry).collect(),
        }
    }
}

fn named<K: Copy>(
    tallies: &BTreeMap<K, FindingTally>,
    name: fn(K) -> &'static str,
    about: fn(K) -> &'static str,
) -> Vec<NamedTally<'static>> {
    // The highest first: of severities and fixes, this is what matters most.
    let row = |(&key, &found)| NamedTally {
        name: name(key),
        about: about(key),
        found,
    };
    tallies.iter().rev().map(row).collect()
}

impl<'a> RuleEntry<'a> {
    fn new(rule: &'a Rule, found: FindingTally) -> Self {
        Self {
            name: &rule.id,
            kind: rule.kind,
            pack: &rule.pack,
            category: rule.category,
            severity: rule.severity,
            about: sanitise::line(&rule.summary),
            why: sanitise::line(&rule.why.split_whitespace().collect::<Vec<_>>().join(" ")),
            found,
        }
    }
}

/// A document with its text. All offsets are in UTF-16 code units.
#[derive(Serialize)]
pub struct DocumentPayload {
    text: String,
    /// Lines, from 0, whose direction is not that of the document.
    turned: Vec<usize>,
    findings: Vec<FindingPayload>,
    /// What the safe fixes would do: start, end and replacement.
    safe: Vec<(usize, usize, String)>,
    /// What the safe and the unsafe fixes would do together.
    #[serde(rename = "unsafe")]
    not_safe: Vec<(usize, usize, String)>,
}

#[derive(Serialize)]
struct FindingPayload {
    at: (usize, usize),
    /// Line and column (characters), both from 1.
    place: (usize, usize),
    message: String,
    /// What the fix does, as a short note.
    note: String,
    /// The message of the fixing run, if it withholds the fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<String>,
}

impl DocumentPayload {
    /// The payload of a document. It applies the fixes to see what they would do.
    pub fn new(rules: &RuleSet, kept: &SampledDocument) -> Self {
        let SampledDocument {
            document, findings, ..
        } = kept;
        let text = &document.text;
        let (units, line_index) = (Utf16Offsets::new(text), LineIndex::new(text));
        let fixed = |least| check_and_fix(rules, document, &FixPolicy::at_least(least));
        let (safe, not_safe) = (fixed(Applicability::Safe), fixed(Applicability::Unsafe));
        let withheld = |finding: &Finding| {
            let left = not_safe.left.iter().find(|left| {
                (left.rule, left.span.start) == (finding.rule, finding.span.start)
                    && applicability(left) != applicability(finding)
            })?;
            Some(sanitise::line(&left.full_message()))
        };
        let shown = |finding: &Finding| FindingPayload {
            at: (units.at(finding.span.start), units.at(finding.span.end)),
            place: line_index.of(finding.span.start),
            message: sanitise::line(&finding.full_message()),
            note: fix_note(finding),
            withheld: withheld(finding),
        };
        let edit = |AppliedEdit { edit, .. }: &AppliedEdit| {
            let (start, end) = (units.at(edit.span.start), units.at(edit.span.end));
            (start, end, edit.text.clone())
        };
        Self {
            turned: turned(text),
            findings: findings.iter().map(shown).collect(),
            safe: safe.edits.iter().map(edit).collect(),
            not_safe: not_safe.edits.iter().map(edit).collect(),
            text: text.clone(),
        }
    }
}

const LTR: &str = "ltr";

/// The direction of a script.
fn runs(script: Script) -> &'static str {
    match script {
        Script::Arabic | Script::Hebrew => "rtl",
        _ => LTR,
    }
}

/// The direction of most letters of a text.
fn direction(text: &str) -> Option<&'static str> {
    Script::most_of(text).map(runs)
}

/// The lines whose direction is not that of the text: their first letter and most of their letters have the
/// other direction. A line that begins like the text, such as a label before a date, keeps the direction of the
/// text.
fn turned(text: &str) -> Vec<usize> {
    let whole = direction(text).unwrap_or(LTR);
    let runs_back = |line: &str| {
        let first = line.chars().find_map(Script::of).map(runs);
        first.is_some_and(|first| first != whole) && direction(line) != Some(whole)
    };
    let lines = text.split('\n').enumerate();
    lines
        .filter_map(|(n, line)| runs_back(line).then_some(n))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_run_the_other_way_are_named() {
        let text = "خبر اليوم من المدينة\n\nBy a reporter\n2024\nقال المصدر\n";
        assert_eq!(direction(text), Some("rtl"));
        assert_eq!(turned(text), [2]);
        assert_eq!(turned("A story of some length\nخبر\nand more of it\n"), [1]);
        let mixed = "قال المصدر إن الميناء\nالتاريخ: 16th September 2023\nThe Harbour Times تايمز\nPort الميناء أعيد فتحه\n";
        assert_eq!(turned(mixed), [2]);
        assert_eq!((direction("2024"), turned("2024\n")), (None, vec![]));
    }
}
