//! Findings, troubles and mistakes in rule files as diagnostics.

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

/// Diagnostics that an editor gets of a file at most.
const MOST: usize = 2000;

const ERROR: u8 = 1;
const WARNING: u8 = 2;
const INFORMATION: u8 = 3;
/// The tag of what can go; editors dim it.
const UNNECESSARY: u8 = 1;

/// All diagnostics of a document that was judged.
pub fn of_checked(judged: &CheckedText, client: &Client) -> Vec<Value> {
    let result = &judged.result;
    let all = result.troubles.len() + result.spots.len();
    let troubles = result.troubles.iter();
    let troubles = troubles.map(|trouble| of_read_error(trouble, &judged.text, client));
    let spots = result.spots.iter();
    let mut shown: Vec<Value> = troubles
        .chain(spots.map(|spot| of_finding(spot, judged, client)))
        .take(MOST)
        .collect();
    if all > MOST {
        let more = counted(all - MOST, "more finding");
        let message = format!("and {more}: the first {MOST} of the file are shown");
        shown.push(plain(&(0..0), INFORMATION, &message, &judged.text, client));
    }
    shown
}

/// A finding.
pub fn of_finding(spot: &FileFinding, judged: &CheckedText, client: &Client) -> Value {
    let rule = &judged.loaded.rules.rules()[spot.rule];
    let severity = match rule.severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Info => INFORMATION,
    };
    let message = sanitise::line(&spot.message);
    let mut diagnostic = plain(&spot.span, severity, &message, &judged.text, client);
    diagnostic["code"] = json!(rule.id);
    diagnostic["data"] = json!({
        "category": rule.category,
        "why": rule.why.trim(),
        "fix": rule.applicability,
    });
    if spot.repair.as_ref().is_some_and(|repair| repair.removes()) {
        diagnostic["tags"] = json!([UNNECESSARY]);
    }
    diagnostic
}

fn of_read_error(trouble: &ReadError, text: &EditorText, client: &Client) -> Value {
    plain(&trouble.span, ERROR, &trouble.message, text, client)
}

/// A mistake in an open rule file or configuration.
pub fn of_rule_file_error(
    mistake: &RuleFileError,
    uri: &str,
    text: &EditorText,
    client: &Client,
) -> Value {
    let severity = if mistake.is_test { WARNING } else { ERROR };
    of_error(&mistake.error, severity, uri, text, client)
}

/// An error of a file that is not open.
pub fn of_config_error(error: &RuleError, uri: &str, client: &Client) -> Value {
    let text = EditorText::new(error.source_file.text.clone());
    of_error(error, ERROR, uri, &text, client)
}

/// An error at its first place, with what is said of that and the remedy; its other places belong
/// to it.
fn of_error(
    error: &RuleError,
    severity: u8,
    uri: &str,
    text: &EditorText,
    client: &Client,
) -> Value {
    let first = error.labels.first();
    let span = first.map_or(0..0, |(span, _)| span.clone());
    let said = first.map(|(_, said)| said).filter(|said| !said.is_empty());
    let said = said.map_or_else(String::new, |said| format!(" ({})", sanitise::line(said)));
    let help = error.help.as_ref();
    let help = help.map_or_else(String::new, |help| format!("\n{}", sanitise::line(help)));
    let message = format!("{}{said}{help}", sanitise::line(&error.message));
    let mut diagnostic = plain(&span, severity, &message, text, client);
    let others = error.labels.iter().skip(1).map(|(span, said)| {
        let range = text.range(span, client.encoding);
        json!({"location": {"uri": uri, "range": range}, "message": said})
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
