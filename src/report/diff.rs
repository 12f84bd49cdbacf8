//! `--diff`: what `--fix` would change, as a unified diff. For a program, the diff is exact, so that `git
//! apply` accepts it. On a terminal, it is safe and coloured, and long lines are clipped.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::base::sanitise;
use crate::report::hunks::{Hunk, hunks, lines};
use crate::report::path::relative;
use crate::report::window::Window;
use crate::rules::fixing::AppliedEdit;
use crate::text::Document;

/// Who reads the diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffView {
    /// A program: every byte of the text is written unchanged.
    Exact,
    /// A person: the text is made safe for a terminal.
    Shown {
        colour: bool,
        /// The width of a line in terminal cells; longer lines are clipped. `None` clips nothing.
        width: Option<usize>,
    },
}

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const CYAN: &str = "\u{1b}[36m";
const BOLD: &str = "\u{1b}[1m";
const END: &str = "\u{1b}[0m";

/// Writes what edits change in a document.
///
/// # Errors
/// When the output cannot be written.
pub fn diff(
    out: &mut dyn Write,
    document: &Document,
    edits: &[AppliedEdit],
    view: DiffView,
) -> io::Result<()> {
    let lines = lines(&document.text);
    let hunks = hunks(&document.text, &lines, edits);
    if hunks.is_empty() {
        return Ok(());
    }
    // Only whole files can be patched. For a record, the diff is only for reading.
    let (view, from, to) = match (document.record, view) {
        (None, view) => (view, header("a", document), header("b", document)),
        (Some(_), view) => {
            let name = document.display_name_and_id();
            let view = match view {
                DiffView::Exact => DiffView::Shown {
                    colour: false,
                    width: None,
                },
                shown => shown,
            };
            (view, format!("a/{name}"), format!("b/{name}"))
        }
    };
    let writer = DiffWriter { view };
    writer.write(out, BOLD, &format!("--- {from}"))?;
    writer.write(out, BOLD, &format!("+++ {to}"))?;
    hunks
        .iter()
        .try_for_each(|hunk| writer.hunk(out, &lines, hunk))
}

/// The name of a file as `git apply` reads it. A name with quotes, or with characters that a terminal would act
/// on, is quoted. A name with spaces ends with a tab.
fn header(side: &str, document: &Document) -> String {
    let path = relative(&document.path);
    // An absolute path is written relative to the root of the disk, where the diff can be applied.
    let name = format!("{side}/{}", path.trim_start_matches('/'));
    let is_plain = |c: char| c != '"' && c != '\\' && sanitise::is_safe(c);
    if name.chars().all(is_plain) {
        return match name.contains(' ') {
            true => format!("{name}\t"),
            false => name,
        };
    }
    let mut quoted = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_plain(c) => quoted.push(c),
            c => c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| {
                write!(quoted, "\\{byte:03o}").expect("a string takes all");
            }),
        }
    }
    quoted + "\""
}

/// A range of lines as the header of a hunk shows it: the first line and the number of lines.
fn range(lines: &std::ops::Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        n => format!("{},{n}", lines.start + 1),
    }
}

struct DiffWriter {
    view: DiffView,
}

impl DiffWriter {
    fn hunk(&self, out: &mut dyn Write, lines: &[&str], hunk: &Hunk) -> io::Result<()> {
        let head = format!("@@ -{} +{} @@", range(&hunk.old), range(&hunk.new));
        self.write(out, CYAN, &head)?;
        let mut at = hunk.old.start;
        for change in &hunk.changes {
            self.context(out, &lines[at..change.old.start])?;
            let old = &lines[change.old.clone()];
            let new = crate::report::diff::lines(&change.new);
            for (n, line) in old.iter().enumerate() {
                self.line(out, '-', RED, line, new.get(n).copied())?;
            }
            for (n, line) in new.iter().enumerate() {
                self.line(out, '+', GREEN, line, old.get(n).copied())?;
            }
            at = change.old.end;
        }
        self.context(out, &lines[at..hunk.old.end])
    }

    fn context(&self, out: &mut dyn Write, lines: &[&str]) -> io::Result<()> {
        lines
            .iter()
            .try_for_each(|line| self.line(out, ' ', "", line, None))
    }

    /// Writes a line of the text. `other` is the line that replaces it, or that it replaces, if any.
    fn line(
        &self,
        out: &mut dyn Write,
        tag: char,
        style: &str,
        line: &str,
        other: Option<&str>,
    ) -> io::Result<()> {
        let (text, end) = match line.strip_suffix('\n') {
            Some(text) => (text, ""),
            None => (line, "\n\\ No newline at end of file"),
        };
        match self.view {
            DiffView::Exact => writeln!(out, "{tag}{text}{end}"),
            DiffView::Shown { width, .. } => {
                // The leading `-`, `+` or space takes one cell.
                let text = text.strip_suffix('\r').unwrap_or(text);
                let window = Window::of(text, other, width.map(|width| width.saturating_sub(1)));
                self.write(out, style, &format!("{tag}{window}"))?;
                match end {
                    "" => Ok(()),
                    end => writeln!(out, "{}", end.trim_start()),
                }
            }
        }
    }

    fn write(&self, out: &mut dyn Write, style: &str, line: &str) -> io::Result<()> {
        match self.view {
            DiffView::Shown { colour: true, .. } if !style.is_empty() => {
                writeln!(out, "{style}{line}{END}")
            }
            _ => writeln!(out, "{line}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Edit;

    fn diff_of(path: &str, text: &str, span: std::ops::Range<usize>, view: DiffView) -> String {
        let document = Document {
            path: path.into(),
            ..Document::new(text)
        };
        let edit = AppliedEdit {
            rule: 0,
            edit: Edit::remove(span),
        };
        let mut out = Vec::new();
        diff(&mut out, &document, &[edit], view).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_program_gets_every_byte() {
        assert_eq!(
            diff_of("a b.txt", "x\u{1b}\r\ny", 2..5, DiffView::Exact),
            "--- a/a b.txt\t\n+++ b/a b.txt\t\n@@ -1,2 +1 @@\n-x\u{1b}\r\n-y\n\
             \\ No newline at end of file\n+x\u{1b}\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_terminal_gets_nothing_that_it_would_act_on() {
        let shown = DiffView::Shown {
            colour: false,
            width: Some(20),
        };
        let text = format!("x\u{1b}\r\n{}\n", "y".repeat(100));
        assert_eq!(
            diff_of("\u{1b}.txt", &text, 4..105, shown),
            "--- \"a/\\033.txt\"\n+++ \"b/\\033.txt\"\n@@ -1,2 +1 @@\n x␛\n-yyyyyyyyyyyyyyyyyy…\n"
        );
    }
}
