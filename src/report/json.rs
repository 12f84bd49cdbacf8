//! `json`: one array with an object a finding, written as the findings come.

use std::io::{self, Write};

use crate::base::safe_json::Array;
use crate::report::row::Row;
use crate::report::{Ended, Judged, Reporter};

#[derive(Default)]
pub struct Json(Array);

impl Reporter for Json {
    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        judged
            .reported()
            .try_for_each(|reported| self.0.item(out, &Row::from(&reported)))
    }

    fn end(&mut self, out: &mut dyn Write, _: &Ended) -> io::Result<()> {
        self.0.end(out)?;
        writeln!(out)
    }
}
