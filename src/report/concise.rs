//! `concise`: a line a finding, with its place in front so that editors can jump there.

use std::io::{self, Write};

use crate::base::sanitise;
use crate::report::{Judged, Renderer, fix_in_brackets, quoted};

pub struct Concise;

impl Renderer for Concise {
    fn render(&self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        for reported in judged.reported() {
            let (line, column) = reported.place();
            let (rule, finding) = (reported.rule, reported.finding);
            writeln!(
                out,
                "{}:{line}:{column}: {}: {} {}: {}{}",
                judged.document.display_name(),
                rule.severity,
                rule.id,
                sanitise::line(&finding.message),
                quoted(&reported),
                fix_in_brackets(finding),
            )?;
        }
        Ok(())
    }
}
