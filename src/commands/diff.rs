//! `--diff`: shows what `--fix` would do, changes nothing.

use std::io;

use super::Outcome;
use super::printer::Printer;
use crate::engine::{Event, run};
use crate::fix::fix;
use crate::formats::Content;
use crate::report::{self, OutputFormat, terminal::allows_colour};
use crate::rule::{Applicability, RuleSet};
use crate::settings::Settings;
use crate::walk::walk;

/// Shows the fixes of at least this applicability.
pub fn diff(settings: &Settings, rules: &RuleSet, applicability: Applicability) -> Outcome {
    let mut printer = Printer::new(rules, OutputFormat::Concise, false);
    let colour = allows_colour(&io::stdout());
    run(
        walk(&settings.paths, settings.format, None),
        &settings.fields,
        |document, _, _| fix(rules, document, applicability),
        |event| {
            match event {
                Event::Judged(piece, fixed) => {
                    if let Content::Document(document, _) = &piece.content {
                        printer.count(&fixed.found);
                        if fixed.text != document.text {
                            printer.print(|out| report::diff(out, document, &fixed.text, colour));
                        }
                    }
                }
                other => printer.event(&other),
            }
            printer.is_open()
        },
    );
    printer.finish(settings.quiet)
}
