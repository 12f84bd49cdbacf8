//! The report of a run as text: a table for a quick look, and the details that the user asked for.

use std::io::{self, Write};

use crate::base::plural::counted;
use crate::base::sanitise;
use crate::eval::comparison::{Comparison, GradeChange, WorseDocument};
use crate::eval::evaluate::{NamedSpan, Removal};
use crate::eval::grade::Grade;
use crate::eval::grade_report::{Axis, DocumentGroup, FlawedDocument, GradeReport, NamedValue};
use crate::eval::measure::{Estimate, Measure};
use crate::eval::report::Report;
use crate::eval::tally::{PerClass, Share};

/// How many places of a document, and how many documents that got worse, are listed. The rest is only counted.
const MOST: usize = 10;

/// The measures in the table, with their names there.
const SHOWN: &[(Measure, &str)] = &[
    (Measure::Recall, "recall"),
    (Measure::Precision, "precision"),
    (Measure::BodyLoss, "body loss"),
    (Measure::F1, "F1"),
    (Measure::Exact, "exact documents"),
    (Measure::Touched, "touched documents"),
    (Measure::MetadataRemoved, "metadata removed"),
];

/// What to show in addition to the table.
pub struct Details<'a> {
    /// The grade that the details are about.
    pub grade: Grade,
    /// The groupings to show, such as `rule` or `language`.
    pub by: &'a [String],
    /// How many of the worst documents to show.
    pub worst: usize,
}

/// Writes a report.
///
/// # Errors
/// When the output cannot be written.
pub fn table(out: &mut dyn Write, report: &Report, details: &Details) -> io::Result<()> {
    head(out, report)?;
    overall(out, report)?;
    let grade_report = &report.grades[&details.grade];
    for by in details.by {
        writeln!(out, "\nBy {}, {}:", sanitise::line(by), details.grade)?;
        breakdown(out, grade_report, by)?;
    }
    if details.worst > 0 {
        writeln!(out, "\nWorst documents, {}:", details.grade)?;
        for document in grade_report.flawed.iter().take(details.worst) {
            flawed(out, document)?;
        }
    }
    report
        .against
        .iter()
        .try_for_each(|change| against(out, change))
}

fn head(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let PerClass {
        boilerplate, kept, ..
    } = report.grades[&Grade::Safe].overall.tally.bytes;
    let documents = counted(report.documents, "document");
    writeln!(
        out,
        "Checked {documents}: {} bytes of boilerplate, {} bytes to keep.",
        boilerplate.all, kept.all
    )?;
    if report.without_gold > 0 {
        let documents = counted(report.without_gold, "document");
        writeln!(out, "No gold for {documents}.")?;
    }
    if report.unmet > 0 {
        let rows = counted(report.unmet, "row");
        writeln!(out, "No document for {rows} of gold.")?;
    }
    Ok(())
}

