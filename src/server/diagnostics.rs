//! Findings, read errors and errors in rule files as diagnostics.

use std::ops::Range;

use serde_json::{Value, json};

use crate::base::plural::counted;
use crate::base::sanitise;
use crate::rules::{RuleError, Severity};
use crate::server::check::{FileFinding, ReadError};
use crate::server::documents::CheckedText;
use crate::server::positions::EditorText;
use crate::server::protocol::Client;
use crate::server::rule_file::RuleFileError;

/// The largest number of diagnostics that an editor gets for a file.
const MOST: usize = 2000;

const ERROR: u8 = 1;
const WARNING: u8 = 2;
const INFORMATION: u8 = 3;
/// The tag for text that can be removed; editors dim it.
const UNNECESSARY: u8 = 1;

/// All diagnostics of a checked document.
pub fn of_checked(checked: &CheckedText, client: &Client) -> Vec<Value> {
    let result = &checked.result;
    let all = result.errors.len() + result.findings.len();
    let errors = result.errors.iter();
    let errors = errors.map(|error| of_read_error(error, &checked.text, client));
    let findings = result.findings.iter();
    let mut shown: Vec<Value> = errors
        .chain(findings.map(|finding| of_finding(finding, checked, client)))
        .take(MOST)
        .collect();
    if all > MOST {
        let more = counted(all - MOST, "more finding");
        let message = format!("and {more}: the first {MOST} of the file are shown");
        shown.push(plain(&(0..0), INFORMATION, &message, &checked.text, client));
    }
    shown
}

/// A finding.
pub fn of_finding(finding: &FileFinding, checked: &CheckedText, client: &Client) -> Value {
    let rule = &checked.loaded.rules.rules()[finding.rule];
    let severity = match rule.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Info => INFORMATION,
    };
    let message = sanitise::line(&finding.message);
    let mut diagnostic = plain(&finding.span, severity, &message, &checked.text, client);
    diagnostic["code"] = json!(rule.id);
    diagnostic["data"] = json!({
        "category": rule.category,
        "why": rule.why.trim(),
        "fix": rule.applicability,
    });
    if finding.fix.as_ref().is_some_and(|fix| fix.removes()) {
        diagnostic["tags"] = json!([UNNECESSARY]);
    }
    diagnostic
}

fn of_read_error(error: &ReadError, text: &EditorText, client: &Client) -> Value {
    plain(&error.span, ERROR, &error.message, text, client)
}

/// An error in an open rule file or configuration.
pub fn of_rule_file_error(
    error: &RuleFileError,
    uri: &str,
    text: &EditorText,
    client: &Client,
) -> Value {
    let severity = if error.is_test { WARNING } else { ERROR };
    of_error(&error.error, severity, uri, text, client)
}

/// An error in a file that is not open.
pub fn of_config_error(error: &RuleError, uri: &str, client: &Client) -> Value {
    let text = EditorText::new(error.source_file.text.clone());
    of_error(error, ERROR, uri, &text, client)
}

/// An error at its first place, with the label of that place and the remedy. Other places are related
/// information.
fn of_error(
    error: &RuleError,
    severity: u8,
    uri: &str,
    text: &EditorText,
    client: &Client,
) -> Value {
    let first = error.labels.first();
    let span = first.map_or(0..0, |(span, _)| span.clone());
    let label = first
        .map(|(_, label)| label)
        .filter(|label| !label.is_empty());
    let label = label.map_or_else(String::new, |label| format!(" ({})", sanitise::line(label)));
    let help = error.help.as_ref();
    let help = help.map_or_else(String::new, |help| format!("\n{}", sanitise::line(help)));
    let message = format!("{}{label}{help}", sanitise::line(&error.message));
    let mut diagnostic = plain(&span, severity, &message, text, client);
    let others = error.labels.iter().skip(1).map(|(span, label)| {
        let range = text.range(span, client.encoding);
        json!({"location": {"uri": uri, "range": range}, "message": label})
    });
    let others: Vec<Value> = others.collect();
    if client.related && !others.is_empty() {
        diagnostic["relatedInformation"] = json!(others);
    }
    diagnostic
}

fn plain(
    span: &Range<usize>,
    severity: u8,
    message: &str,
    text: &EditorText,
    client: &Client,
) -> Value {
    json!({
        "range": text.range(span, client.encoding),
        "severity": severity,
        "source": "corpus-lint",
        "message": message,
    })
}
