//! `explain`: explains a rule with examples, or lists the rules of a category, kind or pack.

use std::io::{self, Write};
use std::ops::Range;

use crate::base::names::nearest;
use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::args::RuleArgs;
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::outcome::Outcome;
use crate::cli::output::rule_table::rule_table;
use crate::cli::settings;
use crate::rules::detectors::KINDS;
use crate::rules::fixing::{FixPolicy, check_and_fix};
use crate::rules::{Applicability, Category, Expectation, Pack, Rule, RuleSet, Selection};
use crate::text::Document;

/// Explains a rule; or a category, kind or pack, with a list of its rules; or lists all of these.
///
/// # Errors
/// The name is unknown, the rules cannot be used, or the output cannot be written.
pub fn explain(
    name: &str,
    args: &RuleArgs,
    config: &Config,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let packs = settings::packs(args, config)?;
    let pack_names: Vec<PackName> = packs.iter().map(PackName::of).collect();
    let mut rules = settings::rule_set(packs, args, config)?;
    match name {
        "kinds" => list_kinds(out)?,
        "categories" => list_categories(out)?,
        "packs" => list_packs(&pack_names, out)?,
        _ => match rules.rules().iter().position(|rule| rule.id == name) {
            Some(index) => {
                let only = Selection {
                    select: vec![name.to_owned()],
                    ..Selection::default()
                };
                rules.select(&only)?;
                rules.set_scopes_count(false);
                explain_rule(&rules, &rules.rules()[index], out)?;
            }
            None => {
                let groups = groups(name, &pack_names);
                if groups.is_empty() {
                    return Err(unknown(name, &rules, &pack_names).into());
                }
                for (n, group) in groups.iter().enumerate() {
                    if n > 0 {
                        writeln!(out)?;
                    }
                    explain_group(group, &rules, out)?;
                }
            }
        },
    }
    Ok(Outcome::Clean)
}

/// What a pack says about itself.
struct PackName {
    name: String,
    about: String,
}

impl PackName {
    fn of(pack: &Pack) -> Self {
        Self {
            name: pack.name.clone(),
            about: pack.about.clone(),
        }
    }
}

fn list_kinds(out: &mut dyn Write) -> io::Result<()> {
    for kind in KINDS {
        writeln!(out, "{:14} {}", kind.name, kind.about)?;
        let keys = (kind.keys)();
        if !keys.is_empty() {
            writeln!(out, "{:14} keys: {}", "", keys.join(", "))?;
        }
    }
    Ok(())
}

fn list_categories(out: &mut dyn Write) -> io::Result<()> {
    Category::ALL
        .iter()
        .try_for_each(|category| writeln!(out, "{:15} {}", category, category.about()))
}

fn list_packs(packs: &[PackName], out: &mut dyn Write) -> io::Result<()> {
    let widest = packs.iter().map(|pack| pack.name.len()).max().unwrap_or(0);
    packs.iter().try_for_each(|PackName { name, about }| {
        let about = sanitise::line(about);
        writeln!(out, "{:widest$}  {about}", sanitise::line(name))
    })
}

/// Rules that have something in common.
struct RuleGroup<'a> {
    /// What the group is: category, kind or pack.
    what: &'static str,
    name: &'a str,
    about: &'a str,
    contains: Box<dyn Fn(&Rule) -> bool + 'a>,
}

/// The groups with this name: a category and a kind may have the same name.
fn groups<'a>(name: &'a str, packs: &'a [PackName]) -> Vec<RuleGroup<'a>> {
    let category = Category::from_name(name).map(|category| RuleGroup {
        what: "category",
        name,
        about: category.about(),
        contains: Box::new(move |rule| rule.category == category),
    });
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.map(|kind| RuleGroup {
        what: "kind",
        name,
        about: kind.about,
        contains: Box::new(move |rule| rule.kind == name),
    });
    let pack = packs.iter().find(|pack| pack.name == name);
    let pack = pack.map(|pack| RuleGroup {
        what: "pack",
        name,
        about: &pack.about,
        contains: Box::new(move |rule| rule.pack == name),
    });
    [category, kind, pack].into_iter().flatten().collect()
}

fn explain_group(group: &RuleGroup, rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let RuleGroup {
        what, name, about, ..
    } = group;
    let (name, about) = (sanitise::line(name), sanitise::line(about));
    writeln!(out, "{name} ({what}): {about}\n")?;
    let members: Vec<&Rule> = rules
        .rules()
        .iter()
        .filter(|rule| (group.contains)(rule))
        .collect();
    match members.is_empty() {
        true => writeln!(out, "No rule belongs to this {what}."),
        false => {
            let rules = counted(members.len(), "rule");
            writeln!(out, "{rules}; `corpus-lint explain RULE` explains one:\n")?;
            rule_table(&members, out)
        }
    }
}

fn unknown(name: &str, rules: &RuleSet, packs: &[PackName]) -> Problem {
    let problem = Problem::new(
        "explain",
        format!("no rule, category, kind or pack is named `{name}`"),
    );
    let ids = rules.rules().iter().map(|rule| rule.id.as_str());
    let names = ids
        .chain(Category::ALL.iter().map(|category| category.name()))
        .chain(KINDS.iter().map(|kind| kind.name))
        .chain(packs.iter().map(|pack| pack.name.as_str()));
    match nearest(name, names) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help(
            "see `corpus-lint rules`, `explain categories`, `explain kinds` and `explain packs`",
        ),
    }
}

fn explain_rule(rules: &RuleSet, rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
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
            "          its pack calls the fix safe, but you do not trust the pack: add trust = [\"{}\"] to \
             corpus-lint.toml if you do",
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
            let document = Document::new(&case.text);
            let policy = FixPolicy::at_least(Applicability::Unsafe);
            indented(out, &check_and_fix(rules, &document, &policy).text)?;
        }
        break;
    }
    let clean = rule
        .cases
        .iter()
        .find(|case| case.expect == Expectation::Clean);
    if let Some(case) = clean {
        writeln!(out, "\nNot flagged:")?;
        indented(out, &case.text)?;
    }
    writeln!(out, "\nDefinition in {}:", sanitise::line(rule.file()))?;
    indented(out, rule.definition())?;
    Ok(())
}

/// A text with brackets around these spans.
fn marked(text: &str, spans: &[Range<usize>]) -> String {
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
