//! `gitlab`: a Code Quality report, which GitLab shows in a merge request.

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::base::safe_json::Array;
use crate::report::checked_document::CheckedDocument;
use crate::report::fingerprint::fingerprint;
use crate::report::notes::message_and_quote;
use crate::report::path::relative;
use crate::report::reporter::{Reporter, RunEnd};
use crate::rules::Severity;

/// Writes the format `gitlab`.
#[derive(Default)]
pub struct GitLabReport {
    array: Array,
    /// How often each fingerprint occurred, because GitLab wants every fingerprint only once. This takes a few
    /// bytes for each finding; GitLab accepts only small reports anyway.
    seen: FxHashMap<u128, u32>,
}

#[derive(Serialize)]
struct QualityIssue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: IssueLocation<'a>,
}

#[derive(Serialize)]
struct IssueLocation<'a> {
    path: &'a str,
    lines: IssueLines,
}

#[derive(Serialize)]
struct IssueLines {
    begin: u64,
}

impl Reporter for GitLabReport {
    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        let path = relative(&checked.document.path);
        for reported in checked.reported() {
            // The fingerprint names a document by its id, and several folders may hold a file with the same
            // document.
            let key = [path.as_bytes(), &fingerprint(&reported).to_le_bytes()].concat();
            let key = xxh3_128(&key);
            let times = self.seen.entry(key).or_default();
            let issue = QualityIssue {
                description: &message_and_quote(&reported),
                check_name: &reported.rule.id,
                fingerprint: &format!("{key:032x}-{times}"),
                severity: severity(reported.rule.severity),
                location: IssueLocation {
                    path: &path,
                    lines: IssueLines {
                        begin: reported.file_lines().map_or(1, |(first, _)| first),
                    },
                },
            };
            *times += 1;
            self.array.item(out, &issue)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _: &RunEnd) -> io::Result<()> {
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
