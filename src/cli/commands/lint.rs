//! The main job: report findings, change nothing.

use crate::cli::Outcome;
use crate::cli::commands::printer::Printer;
use crate::cli::settings::Settings;
use crate::rules::RuleSet;
use crate::run::engine::{Event, run};

/// Lints the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    let verdicts = printer.verdicts(settings);
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| {
            let documents = parsed.documents.iter();
            documents
                .map(|document| verdicts.of(begun, piece, document, rules.check(&document.0)))
                .collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(piece, parsed, Some(judged)) = &event {
                for (document, verdict) in parsed.documents.iter().zip(judged) {
                    printer.document(piece, document, verdict);
                }
            }
            printer.event(&event);
            printer.tick();
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
