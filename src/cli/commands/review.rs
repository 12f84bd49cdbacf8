//! `review`: walks through findings with a person, keeps what they say, and applies what they accept.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use crate::base::plural::counted;
use crate::base::problem::Problem;
use crate::base::sanitise;
use crate::cli::Outcome;
use crate::cli::args::ReviewArgs;
use crate::cli::commands::interrupt::Interrupt;
use crate::cli::commands::progress::Progress as Bar;
use crate::cli::commands::{fix, survey};
use crate::cli::config::Config;
use crate::cli::messages::print_error;
use crate::cli::review::accepted::Accepted;
use crate::cli::review::gold;
use crate::cli::review::gold::{Categories, GoldRow};
use crate::cli::review::items::{Items, Wish, collect};
use crate::cli::review::progress::Progress;
use crate::cli::review::screen::{Style, counts, screen};
use crate::cli::review::terminal::{Front, Lines, Seat, Terminal};
use crate::cli::review::walk::{Turn, Walk};
use crate::cli::settings::{
    Action, Error, Evidence, Fixing, LedgerPlace, Settings, input, use_threads,
};
use crate::io::walk::{is_stdin, walk};
use crate::report::terminal::allows_colour;
use crate::report::{FailOn, OutputFormat};
use crate::rules::fixing::fix_only;
use crate::rules::{Applicability, RuleSet};
use crate::run::engine::{Event, run};
use crate::run::output::Target;
use crate::text::Document;

