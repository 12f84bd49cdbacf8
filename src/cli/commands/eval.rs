//! `eval`: measures what fixes and findings get right, on documents labelled by hand.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::base::problem::Problem;
use crate::base::safe_json::safe_json;
use crate::cli::Outcome;
use crate::cli::args::EvalArgs;
use crate::cli::commands::labelled::{Asked, labelled};
use crate::cli::config::Config;
use crate::cli::messages::print_error;
use crate::cli::settings::Error;
use crate::eval::{
    Axis, Comparison, Details, Grade, LabelledDocument, Report, ReportMember, evaluate, table,
};
use crate::rules::RuleSet;
use crate::text::{Document, language_of};

/// What groups of documents are always made by.
const LANGUAGE: &str = "language";
/// The breakdown by label, which is none of documents.
const LABEL: &str = "label";
/// Stands before a field that has the name of another breakdown.
const FIELD: &str = "field:";
/// The group of documents without a value.
const NONE: &str = "(none)";

/// Judges the texts against gold and reports the figures.
///
/// # Errors
/// Gold or an earlier run that cannot be read; nothing to judge; output that cannot be written.
pub fn eval(
    args: &EvalArgs,
    config: &Config,
    mut rules: RuleSet,
    out: &mut dyn Write,
) -> Result<Outcome, Error> {
    let earlier = args.against.as_deref().map(Report::read).transpose()?;
    let by = groupings(&args.by);
    let asked = Asked {
        golds: &args.golds,
        paths: &args.paths,
        input: &args.input,
        evidence: &args.evidence,
        fields: by
            .iter()
            .filter_map(|by| field_of(by))
            .map(str::to_owned)
            .collect(),
    };
    let read = labelled(asked, config, &mut rules, |rules, document, row| {
        let evaluated = evaluate(rules, document, row, &document.display_name())?;
        Ok(ReportMember {
            evaluated,
            groups: groups(&by, document, row),
        })
    })?;
    let problems = read.problems + complain_of_missing_fields(&read.members);
    let mut report = Report::new(&rules, &read.members, read.without_gold, read.unmet);
    if let (Some(then), Some(path)) = (earlier, &args.against) {
        let change = Comparison::new(&then.grades, &report.grades, args.tolerance);
        report.against = Some(change.ok_or_else(|| other_documents(path))?);
    }
    write(args, &report, out)?;
    Ok(match &report.against {
        _ if problems > 0 => Outcome::Failed,
        Some(change) if change.is_worse => Outcome::Findings,
        _ => Outcome::Clean,
    })
}

fn other_documents(path: &Path) -> Problem {
    let message = "the earlier run judged other documents or labels";
    Problem::new(path.to_string_lossy(), message)
        .help("use the same gold and texts with the earlier rules, and compare with that")
}

fn write(args: &EvalArgs, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
    if args.output_format == "json" {
        safe_json(out, report)?;
    } else {
        let details = Details {
            grade: Grade::from_name(&args.grade).unwrap_or(Grade::Safe),
            by: &args.by,
            worst: args.worst,
        };
        table(out, report, &details)?;
    }
    Ok(out.flush()?)
}

/// Names the fields asked for that give no document a group, which is a slip; says how many.
fn complain_of_missing_fields(members: &[ReportMember]) -> usize {
    let asked = members
        .first()
        .into_iter()
        .flat_map(|first| first.groups.keys());
    let missing: Vec<&String> = asked
        .filter(|by| members.iter().all(|member| member.groups[*by] == NONE) && *by != LANGUAGE)
        .collect();
    for by in &missing {
        let message = "neither gold nor a record has such a field";
        print_error(
            &Problem::new(format!("--by {by}"), message)
                .help("rule, kind, category, label, language, or a field that some document has"),
        );
    }
    missing.len()
}

/// What documents are grouped by: their language, and what was asked for.
fn groupings(asked: &[String]) -> Vec<&str> {
    let of_documents = |by: &&str| Axis::from_name(by).is_none() && *by != LABEL && *by != LANGUAGE;
    let asked = asked.iter().map(String::as_str).filter(of_documents);
    [LANGUAGE].into_iter().chain(asked).collect()
}

/// The field that documents are grouped by.
fn field_of(by: &str) -> Option<&str> {
    (by != LANGUAGE).then(|| by.strip_prefix(FIELD).unwrap_or(by))
}

/// The groups that a document is in. A field is looked for in gold first, then in the record.
fn groups(by: &[&str], document: &Document, row: &LabelledDocument) -> BTreeMap<String, String> {
    let language = || {
        let told = || language_of(&document.text).map(str::to_owned);
        document.language.clone().or_else(told)
    };
    let group = |by: &str| match field_of(by) {
        Some(field) => row
            .field(field)
            .or_else(|| document.fields.get(field).cloned()),
        None => language(),
    };
    let named = |by: &&str| ((*by).to_owned(), group(by).unwrap_or_else(|| NONE.into()));
    by.iter().map(named).collect()
}
