//! The baseline file: JSON Lines with one row per finding. It is sorted, so that it is easy to read, to
//! compare and to merge.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::problem::Problem;
use crate::base::safe_json::safe_json;
use crate::io::files::write_in_one_step;
use crate::run::baseline::known::{DocumentKey, FindingKey, KnownFindings};

/// The version of the file format. It must change when text is folded in another way.
const VERSION: u32 = 1;

/// The first row.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "corpus-lint-baseline")]
    version: u32,
}

/// A finding, as a row of the file.
#[derive(Serialize, Deserialize)]
struct BaselineRow {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    rule: String,
    /// The hash of the folded text, in hexadecimal.
    text: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

/// Reads a baseline; `None` if there is no file. Rows may be in any order, and may occur twice. So a merge
/// that keeps the rows of both sides results in a valid baseline.
pub fn read(path: &Path) -> Result<Option<KnownFindings>, Problem> {
    let shown = path.to_string_lossy();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::io(shown, "read the baseline", &error)),
    };
    let mut rows = text.lines().zip(1..).filter(|(row, _)| !row.is_empty());
    let (header, number) = rows.next().unwrap_or(("", 1));
    check_header(header).map_err(|wrong| wrong.at(path, number))?;
    let mut entries = KnownFindings::default();
    for (row, number) in rows {
        // After a merge the file may have two headers.
        if check_header(row).is_ok() {
            continue;
        }
        let (home, key, count) = parse(row).map_err(|wrong| wrong.at(path, number))?;
        let known = entries.entry(home).or_default().entry(key).or_default();
        *known = count.max(*known);
    }
    Ok(Some(entries))
}

/// An error in a row: the message, and what to do.
struct Wrong(&'static str, &'static str);

impl Wrong {
    fn at(self, path: &Path, number: usize) -> Problem {
        Problem::new(format!("{}:{number}", path.to_string_lossy()), self.0).help(self.1)
    }
}

const NO_BASELINE: Wrong = Wrong(
    "this is not a baseline: its first row is not {\"corpus-lint-baseline\":1}",
    "check the path; to start again, delete the file and run with --update-baseline",
);
const NEWER: Wrong = Wrong(
    "another version of corpus-lint wrote this baseline",
    "use that version, or delete the file and run with --update-baseline",
);
const NO_ROW: Wrong = Wrong(
    "this row is broken: it must be an object with path, rule and text",
    "take the file from version control, or delete this row: its finding then counts as new",
);
const CONFLICT: Wrong = Wrong(
    "this line is a conflict marker of a merge",
    "delete the marker lines and keep the rows of both sides: rows may occur twice and in any order",
);

fn check_header(row: &str) -> Result<(), Wrong> {
    let header: Header = serde_json::from_str(row).map_err(|_| match is_mark(row) {
        true => CONFLICT,
        false => NO_BASELINE,
    })?;
    match header.version == VERSION {
        true => Ok(()),
        false => Err(NEWER),
    }
}

fn is_mark(row: &str) -> bool {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    marks.iter().any(|mark| row.starts_with(mark))
}

fn parse(row: &str) -> Result<(DocumentKey, FindingKey, usize), Wrong> {
    if is_mark(row) {
        return Err(CONFLICT);
    }
    let row: BaselineRow = serde_json::from_str(row).map_err(|_| NO_ROW)?;
    let text = u64::from_str_radix(&row.text, 16).map_err(|_| NO_ROW)?;
    let home = DocumentKey {
        path: row.path,
        document: row.document,
        field: row.field,
    };
    let rule = row.rule;
    Ok((home, FindingKey { rule, text }, row.count))
}

/// Writes a baseline in one step: at any moment the file is the old one or the new one.
///
/// # Errors
/// When it cannot be written; the old file stays.
pub fn write(path: &Path, entries: &KnownFindings) -> io::Result<()> {
    write_in_one_step(path, |out| write_rows(out, entries))
}

fn write_rows(out: &mut dyn Write, entries: &KnownFindings) -> io::Result<()> {
    safe_json(out, &Header { version: VERSION })?;
    for (home, known) in entries {
        for (key, &count) in known {
            let row = BaselineRow {
                path: home.path.clone(),
                document: home.document.clone(),
                field: home.field.clone(),
                rule: key.rule.clone(),
                text: format!("{:016x}", key.text),
                count,
            };
            safe_json(out, &row)?;
        }
    }
    Ok(())
}
