//! Hovers: why something is boilerplate, and how often a rule matches.

use std::fmt::Write;
use std::ops::Range;

use serde_json::{Value, json};

use crate::base::sanitise;
use crate::server::check::FileFinding;
use crate::server::counts::HitCounts;
use crate::server::documents::CheckedText;
use crate::server::positions::EditorText;
use crate::server::protocol::Client;
use crate::server::rule_file::blocks;

/// Findings that are explained at one place.
const MOST: usize = 3;

/// Explains the findings at an offset (bytes).
pub fn of_findings(checked: &CheckedText, offset: usize, client: &Client) -> Option<Value> {
    let findings = checked.result.findings.iter();
    let mut here: Vec<&FileFinding> = findings
        .filter(|finding| finding.span.start <= offset && offset <= finding.span.end)
        .collect();
    // The innermost first.
    here.sort_by_key(|finding| finding.span.len());
    here.truncate(MOST);
    let span = here.first()?.span.clone();
    let about: Vec<String> = here
        .iter()
        .map(|finding| explained(finding, checked))
        .collect();
    let about = about.join("\n---\n\n");
    Some(hover(&about, &span, &checked.text, client))
}

fn explained(finding: &FileFinding, checked: &CheckedText) -> String {
    let rule = &checked.loaded.rules.rules()[finding.rule];
    let fix = rule.applicability;
    let fix = fix.map_or("none: it only reports".to_owned(), |fix| {
        format!("{fix}: {}", fix.about())
    });
    let doubt = match rule.is_doubted() {
        true => "; its pack allows more, but is not trusted",
        false => "",
    };
    let mut about = format!("**{}**: {}\n\n", escaped(&rule.id), escaped(&rule.summary));
    if finding.message != rule.summary {
        let _ = writeln!(about, "{}\n", escaped(&finding.message));
    }
    for line in rule.why.trim().lines() {
        let _ = writeln!(about, "{}", escaped(line));
    }
    let category = rule.category;
    let severity = rule.severity;
    for (name, value) in [
        ("kind", rule.kind.to_owned()),
        ("category", format!("{category}: {}", category.about())),
        ("severity", format!("{severity}: {}", severity.about())),
        ("fix", format!("{fix}{doubt}")),
        ("pack", rule.pack.clone()),
    ] {
        let _ = write!(about, "\n- {name}: {}", escaped(&value));
    }
    about.push('\n');
    about
}

/// Says how often the rule at an offset (bytes) of a rule file matches.
pub fn of_rule(
    counts: &HitCounts,
    text: &EditorText,
    offset: usize,
    client: &Client,
) -> Option<Value> {
    let blocks = blocks(text.as_str());
    let block = blocks.iter().find(|block| {
        let span = block.span();
        span.start <= offset && offset <= span.end
    })?;
    let count = counts.of(block.text)?;
    let mut about = format!(
        "**{}**: {}\n\n{}\n",
        escaped(block.id),
        escaped(&counts.label(count)),
        escaped(&counts.about)
    );
    for example in &count.examples {
        let _ = write!(about, "\n- {}", escaped(example));
    }
    Some(hover(&about, &block.heading, text, client))
}

fn hover(about: &str, span: &Range<usize>, text: &EditorText, client: &Client) -> Value {
    let (kind, value) = match client.markdown {
        true => ("markdown", about.to_owned()),
        false => ("plaintext", unescaped(about)),
    };
    json!({
        "contents": {"kind": kind, "value": value},
        "range": text.range(span, client.encoding),
    })
}

/// Text that Markdown shows unchanged, on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitise::line(text).chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The same text without Markdown.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            '*' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_others_is_no_markdown() {
        let text = "[a](command:x) *b* <img> `c` \u{202e}d\ne";
        let shown = escaped(text);
        assert!(shown.starts_with("\\[a\\]\\(command\\:x\\) \\*b\\* \\<img\\> \\`c\\` "));
        assert!(!shown.contains(['\u{202e}', '\n']));
        assert!(unescaped(&shown).starts_with("[a](command:x) *b* <img> `c` "));
    }
}
