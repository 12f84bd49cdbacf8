//! The excerpt of a document that a report shows: a few lines, clipped and made safe, with brackets around the
//! finding. It replaces the document as miette's source, so that a report costs the same for a short text and
//! for a line of a megabyte.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::base::clip::{CLOSE, OPEN, chars_before};
use crate::base::sanitise;
use crate::report::line_index::LineIndex;

/// Characters of a line that are shown.
const LINE_CHARS: usize = 90;
/// Characters before a finding that are shown, if it begins in the middle of a long line.
const LEAD_CHARS: usize = 24;
/// Characters of the finding that its label quotes.
const LABEL_CHARS: usize = 60;
/// Of a finding with more lines than this, only the first and the last line are shown.
const WHOLE_LINES: usize = 4;

/// Lines of one document, with offsets of their own.
#[derive(Debug)]
pub struct Excerpt {
    name: String,
    snippets: Vec<Snippet>,
}

#[derive(Debug)]
struct Snippet {
    /// The first offset of the snippet in the excerpt, in bytes.
    base: usize,
    text: String,
    /// The line of the document that the snippet begins with, from 0.
    first_line: usize,
    /// What the label covers, as offsets in the excerpt (bytes), and the line and column it stands for, from 0.
    label: Range<usize>,
    label_text: String,
    line: usize,
    column: usize,
}

impl Excerpt {
    /// The excerpt around a finding. The finding is in brackets, and the label quotes it.
    pub fn of_finding(name: String, line_index: &LineIndex, span: &Range<usize>) -> Self {
        let mut excerpt = Self {
            name,
            snippets: Vec::new(),
        };
        excerpt.add_span(line_index, span, None);
        excerpt
    }

    /// The excerpt around several labelled spans of a file.
    pub fn of_labels(
        name: String,
        line_index: &LineIndex,
        labels: &[(Range<usize>, String)],
    ) -> Self {
        let mut excerpt = Self {
            name,
            snippets: Vec::new(),
        };
        let mut labels: Vec<_> = labels.iter().collect();
        labels.sort_by_key(|(span, _)| span.start);
        for (span, label) in labels {
            excerpt.add_span(line_index, span, Some(label));
        }
        excerpt
    }

    /// Adds a span, either whole or by its first and last line. Without a label, the span is quoted.
    fn add_span(&mut self, line_index: &LineIndex, span: &Range<usize>, label: Option<&str>) {
        let text = line_index.text();
        let first = line_index.line_of(span.start);
        let last = line_index
            .line_of(span.end.max(span.start + 1) - 1)
            .max(first);
        let lines = last - first + 1;
        let quote = |line: usize| {
            let line = line_index.line(line).unwrap_or_default();
            let flagged = &text[line.start.max(span.start)..line.end.min(span.end)];
            sanitise::clipped(flagged, LABEL_CHARS)
        };
        let marked = label.is_none();
        let label = label.map(sanitise::line);
        if lines <= WHOLE_LINES {
            let quoted_label = || match lines {
                1 => quote(first),
                _ => format!("{lines} lines"),
            };
            self.add(
                line_index,
                span,
                first..last + 1,
                label.unwrap_or_else(quoted_label),
                marked,
            );
        } else {
            let (from, to) = match label {
                Some(label) => ("from here".to_owned(), format!("to here: {label}")),
                None => (
                    format!("from here: {}", quote(first)),
                    format!("to here: {lines} lines, {} bytes", span.len()),
                ),
            };
            self.add(line_index, span, first..first + 1, from, marked);
            self.add(line_index, span, last..last + 1, to, marked);
        }
    }

    /// The labels, for miette.
    pub fn labels(&self) -> Vec<LabeledSpan> {
        self.snippets
            .iter()
            .map(|s| LabeledSpan::new_with_span(Some(s.label_text.clone()), s.label.clone()))
            .collect()
    }

