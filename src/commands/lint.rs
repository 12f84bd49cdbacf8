//! The main job: report findings, change nothing.

use super::Outcome;
use super::printer::Printer;
use crate::engine::{Event, run};
use crate::rule::RuleSet;
use crate::settings::Settings;

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
