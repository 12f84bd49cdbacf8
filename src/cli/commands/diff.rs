//! `--diff`: shows what `--fix` would change, changes nothing.

use crate::cli::outcome::Outcome;
use crate::cli::output::printer::Printer;
use crate::cli::settings::Settings;
use crate::report;
use crate::report::terminal;
use crate::rules::fixing::fix_but;
use crate::rules::{Applicability, RuleSet};
use crate::run::engine::{Event, run};

/// Shows the changes of fixes of at least this applicability.
pub fn diff(settings: &Settings, rules: &RuleSet, applicability: Applicability) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    let renderer = printer.renderer(settings);
    let view = terminal::view();
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| {
            let documents = parsed.documents.iter();
            let fixed = documents.map(|document| {
                let kept = settings.kept(rules, &document.0);
                let mut fixed = fix_but(rules, &document.0, applicability, kept.as_deref());
                let found = std::mem::take(&mut fixed.found);
                (fixed, renderer.render(begun, piece, document, found))
            });
            fixed.collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(piece, parsed, Some(fixed)) = &event {
                for (document, (fixed, checked)) in parsed.documents.iter().zip(fixed) {
                    printer.document(piece, document, checked);
                    let document = &document.0;
                    if settings.statistics.is_none() && fixed.text != document.text {
                        printer.print(|out| report::diff(out, document, &fixed.patches, view));
                    }
                }
            }
            printer.event(&event);
            printer.tick();
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
