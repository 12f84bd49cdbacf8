//! `json-lines`: a JSON object a finding, a line each.

use std::io::{self, Write};

use super::row::Row;
use super::safe_json::safe_json;
use super::{Judged, Renderer};

pub struct JsonLines;

impl Renderer for JsonLines {
    fn render(&self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        judged
            .reported()
            .try_for_each(|reported| safe_json(out, &Row::from(&reported)))
    }
}
