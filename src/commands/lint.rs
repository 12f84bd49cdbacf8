//! The main job: report findings, change nothing.

use super::Outcome;
use super::printer::Printer;
use crate::engine::{Event, run};
use crate::rule::RuleSet;
use crate::settings::Settings;

/// Lints the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    run(
        settings.corpus().files(),
        &settings.options,
        |_, parsed, _| {
            let documents = parsed.documents.iter();
            documents
                .map(|(document, _)| (rules.check(document), settings.language(document)))
                .collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(piece, parsed, Some(judged)) = &event {
                for (document, (findings, language)) in parsed.documents.iter().zip(judged) {
                    printer.document(piece, document, findings, language.as_deref());
                }
            }
            printer.event(&event);
            printer.tick();
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
