//! `review`: shows findings one by one, saves the decisions of the user, and applies the accepted fixes.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::args::ReviewArgs;
use crate::cli::commands::fix;
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::interrupt::Interrupt;
use crate::cli::messages::print_error;
use crate::cli::outcome::Outcome;
use crate::cli::output::progress::RunProgress;
use crate::cli::reading::survey;
use crate::cli::review::accepted::Accepted;
use crate::cli::review::gold;
use crate::cli::review::gold::{Categories, ReviewLabels};
use crate::cli::review::items::{Items, ReviewFilter, collect};
use crate::cli::review::progress::ReviewProgress;
use crate::cli::review::screen::{counts, screen};
use crate::cli::review::style::ScreenStyle;
use crate::cli::review::terminal::{Front, KeyLines, Seat, Terminal};
use crate::cli::review::walk::{Turn, Walk};
use crate::cli::settings::{
    Action, EvidenceSource, Fixing, LedgerPlace, Settings, input, use_threads,
};
use crate::io::walk::{is_stdin, walk};
use crate::report::terminal::allows_colour;
use crate::report::{FailOn, OutputFormat};
use crate::rules::fixing::{FixPolicy, check_and_fix};
use crate::rules::{Applicability, RuleSet};
use crate::run::engine::{Event, run};
use crate::run::output::WriteTarget;
use crate::text::Document;

/// Shows the findings of the input, or applies fixes that were accepted earlier.
///
/// # Errors
/// The options, the progress file or the terminal cannot be used.
pub fn review(args: &ReviewArgs, config: &Config, mut rules: RuleSet) -> Result<Outcome, Error> {
    let settings = settings(args, config, &rules)?;
    if let Some(gold) = &args.gold {
        gold::check_is_ours(gold)?;
    }
    let (mut progress, problems) = ReviewProgress::open(&args.progress)?;
    problems.iter().for_each(|problem| print_error(problem));
    let mut problems = problems.len();
    if args.skipped {
        progress.forget_skips();
    }
    survey::consult(&mut rules, &settings.corpus(), &settings.evidence, true)?;
    let mut turn = Turn::Apply;
    let mut summary = String::new();
    if !args.apply {
        let filter = ReviewFilter {
            all: args.all,
            most: args.max_findings,
        };
        let mut walk = Walk::new(
            items(&settings, &rules, &progress, filter, &mut problems),
            progress,
        );
        turn = show(&mut walk, &rules)?;
        summary = counts(&walk);
        progress = walk.progress;
    }
    let accepted = Accepted::new(&progress, &rules);
    if let Some(path) = &args.gold {
        problems += write_gold(path, &settings, &rules, &accepted)?;
    }
    let outcome = match (turn, accepted.is_nothing()) {
        (Turn::Apply, true) => {
            eprintln!("No fix was accepted, so nothing is changed.");
            Outcome::Clean
        }
        (Turn::Apply, false) => apply(settings, &rules, accepted, &mut progress)?,
        _ => {
            let file = sanitise::line(progress.shown());
            eprintln!("{summary}; saved in {file}.");
            if !accepted.is_nothing() {
                eprintln!(
                    "To apply the accepted fixes, run `corpus-lint review --apply` with the same paths."
                );
            }
            Outcome::Clean
        }
    };
    Ok(match (outcome, problems) {
        _ if Interrupt::watch().is_on() => Outcome::Interrupted,
        (Outcome::Clean | Outcome::Findings, 1..) => Outcome::Failed,
        (outcome, _) => outcome,
    })
}

/// The settings for reading the input, and for applying accepted fixes.
fn settings(args: &ReviewArgs, config: &Config, rules: &RuleSet) -> Result<Settings, Problem> {
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new(
            "-",
            "standard input is used for keys, so it cannot contain the documents",
        )
        .help("name files or folders"));
    }
    use_threads(args.input.jobs);
    let (format, options) = input(&args.input, config, rules)?;
    let evidence = EvidenceSource::new(&args.evidence, config);
    Ok(Settings {
        paths: args.paths.clone(),
        action: Action::Lint,
        format,
        options,
        shows_progress: true,
        output_format: OutputFormat::default(),
        statistics: None,
        max_findings: None,
        fail_on: FailOn::Info,
        quiet: false,
        jobs: args.input.jobs,
        own: evidence.path().map(Path::to_owned).into_iter().collect(),
        evidence,
        baseline: None,
        changes: None,
    })
}