fn overall(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    write!(out, "\n{:18}", "% (95 % interval)")?;
    for grade in report.grades.keys() {
        write!(out, "{:>24}", grade.name())?;
    }
    writeln!(out)?;
    for (measure, name) in SHOWN {
        write!(out, "{name:18}")?;
        for grade_report in report.grades.values() {
            let estimate = grade_report.overall.figures.get(measure).copied().flatten();
            write!(out, "{:>24}", estimate.map_or("-".into(), with_interval))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn with_interval(estimate: Estimate) -> String {
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|x| 100.0 * x);
    format!("{value:.2} ({low:.2}-{high:.2})")
}

fn percent(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{:.2}", 100.0 * value))
}

fn breakdown(out: &mut dyn Write, grade_report: &GradeReport, by: &str) -> io::Result<()> {
    match Axis::from_name(by).and_then(|axis| grade_report.removals.get(&axis)) {
        Some(rows) => removals(out, rows),
        None if by == "label" => labels(out, &grade_report.labels),
        None => groups(out, grade_report.groups.get(by).map_or(&[], Vec::as_slice)),
    }
}

/// A row of a table: a name and its columns.
fn row(out: &mut dyn Write, name: &str, columns: &[&str]) -> io::Result<()> {
    write!(out, "  {:36}", sanitise::clipped(name, 35))?;
    for column in columns {
        write!(out, " {column:>11}")?;
    }
    writeln!(out)
}

fn removals(out: &mut dyn Write, rows: &[NamedValue<Removal>]) -> io::Result<()> {
    let head = [
        "places",
        "documents",
        "boilerplate",
        "text",
        "metadata",
        "unscored",
        "precision",
    ];
    row(out, "bytes removed", &head)?;
    for NamedValue { name, value } in rows {
        let bytes = value.bytes;
        let scored = bytes.boilerplate + bytes.kept;
        let precision = (scored > 0).then(|| bytes.boilerplate as f64 / scored as f64);
        let counts = [
            value.hits,
            value.documents,
            bytes.boilerplate,
            bytes.kept,
            bytes.metadata,
            bytes.unscored,
        ];
        let mut columns: Vec<String> = counts.iter().map(usize::to_string).collect();
        columns.push(percent(precision));
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        row(out, name, &columns)?;
    }
    Ok(())
}

fn labels(out: &mut dyn Write, rows: &[NamedValue<Share>]) -> io::Result<()> {
    row(out, "", &["bytes", "removed", "%"])?;
    for NamedValue { name, value } in rows {
        let share = percent((value.all > 0).then(|| value.removed as f64 / value.all as f64));
        row(
            out,
            name,
            &[&value.all.to_string(), &value.removed.to_string(), &share],
        )?;
    }
    Ok(())
}

fn groups(out: &mut dyn Write, rows: &[NamedValue<DocumentGroup>]) -> io::Result<()> {
    row(
        out,
        "%",
        &[
            "documents",
            "recall",
            "precision",
            "body loss",
            "exact",
            "touched",
        ],
    )?;
    for NamedValue { name, value } in rows {
        let figure = |measure: Measure| percent(measure.of(&value.tally));
        let columns = [
            &value.tally.documents.to_string(),
            &figure(Measure::Recall),
            &figure(Measure::Precision),
            &figure(Measure::BodyLoss),
            &figure(Measure::Exact),
            &figure(Measure::Touched),
        ];
        row(out, name, &columns.map(String::as_str))?;
    }
    Ok(())
}

fn flawed(out: &mut dyn Write, document: &FlawedDocument) -> io::Result<()> {
    writeln!(
        out,
        "  {}: {} bytes of text lost, {} bytes of boilerplate left",
        sanitise::line(&document.id),
        document.kept_lost,
        document.boilerplate_left
    )?;
    places(out, "lost to", &document.lost)?;
    places(out, "left:", &document.left)
}

fn places(out: &mut dyn Write, what: &str, runs: &[NamedSpan<String>]) -> io::Result<()> {
    for run in runs.iter().take(MOST) {
        let NamedSpan {
            start,
            end,
            bytes,
            name,
        } = run;
        let name = sanitise::line(name);
        writeln!(
            out,
            "    bytes {start} to {end} ({bytes} visible) {what} {name}"
        )?;
    }
    match runs.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "    {what} {}", counted(more, "more place")),
    }
}

fn against(out: &mut dyn Write, change: &Comparison) -> io::Result<()> {
    let verdict = if change.is_worse {
        "worse"
    } else {
        "not worse"
    };
    writeln!(out, "\nCompared with the earlier run, {verdict}:")?;
    change
        .grades
        .iter()
        .try_for_each(|(grade, change)| match change.is_none() {
            true => writeln!(out, "{grade}: nothing changed"),
            false => grade_report(out, *grade, change),
        })
}

fn grade_report(out: &mut dyn Write, grade: Grade, change: &GradeChange) -> io::Result<()> {
    writeln!(out, "{grade}:")?;
    for (measure, name) in SHOWN {
        let Some((then, now)) = change
            .figures
            .get(measure)
            .filter(|(then, now)| then != now)
        else {
            continue;
        };
        writeln!(
            out,
            "  {name}: {} before, {} now",
            percent(*then),
            percent(*now)
        )?;
    }
    if !change.rules.is_empty() {
        row(out, "bytes removed", &["boilerplate", "text"])?;
    }
    for NamedValue { name, value } in &change.rules {
        row(
            out,
            name,
            &[
                &format!("{:+}", value.boilerplate),
                &format!("{:+}", value.kept),
            ],
        )?;
    }
    for worse in change.worse.iter().take(MOST) {
        let WorseDocument {
            kept_lost,
            boilerplate_left,
            ..
        } = worse;
        let id = sanitise::line(&worse.id);
        writeln!(
            out,
            "  {id}: bytes lost {kept_lost:+}, left {boilerplate_left:+}"
        )?;
    }
    match change.worse.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "  ... and {}", counted(more, "more document")),
    }
}
