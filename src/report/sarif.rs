//! `sarif`: SARIF 2.1.0, which code hosts and editors read. Results are written as they come, the
//! rules that reported after them.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::base::safe_json::{Array, write_json};
use crate::report::fingerprint::fingerprint;
use crate::report::path::uri;
use crate::report::row::alone;
use crate::report::{Ended, Judged, Reported, Reporter, said};
use crate::rules::finding::Edit;
use crate::rules::{Applicability, Category, Rule, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Default)]
pub struct Sarif {
    results: Array,
    /// The rules that reported, in the order of their first finding.
    rules: Vec<usize>,
    /// Where each stands among them.
    places: FxHashMap<usize, usize>,
}

impl Reporter for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\"$schema\":\"{SCHEMA}\",\n\"version\":\"2.1.0\",\n\"runs\":[{{\
             \"columnKind\":\"unicodeCodePoints\",\n\"results\":"
        )
    }

    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        for reported in judged.reported() {
            let index = *self.places.entry(reported.rule.index).or_insert_with(|| {
                self.rules.push(reported.rule.index);
                self.rules.len() - 1
            });
            self.results.item(out, &result(&reported, index))?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, ended: &Ended) -> io::Result<()> {
        self.results.end(out)?;
        let driver = Driver {
            name: env!("CARGO_PKG_NAME"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: self
                .rules
                .iter()
                .map(|&rule| described(&ended.rules.rules()[rule]))
                .collect(),
        };
        write!(out, ",\n\"tool\":{{\"driver\":")?;
        write_json(out, &driver)?;
        writeln!(
            out,
            "}},\n\"invocations\":[{{\"executionSuccessful\":{}}}]}}]}}",
            ended.summary.problems == 0
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
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Text<'a>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Message {
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
struct Result<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "foldedText/v1")]
    folded_text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
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

/// The record that a text stands in, and the place in that text.
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
struct Fix {
    description: Message,
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
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_content: Option<Message>,
}

fn described(rule: &Rule) -> Descriptor<'_> {
    Descriptor {
        id: &rule.id,
        short_description: Text {
            text: &rule.summary,
        },
        full_description: Text {
            text: rule.why.trim(),
        },
        help: Text {
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

fn result<'a>(reported: &'a Reported, rule_index: usize) -> Result<'a> {
    let document = reported.document();
    let artifact = || Artifact {
        uri: uri(&document.path),
    };
    let fixes = match reported.is_file_text() {
        true => fix(reported, artifact()).into_iter().collect(),
        false => Vec::new(),
    };
    Result {
        rule_id: &reported.rule.id,
        rule_index,
        level: level(reported.rule.severity),
        message: Message {
            text: message(&said(reported)),
        },
        locations: [Location {
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

/// In a message, braces stand for arguments unless they are doubled, and a bracket before a
/// parenthesis makes a link of what a document says.
fn message(text: &str) -> String {
    text.replace('{', "{{")
        .replace('}', "}}")
        .replace("](", "\\](")
}

/// Where the finding stands in its file: the place where the file is the text, else the lines of the
/// record; nothing where the file has no lines.
fn region(reported: &Reported) -> Option<Region> {
    if reported.judged.document.record.is_none() {
        return Some(text_region(reported, reported.finding.span.clone()));
    }
    let (start_line, end_line) = reported.file_lines()?;
    Some(Region {
        start_line,
        start_column: None,
        end_line,
        end_column: None,
        byte_offset: None,
        byte_length: None,
    })
}

fn text_region(reported: &Reported, span: std::ops::Range<usize>) -> Region {
    let places = &reported.judged.places;
    let place = |at: usize| {
        let (line, column) = places.of(at);
        // A byte order mark takes no column.
        let has_mark = line == 1 && at > 0 && places.text().starts_with('\u{feff}');
        (line as u64, column - usize::from(has_mark))
    };
    let (start_line, start_column) = place(span.start);
    let (end_line, end_column) = place(span.end);
    let is_its_bytes = reported.is_file_text();
    Region {
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

fn fix(reported: &Reported, artifact_location: Artifact) -> Option<Fix> {
    let fix = alone(&reported.document().text, reported.finding)?;
    if fix.applicability == Applicability::DisplayOnly {
        return None;
    }
    let replacement = |edit: Edit| Replacement {
        deleted_region: text_region(reported, edit.start..edit.end),
        inserted_content: (!edit.content.is_empty()).then_some(Message { text: edit.content }),
    };
    Some(Fix {
        description: Message {
            text: crate::report::fix_note(reported.finding),
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