/// Reviews the findings of the input, or applies what an earlier review accepted.
///
/// # Errors
/// What keeps the review from being held: options, the progress file, the terminal.
pub fn review(args: &ReviewArgs, config: &Config, mut rules: RuleSet) -> Result<Outcome, Error> {
    let settings = settings(args, config, &rules)?;
    if let Some(gold) = &args.gold {
        gold::check_is_ours(gold)?;
    }
    let (mut progress, problems) = Progress::open(&args.progress)?;
    problems.iter().for_each(|problem| print_error(problem));
    let mut problems = problems.len();
    if args.skipped {
        progress.forget_skips();
    }
    survey::consult(&mut rules, &settings.corpus(), &settings.evidence, true)?;
    let mut turn = Turn::Apply;
    let mut said = String::new();
    if !args.apply {
        let wish = Wish {
            all: args.all,
            most: args.max_findings,
        };
        let mut walk = Walk::new(
            items(&settings, &rules, &progress, wish, &mut problems),
            progress,
        );
        turn = sit(&mut walk, &rules)?;
        said = counts(&walk);
        progress = walk.progress;
    }
    let accepted = Accepted::new(&progress, &rules);
    if let Some(path) = &args.gold {
        problems += write_gold(path, &settings, &rules, &accepted)?;
    }
    let outcome = match (turn, accepted.is_nothing()) {
        (Turn::Apply, true) => {
            eprintln!("Nothing was accepted, so nothing is applied.");
            Outcome::Clean
        }
        (Turn::Apply, false) => apply(settings, &rules, accepted, &mut progress)?,
        _ => {
            let file = sanitise::line(progress.shown());
            eprintln!("{said}; kept in {file}.");
            if !accepted.is_nothing() {
                eprintln!(
                    "`corpus-lint review --apply` with the same paths applies what was accepted."
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

/// How the input is read, and how what is accepted is applied: as `--fix` would.
fn settings(args: &ReviewArgs, config: &Config, rules: &RuleSet) -> Result<Settings, Problem> {
    if args.paths.iter().any(is_stdin) {
        return Err(Problem::new("-", "standard input is where keys come from")
            .help("name files or folders"));
    }
    use_threads(args.input.jobs);
    let (format, options) = input(&args.input, config, rules)?;
    let evidence = Evidence::new(&args.evidence, config);
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

/// The findings to be shown; says what went wrong on the way.
fn items(
    settings: &Settings,
    rules: &RuleSet,
    progress: &Progress,
    wish: Wish,
    problems: &mut usize,
) -> Items {
    let corpus = settings.corpus();
    let mut bar = Bar::new(&corpus, settings.shows_progress);
    let mut documents = 0;
    let items = collect(&corpus, rules, progress, wish, |event| {
        *problems += complain_of(event, &bar);
        if let Event::Piece(_, parsed, _) = event {
            documents += parsed.documents.len();
        }
        bar.tick(|| counted(documents, "document"));
        ControlFlow::Continue(())
    });
    bar.finish();
    for name in &items.changed {
        let name = sanitise::line(name);
        eprintln!("{name} changed since it was judged: what was said of it is passed over.");
    }
    items
}

/// Says what went wrong in an event; gives how much that was.
fn complain_of<V>(event: &Event<V>, bar: &Bar) -> usize {
    let problems = match event {
        Event::Piece(_, parsed, _) => &parsed.problems[..],
        Event::Abandoned(problem) | Event::Problem(problem) => std::slice::from_ref(problem),
        Event::Begin(_) | Event::End | Event::Skipped => &[],
    };
    bar.aside(|| problems.iter().for_each(|problem| print_error(problem)));
    problems.len()
}

/// Sits with the person until they leave.
fn sit(walk: &mut Walk, rules: &RuleSet) -> Result<Turn, Error> {
    let style = Style {
        is_coloured: allows_colour(&io::stdout()),
    };
    let mut front: Box<dyn Front> = match Seat::here() {
        Seat::Lines => Box::<Lines>::default(),
        Seat::Terminal => {
            let interrupt = Interrupt::watch();
            Box::new(Terminal::take(move || interrupt.is_on())?)
        }
        Seat::Blind => {
            let problem = Problem::new("review", "nobody would see the findings");
            let help =
                "let standard output be the terminal, or give lines of keys on standard input";
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

/// Writes what was said as gold; gives how many documents have no place there.
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
    each_judged(settings, accepted, |document| {
        let row = GoldRow::of(document, &accepted.rows(document), &categories);
        match &document.id {
            Some(id) if row.is_none() || ids.insert(id.clone()) => rows.extend(row),
            _ => {
                without += 1;
                let message = "it has no id of its own, by which gold could name it";
                print_error(
                    &Problem::new(document.display_name(), message)
                        .help("it was left out of the gold; --id-field names the field of the id"),
                );
            }
        }
    });
    gold::write(path, &rows)?;
    let path = sanitise::line(&path.to_string_lossy());
    eprintln!(
        "Labels of {} are in {path}.",
        counted(rows.len(), "document")
    );
    Ok(without)
}

/// Looks at the documents that anything was said of. What goes wrong on the way was told before, or
/// is told when it is applied.
fn each_judged(settings: &Settings, accepted: &Accepted, mut look: impl FnMut(&Document)) {
    run(
        walk(&settings.paths, settings.format, &[]),
        &settings.options,
        |_, _, _| (),
        |event| {
            if let Event::Piece(_, parsed, Some(())) = event {
                let documents = parsed.documents.iter().map(|(document, _)| document);
                let judged = documents.filter(|document| !accepted.rows(document).is_empty());
                judged.for_each(&mut look);
            }
            ControlFlow::Continue(())
        },
    );
}

/// Applies what was accepted.
fn apply(
    settings: Settings,
    rules: &RuleSet,
    accepted: Accepted,
    progress: &mut Progress,
) -> Result<Outcome, Error> {
    // Before the files change: these rows count only for what fixing will leave.
    let mut rows = Vec::new();
    let mut is_fresh = accepted.has_rules();
    each_judged(&settings, &accepted, |document| {
        let only = accepted.of(document);
        is_fresh |= !only.is_nothing();
        let fixed = fix_only(rules, document, &only);
        rows.extend(accepted.carried(document, &fixed));
    });
    if !is_fresh {
        eprintln!("Nothing that was accepted is left to apply.");
        return Ok(Outcome::Clean);
    }
    progress.say_all(rows)?;
    let fixing = Fixing {
        applicability: Applicability::Safe,
        only: Some(accepted),
        target: Target::InPlace,
        ledger: LedgerPlace::Fresh,
    };
    fix::fix(&settings, rules, &fixing)
}
