//! The main job: report findings, change nothing.

use super::Outcome;
use super::printer::Printer;
use crate::engine::{Event, run};
use crate::formats::Content;
use crate::rule::RuleSet;
use crate::settings::Settings;
use crate::walk::walk;

/// Lints the input.
pub fn lint(settings: &Settings, rules: &RuleSet) -> Outcome {
    let mut printer = Printer::new(rules, settings.output_format, false);
    run(
        walk(&settings.paths, settings.format, None),
        &settings.fields,
        |document, _, _| rules.check(document),
        |event| {
            match event {
                Event::Judged(piece, findings) => {
                    if let Content::Document(document, _) = &piece.content {
                        printer.document(document, &findings);
                    }
                }
                other => printer.event(&other),
            }
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
