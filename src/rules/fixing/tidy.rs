//! What a removed line leaves: no doubled blank lines, no new blank line at an edge, and the final
//! line break as it was.

use crate::rules::fixing::Patch;

/// Widens the removals of whole lines over the blank lines that they would leave doubled.
///
/// Between two kept lines the larger of the two gaps stays. At the head of the text no gap stays;
/// at its end the text ends as it did, with or without a line break.
pub fn tidy(text: &str, patches: &mut [Patch]) {
    let mut first = 0;
    while first < patches.len() {
        if !removes_lines(text, &patches[first]) {
            first += 1;
            continue;
        }
        let mut last = first;
        while last + 1 < patches.len()
            && removes_lines(text, &patches[last + 1])
            && text[patches[last].span.end..patches[last + 1].span.start]
                .trim()
                .is_empty()
        {
            patches[last].span.end = patches[last + 1].span.start;
            last += 1;
        }
        let (start, end) = widen(text, patches[first].span.start, patches[last].span.end);
        patches[first].span.start = start;
        patches[last].span.end = end;
        first = last + 1;
    }
}

fn removes_lines(text: &str, patch: &Patch) -> bool {
    let head = &text[..patch.span.start];
    let is_start = head.is_empty() || head == "\u{feff}" || head.ends_with('\n');
    let is_end = patch.span.end == text.len() || text[..patch.span.end].ends_with('\n');
    patch.content.is_empty() && !patch.span.is_empty() && is_start && is_end
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

/// Where the line break that ends right before this offset begins.
fn line_break_before(text: &str, at: usize) -> usize {
    let bare = text[..at].strip_suffix('\n').unwrap_or(&text[..at]);
    bare.strip_suffix('\r').unwrap_or(bare).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixing::apply_patches;

    /// Removes the lines that are `x` (and their break), tidies, and gives what is left.
    fn without_x(text: &str) -> String {
        let mut at = 0;
        let mut patches = Vec::new();
        for line in text.split_inclusive('\n') {
            if line.trim_start_matches('\u{feff}').trim_end() == "x" {
                let bom = line.len() - line.trim_start_matches('\u{feff}').len();
                patches.push(Patch {
                    rule: 0,
                    span: at + bom..at + line.len(),
                    content: String::new(),
                });
            }
            at += line.len();
        }
        tidy(text, &mut patches);
        apply_patches(text, &patches)
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