    /// Adds some lines, with one more line above and below.
    fn add(
        &mut self,
        line_index: &LineIndex,
        span: &Range<usize>,
        lines: Range<usize>,
        label_text: String,
        marked: bool,
    ) {
        // A gap between the offsets keeps the spans of two snippets apart.
        let base = self
            .snippets
            .last()
            .map_or(0, |s| s.base + s.text.len() + 1);
        let first_line = lines.start.saturating_sub(1);
        let mut text = String::new();
        let (mut start, mut end) = (None, 0);
        for line in first_line..=lines.end {
            let Some(range) = line_index.line(line) else {
                break;
            };
            if line > first_line {
                text.push('\n');
            }
            let part = match lines.contains(&line) {
                true => {
                    span.start.clamp(range.start, range.end)..span.end.clamp(range.start, range.end)
                }
                false => range.start..range.start,
            };
            let is_end = |end: usize| {
                marked && lines.contains(&line) && (range.start..=range.end).contains(&end)
            };
            let at = base + text.len();
            let brackets = (is_end(span.start), is_end(span.end));
            let shown = clip(line_index.text(), &range, &part, brackets, &mut text);
            if lines.contains(&line) {
                start.get_or_insert(at + shown.start);
                end = at + shown.end;
            }
        }
        let (line, column) = line_index.of(span
            .start
            .max(line_index.line(lines.start).unwrap_or_default().start));
        self.snippets.push(Snippet {
            base,
            text,
            first_line,
            label: start.unwrap_or(base)..end,
            label_text,
            line: line - 1,
            column: column - 1,
        });
    }
}

/// Appends the part of a line that is worth showing. Returns where the marked part is in it, in bytes.
fn clip(
    text: &str,
    line: &Range<usize>,
    marked: &Range<usize>,
    (opens, closes): (bool, bool),
    out: &mut String,
) -> Range<usize> {
    let begin = out.len();
    let lead = &text[line.start..marked.start];
    let skipped = match lead.chars().count() + 8 > LINE_CHARS {
        true => chars_before(lead, lead.len(), LEAD_CHARS),
        false => 0,
    };
    if skipped > 0 {
        out.push('…');
    }
    let mut left = LINE_CHARS;
    let mut add = |part: &str, out: &mut String| {
        for c in part.chars() {
            if left == 0 {
                out.push('…');
                return false;
            }
            left -= 1;
            sanitise::push(out, c);
        }
        true
    };
    add(&lead[skipped..], out);
    let start = out.len() - begin;
    if opens {
        out.push_str(OPEN);
    }
    let whole = add(&text[marked.clone()], out);
    if closes {
        out.push_str(CLOSE);
    }
    let end = out.len() - begin;
    if whole {
        add(&text[marked.end..line.end], out);
    }
    start..end
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let snippet = self
            .snippets
            .iter()
            .find(|s| (s.base..=s.base + s.text.len()).contains(&span.offset()))
            .filter(|s| span.offset() + span.len() <= s.base + s.text.len())
            .ok_or(MietteError::OutOfBounds)?;
        // miette asks without context lines to find the place for the header.
        let (line, column) = match lines_before {
            0 => (snippet.line, snippet.column),
            _ => (snippet.first_line, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            snippet.text.as_bytes(),
            (snippet.base, snippet.text.len()).into(),
            line,
            column,
            snippet.text.matches('\n').count() + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, span: Range<usize>) -> Vec<String> {
        let excerpt = Excerpt::of_finding("x".into(), &LineIndex::new(text), &span);
        excerpt.snippets.into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn a_finding_is_in_brackets_with_a_line_around_it() {
        assert_eq!(shown("a\nb\nc\nd", 2..3), ["a\n⟦b⟧\nc"]);
        assert_eq!(shown("a\nb c d\n", 4..5), ["a\nb ⟦c⟧ d\n"]);
    }

    #[test]
    fn a_long_line_is_clipped_around_the_finding() {
        let text = format!("{}FOUND{}", "x".repeat(100_000), "y".repeat(1_000_000));
        let [shown] = &shown(&text, 100_000..100_005)[..] else {
            panic!()
        };
        assert!(shown.starts_with("…x") && shown.contains("x⟦FOUND⟧y") && shown.ends_with("y…"));
        assert!(shown.chars().count() < LINE_CHARS + 10);
    }

    #[test]
    fn a_long_finding_is_shown_by_its_ends() {
        let text = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
        assert_eq!(
            shown(text, 4..27),
            ["one\n⟦two\nthree", "five\nsix⟧\nseven"]
        );
    }
}
