//! `concise`: a line a finding, with its place in front so that editors can jump there.

use std::io::{self, Write};

use super::{Judged, Reporter, fix_in_brackets, name, quoted};
use crate::sanitise;

pub struct Concise;

impl Reporter for Concise {
    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        for reported in judged.reported() {
            let (line, column) = reported.place();
            let (rule, finding) = (reported.rule, reported.finding);
            writeln!(
                out,
                "{}:{line}:{column}: {}: {} {}: {}{}",
                name(judged.document),
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
