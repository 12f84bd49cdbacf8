//! Blank lines around removed lines: none is doubled, none is new at the head or the end of the text,
//! and the last line ends as it did.

use crate::rules::finding::{Finding, Fix};
use crate::rules::fixing::applied::AppliedEdit;
use crate::text::Edit;

/// The fix of a finding as it is applied alone, with the blank lines that it would leave doubled.
pub fn tidy_fix(text: &str, finding: &Finding) -> Option<Fix> {
    let mut applied: Vec<_> = AppliedEdit::of(finding).collect();
    tidy(text, &mut applied);
    finding.fix.as_ref().map(|fix| Fix {
        applicability: fix.applicability,
        edits: applied.into_iter().map(|applied| applied.edit).collect(),
    })
}

/// Widens the removals of whole lines over the blank lines that they would leave doubled.
///
/// Between two lines that stay, the larger of the two gaps stays. At the head of the text no gap
/// stays. The text ends as it did, with or without a line break.
pub(super) fn tidy(text: &str, applied: &mut [AppliedEdit]) {
    let mut first = 0;
    while first < applied.len() {
        if !removes_lines(text, &applied[first].edit) {
            first += 1;
            continue;
        }
        let mut last = first;
        while last + 1 < applied.len()
            && removes_lines(text, &applied[last + 1].edit)
            && text[applied[last].edit.span.end..applied[last + 1].edit.span.start]
                .trim()
                .is_empty()
        {
            applied[last].edit.span.end = applied[last + 1].edit.span.start;
            last += 1;
        }
        let whole = applied[first].edit.span.start..applied[last].edit.span.end;
        let (start, end) = widen(text, whole.start, whole.end);
        applied[first].edit.span.start = start;
        applied[last].edit.span.end = end;
        first = last + 1;
    }
}

fn removes_lines(text: &str, edit: &Edit) -> bool {
    let head = &text[..edit.span.start];
    let is_start = head.is_empty() || head == "\u{feff}" || head.ends_with('\n');
    let is_end = edit.span.end == text.len() || text[..edit.span.end].ends_with('\n');
    edit.text.is_empty() && !edit.span.is_empty() && is_start && is_end
}

fn widen(text: &str, start: usize, end: usize) -> (usize, usize) {
    let (above, below) = (&text[..start], &text[end..]);
    let kept = above.trim_end().len();
    let at_head = above[..kept].trim_start_matches('\u{feff}').is_empty();
    let gap_above = above[kept..].find('\n').map_or(start, |at| kept + at + 1);
    let visible = below.len() - below.trim_start().len();
    let gap_below = end + below[..visible].rfind('\n').map_or(0, |at| at + 1);
    if below.trim().is_empty() {
        return match text.ends_with('\n') || at_head {
            true => (if at_head { start } else { gap_above }, end),
            false => (line_break_before(text, gap_above), text.len()),
        };
    }
    if at_head {
        return (start, gap_below);
    }
    let lines = |gap: &str| gap.matches('\n').count();
    match lines(&text[gap_above..start]) < lines(&text[end..gap_below]) {
        true => (gap_above, end),
        false => (start, gap_below),
    }
}

/// Where the line break right before this offset begins, in bytes.
fn line_break_before(text: &str, at: usize) -> usize {
    let bare = text[..at].strip_suffix('\n').unwrap_or(&text[..at]);
    bare.strip_suffix('\r').unwrap_or(bare).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply_edits;

    /// Removes the lines that are `x` (and their break), tidies, and gives what is left.
    fn without_x(text: &str) -> String {
        let mut at = 0;
        let mut applied = Vec::new();
        for line in text.split_inclusive('\n') {
            if line.trim_start_matches('\u{feff}').trim_end() == "x" {
                let bom = line.len() - line.trim_start_matches('\u{feff}').len();
                applied.push(AppliedEdit {
                    rule: 0,
                    edit: Edit::remove(at + bom..at + line.len()),
                });
            }
            at += line.len();
        }
        tidy(text, &mut applied);
        apply_edits(text, applied.iter().map(|applied| &applied.edit))
    }

    #[test]
    fn gaps_collapse_to_what_separated_the_neighbours() {
        let cases = [
            ("a\nx\nb\n", "a\nb\n"),
            ("a\n\nx\n\nb\n", "a\n\nb\n"),
            ("a\n\nx\nb\n", "a\n\nb\n"),
            ("a\nx\n\nb\n", "a\n\nb\n"),
            ("a\n\n\nx\n\nb\n", "a\n\n\nb\n"),
            ("a\n\nx\n\n\nb\n", "a\n\n\nb\n"),
            ("a\n\nx\n\nx\n\nb\n", "a\n\nb\n"),
            ("x\n\na\n", "a\n"),
            ("a\n\nx\n", "a\n"),
            ("a\n\nx", "a"),
            ("a\nx", "a"),
            ("a\n\nx\n\n", "a\n\n"),
            ("a\r\n\r\nx\r\n\r\nb", "a\r\n\r\nb"),
            ("a\r\nx", "a"),
            ("\u{feff}x\n\na", "\u{feff}a"),
            ("a\n\u{a0}\nx\n\u{a0}\nb", "a\n\u{a0}\nb"),
        ];
        for (text, left) in cases {
            assert_eq!(without_x(text), left, "{text:?}");
        }
    }
}
