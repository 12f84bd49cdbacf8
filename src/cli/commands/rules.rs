//! `rules`: lists the rules as a table, as JSON, or as the rule reference.

use std::io::{self, Write};

use serde_json::json;

use crate::base::sanitise;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::cli::output::rule_table::{fix_name, rule_table};
use crate::rules::{Expectation, Rule, RuleSet};

/// Lists the selected rules.
///
/// # Errors
/// The output cannot be written.
pub fn rules(rules: &RuleSet, format: &str, out: &mut dyn Write) -> Result<Outcome, Error> {
    let listed: Vec<&Rule> = rules
        .rules()
        .iter()
        .enumerate()
        .filter_map(|(index, rule)| rules.is_selected(index).then_some(rule))
        .collect();
    match format {
        "json" => json(&listed, out)?,
        "markdown" => reference(&listed, out)?,
        _ => rule_table(&listed, out)?,
    }
    Ok(Outcome::Clean)
}

fn json(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<_> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "pack": rule.pack,
                "kind": rule.kind,
                "category": rule.category,
                "severity": rule.severity,
                "fix": fix_name(rule),
                "summary": rule.summary,
                "why": rule.why.trim(),
                "tests": rule.cases.len(),
            })
        })
        .collect();
    writeln!(out, "{:#}", serde_json::Value::from(rows))
}

/// Writes the rule reference: each rule with its reason and the first text that it flags.
fn reference(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Rule reference\n")?;
    writeln!(
        out,
        "Generated from the packs by `corpus-lint rules --format markdown`; change the packs, not this file."
    )?;
    let mut pack = "";
    for rule in rules {
        if rule.pack != pack {
            pack = &rule.pack;
            writeln!(out, "\n## Pack `{pack}`")?;
        }
        writeln!(out, "\n### {}\n", rule.id)?;
        writeln!(out, "{}.\n", sanitise::line(&rule.summary))?;
        rule.why
            .trim()
            .lines()
            .try_for_each(|line| writeln!(out, "{}", sanitise::line(line)))?;
        let (kind, category, severity) = (rule.kind, rule.category, rule.severity);
        writeln!(
            out,
            "\n`{kind}`, category `{category}`, severity `{severity}`, fix `{}`.",
            fix_name(rule)
        )?;
        let flagged = rule.cases.iter().find_map(|case| match &case.expect {
            Expectation::Flag { spans, .. } => case.text.get(spans.first()?.clone()),
            Expectation::Clean => None,
        });
        if let Some(flagged) = flagged {
            writeln!(out, "\n```text")?;
            flagged
                .lines()
                .take(6)
                .try_for_each(|line| writeln!(out, "{}", sanitise::line(line)))?;
            writeln!(out, "```")?;
        }
    }
    Ok(())
}
