//! `junit`: XML with a suite for each file, a failed test for each finding and a passed test for each clean
//! document.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::base::sanitise;
use crate::report::checked_document::{CheckedDocument, Reported};
use crate::report::notes::message_and_quote;
use crate::report::path::relative;
use crate::report::reporter::{Reporter, RunEnd};
use crate::rules::Severity;

/// Writes the format `junit`.
#[derive(Default)]
pub struct JUnitReport {
    /// The path of the file whose suite is open.
    file: Option<String>,
}

impl JUnitReport {
    fn close(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.file.take() {
            Some(_) => writeln!(out, "</testsuite>"),
            None => Ok(()),
        }
    }
}

impl Reporter for JUnitReport {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"corpus-lint\">")
    }

    fn document(&mut self, out: &mut dyn Write, checked: &CheckedDocument) -> io::Result<()> {
        let path = &checked.document.path;
        if self.file.as_ref() != Some(path) {
            self.close(out)?;
            writeln!(out, "<testsuite name=\"{}\">", escaped(&relative(path)))?;
            self.file = Some(path.clone());
        }
        if checked.findings.is_empty() {
            let document = escaped(&checked.document.display_name()).into_owned();
            return writeln!(
                out,
                "<testcase classname=\"{document}\" name=\"no findings\"/>"
            );
        }
        checked
            .reported()
            .try_for_each(|reported| case(out, &reported))
    }

    fn end(&mut self, out: &mut dyn Write, _: &RunEnd) -> io::Result<()> {
        self.close(out)?;
        writeln!(out, "</testsuites>")
    }
}

/// Writes a finding. A finding of severity `info` is not a failure; it is output of the document.
fn case(out: &mut dyn Write, reported: &Reported) -> io::Result<()> {
    let document = reported.document();
    let (line, column) = reported.place();
    let rule = reported.rule;
    write!(
        out,
        "<testcase classname=\"{}\" name=\"{} {line}:{column}\" file=\"{}\"",
        escaped(&document.display_name()),
        escaped(&rule.id),
        escaped(&relative(&document.path)),
    )?;
    if let Some((first, _)) = reported.file_lines() {
        write!(out, " line=\"{first}\"")?;
    }
    let message = message_and_quote(reported);
    let message = escaped(&message);
    let why: Vec<_> = rule.why.trim().lines().map(escaped).collect();
    match rule.severity {
        Severity::Info => writeln!(out, "><system-out>{message}</system-out></testcase>"),
        severity => writeln!(
            out,
            "><failure type=\"{severity}\" message=\"{message}\">{}</failure></testcase>",
            why.join("\n"),
        ),
    }
}

/// Escapes everything that is markup, or that XML cannot contain.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| match c {
        '&' | '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}' => false,
        c => sanitise::is_safe(c),
    };
    if text.chars().all(is_plain) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in sanitise::line(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_text_is_markup_or_breaks_it() {
        assert_eq!(
            escaped("a]]>\"'<b>&amp;\0\u{1b}\u{ffff}\n"),
            "a]]&gt;&quot;&apos;&lt;b&gt;&amp;amp;␀␛\u{fffd}␊"
        );
        assert_eq!(escaped("\u{202e}"), "&lt;U+202E&gt;");
    }
}
