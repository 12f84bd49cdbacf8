//! Reports findings, changes nothing.

use crate::cli::outcome::Outcome;
use crate::cli::output::printer::Printer;
use crate::cli::settings::Settings;
use crate::io::formats::Origin;
use crate::rules::RuleSet;
use crate::rules::fixing::{FixPolicy, check_and_fix};
use crate::run::engine::{Event, run};
use crate::text::Document;

/// Reports the findings of the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    let renderer = printer.renderer(settings);
    run(
        settings.corpus().files(),
        &settings.options,
        |piece, parsed, begun| {
            let documents = parsed.documents.iter();
            let check = |document: &(Document, Origin)| {
                let protected = settings.protected(rules, &document.0);
                let policy = FixPolicy::report().protecting(protected.as_deref());
                let checked = check_and_fix(rules, &document.0, &policy);
                renderer.render(begun, piece, document, checked.findings)
            };
            documents.map(check).collect::<Vec<_>>()
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
