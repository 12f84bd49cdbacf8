//! Reports findings, changes nothing.

use crate::cli::outcome::Outcome;
use crate::cli::output::printer::Printer;
use crate::cli::settings::Settings;
use crate::rules::RuleSet;
use crate::run::engine::{Event, run};

/// Reports the findings of the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    let renderer = printer.renderer(settings);
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| {
            let documents = parsed.documents.iter();
            documents
                .map(|document| renderer.render(begun, piece, document, rules.check(&document.0)))
                .collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(piece, parsed, Some(checked)) = &event {
                for (document, checked) in parsed.documents.iter().zip(checked) {
                    printer.document(piece, document, checked);
                }
            }
            printer.event(&event);
            printer.tick();
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
