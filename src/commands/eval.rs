//! `eval`: measures what fixes and findings get right, on documents labelled by hand.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::{Outcome, complain, survey};
use crate::cli::EvalArgs;
use crate::config::Config;
use crate::document::{Document, language_of};
use crate::engine::{Event, run};
use crate::eval::{Axis, Change, Details, Gold, Grade, Member, Report, Row, judge, table};
use crate::problem::Problem;
use crate::report;
use crate::rule::RuleSet;
use crate::settings::{Corpus, Error, input, use_threads};
use crate::walk::walk;

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
    use_threads(args.input.jobs);
    let earlier = args.against.as_deref().map(Report::read).transpose()?;
    let (gold, problems) = Gold::read(&args.golds)?;
    let mut judging = Judging::default();
    problems.iter().for_each(|problem| judging.problem(problem));
    judging.judge_all(args, config, &mut rules, &gold)?;
    if judging.members.is_empty() {
        return Err(Problem::new(
            "eval",
            "no document was judged: gold names none of the texts",
        )
        .help("ids must be the same in gold and texts, --id-field names the field that holds them; --format text takes files whose names tell no format")
        .into());
    }
    judging.complain_of_missing_fields();
    let unmet = gold.rows.len() - judging.met.len();
    let mut report = Report::new(&rules, &judging.members, judging.without_gold, unmet);
    if let (Some(then), Some(path)) = (earlier, &args.against) {
        let change = Change::new(&then, &report, args.tolerance);
        report.against = Some(change.ok_or_else(|| other_documents(path))?);
    }
    write(args, &report, out)?;
    Ok(match &report.against {
        _ if judging.problems > 0 => Outcome::Failed,
        Some(change) if change.is_worse => Outcome::Findings,
        _ => Outcome::Clean,
    })
}

fn other_documents(path: &Path) -> Problem {
    let message = "the earlier run judged other documents or labels";
    Problem::new(path.to_string_lossy(), message)
        .help("judge the same gold and texts with the earlier rules, and compare with that")
}

fn write(args: &EvalArgs, report: &Report, out: &mut dyn Write) -> Result<(), Error> {
    if args.output_format == "json" {
        report::safe_json(out, report)?;
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

/// What was judged so far.
#[derive(Default)]
struct Judging {
    members: Vec<Member>,
    /// The ids of the rows of gold that met a document.
    met: HashSet<String>,
    without_gold: usize,
    problems: usize,
}

/// A document in the light of gold; `None` where gold says nothing of it.
type Verdict = Option<Result<Member, Problem>>;

impl Judging {
    fn judge_all(
        &mut self,
        args: &EvalArgs,
        config: &Config,
        rules: &mut RuleSet,
        gold: &Gold,
    ) -> Result<(), Problem> {
        let (format, mut options) = input(&args.input, config, rules)?;
        let by = groupings(&args.by);
        let fields = by.iter().filter_map(|by| field_of(by)).map(str::to_owned);
        Arc::make_mut(&mut options.fields).wanted.extend(fields);
        if !args.input.no_survey {
            let corpus = Corpus {
                paths: &args.paths,
                format,
                options: &options,
                own: &[],
                changes: None,
            };
            survey::consult(rules, &corpus, false)?;
        }
        let rules = &*rules;
        let verdict = |document: &Document| -> Verdict {
            let row = gold.rows.get(document.id.as_ref()?)?;
            let judged = judge(rules, document, row, &report::name(document));
            Some(judged.map(|judged| Member {
                judged,
                groups: groups(&by, document, row),
            }))
        };
        run(
            walk(&args.paths, format, &[]),
            &options,
            |_, parsed, _| -> Vec<Verdict> {
                let documents = parsed.documents.iter();
                documents.map(|(document, _)| verdict(document)).collect()
            },
            |event| {
                self.event(event);
                ControlFlow::Continue(())
            },
        );
        Ok(())
    }

    fn event(&mut self, event: Event<Vec<Verdict>>) {
        match event {
            Event::Piece(_, parsed, verdicts) => {
                parsed
                    .problems
                    .iter()
                    .for_each(|problem| self.problem(problem));
                for ((document, _), verdict) in
                    parsed.documents.iter().zip(verdicts.into_iter().flatten())
                {
                    self.document(document, verdict);
                }
            }
            Event::Abandoned(problem) | Event::Problem(problem) => self.problem(&problem),
            Event::Begin(_) | Event::End | Event::Skipped => {}
        }
    }

    fn document(&mut self, document: &Document, verdict: Verdict) {
        let Some(verdict) = verdict else {
            self.without_gold += 1;
            return;
        };
        let id = document.id.clone().unwrap_or_default();
        if !self.met.insert(id) {
            let message = "another document had this id, and gold has one row for both";
            self.problem(
                &Problem::new(report::name(document), message).help(
                    "it was left out; name each document once, or judge the files one by one",
                ),
            );
            return;
        }
        match verdict {
            Ok(member) => self.members.push(member),
            Err(problem) => self.problem(&problem),
        }
    }

    /// A name that gives no document a group is a slip.
    fn complain_of_missing_fields(&mut self) {
        let asked = self
            .members
            .first()
            .map(|first| first.groups.keys().cloned());
        for by in asked.into_iter().flatten().collect::<Vec<_>>() {
            if self.members.iter().all(|member| member.groups[&by] == NONE) && by != LANGUAGE {
                let message = "neither gold nor a record has such a field";
                self.problem(&Problem::new(format!("--by {by}"), message).help(
                    "rule, kind, category, label, language, or a field that some document has",
                ));
            }
        }
    }

    fn problem(&mut self, problem: &Problem) {
        self.problems += 1;
        complain(problem);
    }
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
fn groups(by: &[&str], document: &Document, row: &Row) -> BTreeMap<String, String> {
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
