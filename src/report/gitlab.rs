//! `gitlab`: a Code Quality report, which GitLab shows in a merge request.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::base::safe_json::Array;
use crate::report::fingerprint::fingerprint;
use crate::report::path::relative;
use crate::report::{Ended, Judged, Reporter, said};
use crate::rules::Severity;

#[derive(Default)]
pub struct GitLab {
    array: Array,
    /// How often each fingerprint came: GitLab wants each once. It takes some bytes a finding, in a
    /// report that GitLab takes only while it is small.
    seen: FxHashMap<u128, u32>,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

impl Reporter for GitLab {
    fn document(&mut self, out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
        let path = relative(&judged.document.path);
        for reported in judged.reported() {
            // Files of one name, in which a document has its id, lie in several folders.
            let key = [path.as_bytes(), &fingerprint(&reported).to_le_bytes()].concat();
            let key = xxh3_128(&key);
            let times = self.seen.entry(key).or_default();
            let issue = Issue {
                description: &said(&reported),
                check_name: &reported.rule.id,
                fingerprint: &format!("{key:032x}-{times}"),
                severity: severity(reported.rule.severity),
                location: Location {
                    path: &path,
                    lines: Lines {
                        begin: reported.file_lines().map_or(1, |(first, _)| first),
                    },
                },
            };
            *times += 1;
            self.array.item(out, &issue)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _: &Ended) -> io::Result<()> {
        self.array.end(out)?;
        writeln!(out)
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
