//! `sarif`: SARIF 2.1.0, which code hosts and editors read. Results are written while they arrive; the rules
//! that found something are written after them.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::base::safe_json::{Array, write_json};
use crate::report::checked_document::{CheckedDocument, Reported};
use crate::report::fingerprint::fingerprint;
use crate::report::notes::{fix_note, message_and_quote};
use crate::report::path::uri;
use crate::report::reporter::{Reporter, RunEnd};
use crate::rules::fixing::tidy_fix;
use crate::rules::{Applicability, Category, Rule, Severity};
use crate::text::Edit;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the format `sarif`.
#[derive(Default)]
pub struct SarifReport {
    results: Array,
    /// The rules that found something, in the order of their first finding.
    rules: Vec<usize>,
    /// The position of each rule in that list.
    indices: FxHashMap<usize, usize>,
}

impl Reporter for SarifReport {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\"$schema\":\"{SCHEMA}\",\n\"version\":\"2.1.0\",\n\"runs\":[{{\
             \"columnKind\":\"unicodeCodePoints\",\n\"results\":"
        )
    }

    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        for reported in checked.reported() {
            let index = *self.indices.entry(reported.rule.index).or_insert_with(|| {
                self.rules.push(reported.rule.index);
                self.rules.len() - 1
            });
            self.results.item(out, &result(&reported, index))?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, end: &RunEnd) -> io::Result<()> {
        self.results.end(out)?;
        let driver = Driver {
            name: env!("CARGO_PKG_NAME"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: self
                .rules
                .iter()
                .map(|&rule| described(&end.rules.rules()[rule]))
                .collect(),
        };
        write!(out, ",\n\"tool\":{{\"driver\":")?;
        write_json(out, &driver)?;
        writeln!(
            out,
            "}},\n\"invocations\":[{{\"executionSuccessful\":{}}}]}}]}}",
            end.summary.problems == 0
        )
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'a str,
    semantic_version: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: SarifText<'a>,
    full_description: SarifText<'a>,
    help: SarifText<'a>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct SarifText<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct SarifMessage {
    text: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    category: Category,
    tags: [Category; 1],
    kind: &'a str,
    pack: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: SarifMessage,
    locations: [SarifLocation<'a>; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "foldedText/v1")]
    folded_text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: SarifArtifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<SarifRegion>,
}

#[derive(Serialize)]
struct SarifArtifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    end_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<usize>,
}

/// The record that contains the text, and the place in that text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    fully_qualified_name: String,
    kind: &'static str,
    properties: InRecord<'a>,
}

#[derive(Serialize)]
struct InRecord<'a> {
    record: u64,
    id: Option<&'a str>,
    field: Option<&'a str>,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix {
    description: SarifMessage,
    artifact_changes: [ArtifactChange; 1],
    properties: FixProperties,
}

#[derive(Serialize)]
struct FixProperties {
    applicability: Applicability,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: SarifArtifact,
    replacements: Vec<SarifReplacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifReplacement {
    deleted_region: SarifRegion,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<SarifMessage>,
}

fn described(rule: &Rule) -> Descriptor<'_> {
    Descriptor {
        id: &rule.id,
        short_description: SarifText {
            text: &rule.summary,
        },
        full_description: SarifText {
            text: rule.why.trim(),
        },
        help: SarifText {
            text: rule.why.trim(),
        },
        default_configuration: Configuration {
            level: level(rule.severity),
        },
        properties: RuleProperties {
            category: rule.category,
            tags: [rule.category],
            kind: rule.kind,
            pack: &rule.pack,
        },
    }
}

fn result<'a>(reported: &'a Reported, rule_index: usize) -> SarifResult<'a> {
    let document = reported.document();
    let artifact = || SarifArtifact {
        uri: uri(&document.path),
    };
    let fixes = match reported.is_file_text() {
        true => fix(reported, artifact()).into_iter().collect(),
        false => Vec::new(),
    };
    SarifResult {
        rule_id: &reported.rule.id,
        rule_index,
        level: level(reported.rule.severity),
        message: SarifMessage {
            text: message(&message_and_quote(reported)),
        },
        locations: [SarifLocation {
            physical_location: PhysicalLocation {
                artifact_location: artifact(),
                region: region(reported),
            },
            logical_locations: logical(reported).map(|location| [location]),
        }],
        partial_fingerprints: Fingerprints {
            folded_text: format!("{:032x}", fingerprint(reported)),
        },
        fixes,
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Escapes a message. SARIF reads braces as arguments unless they are doubled, and a bracket before a
/// parenthesis as a link.
fn message(text: &str) -> String {
    text.replace('{', "{{")
        .replace('}', "}}")
        .replace("](", "\\](")
}

/// Where the finding is in its file: the exact place if the file holds the text itself, otherwise the lines of
/// the record. `None` if the file has no lines.
fn region(reported: &Reported) -> Option<SarifRegion> {
    if reported.checked.document.record.is_none() {
        return Some(text_region(reported, reported.finding.span.clone()));
    }
    let (start_line, end_line) = reported.file_lines()?;
    Some(SarifRegion {
        start_line,
        start_column: None,
        end_line,
        end_column: None,
        byte_offset: None,
        byte_length: None,
    })
}

fn text_region(reported: &Reported, span: std::ops::Range<usize>) -> SarifRegion {
    let indices = &reported.checked.line_index;
    let place = |at: usize| {
        let (line, column) = indices.of(at);
        // A byte order mark takes no column.
        let has_mark = line == 1 && at > 0 && indices.text().starts_with('\u{feff}');
        (line as u64, column - usize::from(has_mark))
    };
    let (start_line, start_column) = place(span.start);
    let (end_line, end_column) = place(span.end);
    let is_its_bytes = reported.is_file_text();
    SarifRegion {
        start_line,
        start_column: Some(start_column),
        end_line,
        end_column: Some(end_column),
        byte_offset: is_its_bytes.then_some(span.start),
        byte_length: is_its_bytes.then_some(span.len()),
    }
}

fn logical<'a>(reported: &'a Reported) -> Option<LogicalLocation<'a>> {
    let document = reported.document();
    let (line, column) = reported.place();
    Some(LogicalLocation {
        name: document.id.as_deref(),
        fully_qualified_name: document.display_name(),
        kind: "object",
        properties: InRecord {
            record: document.record?,
            id: document.id.as_deref(),
            field: document.field.as_deref(),
            line,
            column,
            start: reported.finding.span.start,
            end: reported.finding.span.end,
        },
    })
}

fn fix(reported: &Reported, artifact_location: SarifArtifact) -> Option<SarifFix> {
    let fix = tidy_fix(&reported.document().text, reported.finding)?;
    if fix.applicability == Applicability::DisplayOnly {
        return None;
    }
    let replacement = |edit: Edit| SarifReplacement {
        deleted_region: text_region(reported, edit.span),
        inserted_content: (!edit.text.is_empty()).then_some(SarifMessage { text: edit.text }),
    };
    Some(SarifFix {
        description: SarifMessage {
            text: fix_note(reported.finding),
        },
        properties: FixProperties {
            applicability: fix.applicability,
        },
        artifact_changes: [ArtifactChange {
            artifact_location,
            replacements: fix.edits.into_iter().map(replacement).collect(),
        }],
    })
}
