//! A table of rules: one line per rule.

use std::io::{self, Write};

use crate::base::sanitise;
use crate::rules::Rule;

/// Writes one line per rule: id, kind, category, severity, fix, summary.
///
/// # Errors
/// The output cannot be written.
pub fn rule_table(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(4);
    writeln!(
        out,
        "{:widest$}  {:13} {:14} {:8} {:12} summary",
        "rule", "kind", "category", "severity", "fix"
    )?;
    for rule in rules {
        let Rule {
            id,
            kind,
            category,
            severity,
            ..
        } = rule;
        let summary = sanitise::line(&rule.summary);
        writeln!(
            out,
            "{id:widest$}  {kind:13} {category:14} {severity:8} {:12} {summary}",
            fix_name(rule)
        )?;
    }
    Ok(())
}

/// The applicability of a rule's fix, or `none`.
pub fn fix_name(rule: &Rule) -> &'static str {
    rule.applicability
        .map_or("none", |applicability| applicability.name())
}