/// Collects the findings to show, and reports problems.
fn items(
    settings: &Settings,
    rules: &RuleSet,
    progress: &ReviewProgress,
    filter: ReviewFilter,
    problems: &mut usize,
) -> Items {
    let corpus = settings.corpus();
    let mut bar = RunProgress::new(&corpus, settings.shows_progress);
    let mut documents = 0;
    let items = collect(&corpus, rules, progress, filter, |event| {
        *problems += report_problems(event, &bar);
        if let Event::Piece(_, parsed, _) = event {
            documents += parsed.documents.len();
        }
        bar.tick(|| counted(documents, "document"));
        ControlFlow::Continue(())
    });
    bar.finish();
    for name in &items.changed {
        let name = sanitise::line(name);
        eprintln!("{name} changed since it was reviewed: the decisions about it are ignored.");
    }
    items
}

/// Reports the problems of an event, and returns their number.
fn report_problems<V>(event: &Event<V>, bar: &RunProgress) -> usize {
    let problems = match event {
        Event::Piece(_, parsed, _) => &parsed.problems[..],
        Event::Abandoned(problem) | Event::Problem(problem) => std::slice::from_ref(problem),
        Event::Begin(_) | Event::End | Event::Skipped => &[],
    };
    bar.aside(|| problems.iter().for_each(|problem| print_error(problem)));
    problems.len()
}

/// Shows findings until the user quits.
fn show(walk: &mut Walk, rules: &RuleSet) -> Result<Turn, Error> {
    let style = ScreenStyle {
        is_coloured: allows_colour(&io::stdout()),
    };
    let mut front: Box<dyn Front> = match Seat::here() {
        Seat::Lines => Box::<KeyLines>::default(),
        Seat::Terminal => {
            let interrupt = Interrupt::watch();
            Box::new(Terminal::take(move || interrupt.is_on())?)
        }
        Seat::Blind => {
            let problem = Problem::new(
                "review",
                "the findings would not be visible, because standard output is not a terminal",
            );
            let help = "write standard output to the terminal, or send keys to standard input";
            return Err(problem.help(help).into());
        }
    };
    loop {
        front.show(&|size| screen(walk, rules, size, style))?;
        let Some(key) = front.key()? else {
            return Ok(Turn::Leave);
        };
        match walk.press(key)? {
            Turn::Stay => {}
            turn => return Ok(turn),
        }
    }
}

/// Writes the decisions as labels, and returns the number of documents that have no unique id.
fn write_gold(
    path: &Path,
    settings: &Settings,
    rules: &RuleSet,
    accepted: &Accepted,
) -> Result<usize, Error> {
    let categories = Categories::new(rules);
    let mut rows = Vec::new();
    let mut ids = HashSet::new();
    let mut without = 0;
    each_decided(settings, accepted, |document| {
        let row = ReviewLabels::of(document, &accepted.rows(document), &categories);
        match &document.id {
            Some(id) if row.is_none() || ids.insert(id.clone()) => rows.extend(row),
            _ => {
                without += 1;
                let message = "it has no unique id, so its labels cannot be written";
                print_error(
                    &Problem::new(document.display_name(), message)
                        .help("it was left out; use --id-field to set the field of the id"),
                );
            }
        }
    });
    gold::write(path, &rows)?;
    let path = sanitise::line(&path.to_string_lossy());
    eprintln!(
        "Wrote labels of {} to {path}.",
        counted(rows.len(), "document")
    );
    Ok(without)
}

/// Calls `look` for each document with decisions. Problems are not reported here, because they were
/// before, or will be when fixes are applied.
fn each_decided(settings: &Settings, accepted: &Accepted, mut look: impl FnMut(&Document)) {
    run(
        walk(&settings.paths, settings.format, &[]),
        &settings.options,
        |_, _, _| (),
        |event| {
            if let Event::Piece(_, parsed, Some(())) = event {
                let documents = parsed.documents.iter().map(|(document, _)| document);
                let decided = documents.filter(|document| !accepted.rows(document).is_empty());
                decided.for_each(&mut look);
            }
            ControlFlow::Continue(())
        },
    );
}

/// Applies the accepted fixes.
fn apply(
    settings: Settings,
    rules: &RuleSet,
    accepted: Accepted,
    progress: &mut ReviewProgress,
) -> Result<Outcome, Error> {
    // Written before the files change; the rows are valid only for the fixed texts.
    let mut rows = Vec::new();
    let mut is_fresh = accepted.has_rules();
    each_decided(&settings, &accepted, |document| {
        let selected = accepted.of(document);
        if selected.is_nothing() {
            return;
        }
        is_fresh = true;
        let fixed = check_and_fix(rules, document, &FixPolicy::selected(&selected));
        rows.extend(accepted.carried(document, &fixed));
    });
    if !is_fresh {
        eprintln!("All accepted fixes were applied before.");
        return Ok(Outcome::Clean);
    }
    progress.add_all(rows)?;
    let fixing = Fixing {
        applicability: Applicability::Safe,
        accepted: Some(accepted),
        target: WriteTarget::InPlace,
        ledger: LedgerPlace::Fresh,
    };
    fix::fix(&settings, rules, &fixing)
}
