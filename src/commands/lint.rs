//! The main job: report findings, change nothing.

use super::Outcome;
use super::printer::Printer;
use crate::engine::{Event, run};
use crate::rule::RuleSet;
use crate::settings::Settings;
use crate::walk::walk;

/// Lints the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings, false);
    printer.begin();
    run(
        walk(&settings.paths, settings.format, None),
        &settings.options,
        |_, parsed, _| {
            let documents = parsed.documents.iter();
            documents
                .map(|(document, _)| rules.check(document))
                .collect::<Vec<_>>()
        },
        |event| {
            if let Event::Piece(_, parsed, Some(findings)) = &event {
                for ((document, _), findings) in parsed.documents.iter().zip(findings) {
                    printer.document(document, findings);
                }
            }
            printer.event(&event);
            printer.tick();
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
