//! `--diff`: shows what `--fix` would change, changes nothing.

use crate::cli::outcome::Outcome;
use crate::cli::output::printer::Printer;
use crate::cli::settings::Settings;
use crate::report;
use crate::report::terminal;
use crate::rules::fixing::{FixPolicy, check_and_fix};
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
                let protected = settings.protected(rules, &document.0);
                let policy = FixPolicy::at_least(applicability).protecting(protected.as_deref());
                let fixed = check_and_fix(rules, &document.0, &policy);
                let is_changed = fixed.text != document.0.text;
                let edits = if is_changed { fixed.edits } else { Vec::new() };
                (
                    edits,
                    renderer.render(begun, piece, document, fixed.findings),
                )
            });
            fixed.collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(piece, parsed, Some(fixed)) = &event {
                for (document, (edits, checked)) in parsed.documents.iter().zip(fixed) {
                    printer.document(piece, document, checked);
                    let document = &document.0;
                    if settings.statistics.is_none() && !edits.is_empty() {
                        printer.print(|out| report::diff(out, document, edits, view));
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
