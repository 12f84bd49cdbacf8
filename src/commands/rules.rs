//! `rules`: lists the rules.

use std::io::Write;

use super::Outcome;
use crate::rule::RuleSet;
use crate::sanitise;
use crate::settings::Error;

/// Lists the selected rules, a line each: name, kind, category, severity, fix, summary.
///
/// # Errors
/// When the output cannot be written.
pub fn rules(rules: &RuleSet, out: &mut dyn Write) -> Result<Outcome, Error> {
    let widest = rules
        .rules()
        .iter()
        .map(|rule| rule.id.len())
        .max()
        .unwrap_or(0);
    writeln!(
        out,
        "{:widest$}  {:13} {:14} {:8} {:12} summary",
        "rule", "kind", "category", "severity", "fix"
    )?;
    for (index, rule) in rules.rules().iter().enumerate() {
        if rules.is_selected(index) {
            writeln!(
                out,
                "{:widest$}  {:13} {:14} {:8} {:12} {}",
                rule.id,
                rule.kind,
                rule.category,
                rule.severity,
                rule.applicability
                    .map_or("none", |applicability| applicability.name()),
                sanitise::line(&rule.summary),
            )?;
        }
    }
    Ok(Outcome::Clean)
}
