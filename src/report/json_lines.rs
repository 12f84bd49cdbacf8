//! `json-lines`: a JSON object a finding, a line each.

use std::io::{self, Write};

use crate::base::safe_json::safe_json;
use crate::report::row::Row;
use crate::report::{Judged, Renderer};

pub struct JsonLines;

impl Renderer for JsonLines {
    fn render(&self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        judged
            .reported()
            .try_for_each(|reported| safe_json(out, &Row::from(&reported)))
    }
}
