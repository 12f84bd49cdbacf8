//! `explain`: says why a rule calls text residue, with an example before and after.

use std::io::{self, Write};

use crate::base::names::nearest;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::Outcome;
use crate::cli::settings::Error;
use crate::rules::detectors::KINDS;
use crate::rules::fixing::fix;
use crate::rules::{Applicability, Category, Expectation, Rule, RuleSet, Selection};
use crate::text::Document;

/// Explains a rule, or lists the kinds or the categories.
///
/// # Errors
/// A name that nothing has; output that cannot be written.
pub fn explain(name: &str, mut rules: RuleSet, out: &mut dyn Write) -> Result<Outcome, Error> {
    match name {
        "kinds" => {
            for kind in KINDS {
                writeln!(out, "{:14} {}", kind.name, kind.about)?;
                let keys = (kind.keys)();
                if !keys.is_empty() {
                    writeln!(out, "{:14} keys: {}", "", keys.join(", "))?;
                }
            }
        }
        "categories" => {
            for category in Category::ALL {
                writeln!(out, "{:15} {}", category, category.about())?;
            }
        }
        id => {
            let Some(index) = rules.rules().iter().position(|rule| rule.id == id) else {
                return Err(unknown(id, &rules).into());
            };
            let only = Selection {
                select: vec![id.to_owned()],
                ..Selection::default()
            };
            rules.select(&only)?;
            rules.set_scopes_count(false);
            rule(&rules, &rules.rules()[index], out)?;
        }
    }
    Ok(Outcome::Clean)
}

fn unknown(id: &str, rules: &RuleSet) -> Problem {
    let problem = Problem::new("explain", format!("no rule is named `{id}`"));
    match nearest(id, rules.rules().iter().map(|rule| rule.id.as_str())) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(
            "`corpus-lint rules` lists them; `explain kinds` and `explain categories` the rest",
        ),
    }
}

fn rule(rules: &RuleSet, rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let fix_about = rule
        .applicability
        .map_or("none: it only reports".to_owned(), |applicability| {
            format!("{applicability}: {}", applicability.about())
        });
    writeln!(out, "{}: {}\n", rule.id, sanitise::line(&rule.summary))?;
    rule.why
        .trim()
        .lines()
        .try_for_each(|line| writeln!(out, "{}", sanitise::line(line)))?;
    writeln!(out)?;
    writeln!(out, "kind      {}", rule.kind)?;
    writeln!(
        out,
        "category  {}: {}",
        rule.category,
        rule.category.about()
    )?;
    writeln!(
        out,
        "severity  {}: {}",
        rule.severity,
        rule.severity.about()
    )?;
    writeln!(out, "fix       {fix_about}")?;
    if rule.is_doubted() {
        writeln!(
            out,
            "          its pack says more, but is not trusted: trust = [\"{}\"]",
            sanitise::line(&rule.pack)
        )?;
    }
    writeln!(out, "pack      {}", sanitise::line(&rule.pack))?;
    for case in &rule.cases {
        let Expectation::Flag { spans, .. } = &case.expect else {
            continue;
        };
        writeln!(out, "\nFlagged:")?;
        indented(out, &marked(&case.text, spans))?;
        if rule.applicability.is_some() {
            writeln!(out, "\nAfter the fix:")?;
            indented(
                out,
                &fix(rules, &Document::new(&case.text), Applicability::Unsafe).text,
            )?;
        }
        break;
    }
    let clean = rule
        .cases
        .iter()
        .find(|case| case.expect == Expectation::Clean);
    if let Some(case) = clean {
        writeln!(out, "\nLeft alone:")?;
        indented(out, &case.text)?;
    }
    writeln!(out, "\nAs {} defines it:", sanitise::line(rule.file()))?;
    indented(out, rule.definition())?;
    Ok(())
}

fn marked(text: &str, spans: &[std::ops::Range<usize>]) -> String {
    let mut marked = text.to_owned();
    for span in spans.iter().rev() {
        marked.insert(span.end, '⟧');
        marked.insert(span.start, '⟦');
    }
    marked
}

fn indented(out: &mut dyn Write, text: &str) -> io::Result<()> {
    text.lines()
        .try_for_each(|line| writeln!(out, "    {}", sanitise::line(line)))
}
