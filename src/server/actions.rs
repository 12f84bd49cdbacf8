//! Code actions: the fix of a finding, and all safe fixes of a file.

use std::ops::Range;

use serde_json::{Value, json};

use crate::base::sanitise;
use crate::io::formats::FileEdit;
use crate::rules::Applicability;
use crate::server::check::{FileFinding, FileFix};
use crate::server::diagnostics::of_finding;
use crate::server::documents::{CheckedText, OpenDocument};
use crate::server::protocol;
use crate::server::protocol::{Client, TextEdit};

/// The kind of an action that fixes one finding.
pub const QUICK_FIX: &str = "quickfix";
/// The kind of the action that applies all safe fixes.
pub const FIX_ALL: &str = "source.fixAll.corpus-lint";

/// Single fixes that are offered at one place.
const MOST: usize = 20;

/// The actions for a range of a document whose check is up to date.
pub fn actions(
    open: &OpenDocument,
    checked: &CheckedText,
    params: &Value,
    client: &Client,
) -> Vec<Value> {
    if !client.actions {
        return Vec::new();
    }
    let range = serde_json::from_value::<protocol::Range>(params["range"].clone());
    let place = range.map_or(0..0, |range| checked.text.span(range, client.encoding));
    let mut actions = Vec::new();
    if is_wanted(params, QUICK_FIX) {
        let touches = |span: &Range<usize>| span.start <= place.end && place.start <= span.end;
        let findings = checked.result.findings.iter();
        let here = findings.filter(|finding| touches(&finding.span));
        let fixes = here.filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
        actions.extend(fixes.take(MOST).map(|(finding, fix)| {
            json!({
                "title": title(finding, fix, checked),
                "kind": QUICK_FIX,
                "diagnostics": [of_finding(finding, checked, client)],
                "isPreferred": fix.applicability == Applicability::Safe,
                "edit": edit(open, checked, &fix.edits, client),
            })
        }));
    }
    if is_wanted(params, FIX_ALL) && !checked.result.safe.is_empty() {
        actions.push(json!({
            "title": "Apply all safe fixes in this file",
            "kind": FIX_ALL,
            "edit": edit(open, checked, &checked.result.safe, client),
        }));
    }
    actions
}

/// Whether a request wants only the action that applies all safe fixes.
pub fn asks_for_all(params: &Value) -> bool {
    is_wanted(params, FIX_ALL) && !is_wanted(params, QUICK_FIX)
}

/// Whether a request wants actions of this kind. A request may name the kind itself, a more general kind, or
/// none.
fn is_wanted(params: &Value, kind: &str) -> bool {
    let Some(only) = params["context"]["only"].as_array() else {
        return true;
    };
    let is_in = |wanted: &str| {
        let rest = kind.strip_prefix(wanted);
        wanted.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.iter().filter_map(Value::as_str).any(is_in)
}

fn title(finding: &FileFinding, fix: &FileFix, checked: &CheckedText) -> String {
    let rule = &checked.loaded.rules.rules()[finding.rule];
    let verb = match fix.edits.iter().all(|edit| edit.span.is_empty()) {
        _ if fix.removes() => "Remove",
        true => "Insert",
        false => "Replace",
    };
    let doubt = match fix.applicability {
        Applicability::Safe => "",
        _ => " (unsafe: it may take a line of the article)",
    };
    format!("{verb}: {}{doubt}", sanitise::line(&rule.summary))
}

/// Edits of the bytes of a document as a workspace edit.
fn edit(open: &OpenDocument, checked: &CheckedText, edits: &[FileEdit], client: &Client) -> Value {
    let edits: Vec<TextEdit> = edits
        .iter()
        .map(|edit| TextEdit {
            range: checked.text.range(&edit.span, client.encoding),
            new_text: edit.text.clone(),
        })
        .collect();
    match client.versioned_edits {
        true => json!({"documentChanges": [{
            "textDocument": {"uri": open.uri, "version": open.version},
            "edits": edits,
        }]}),
        false => json!({"changes": {open.uri.as_str(): edits}}),
    }
}
