//! The hunks of a unified diff, made directly from the edits: no comparison of texts is needed.

use std::ops::Range;

use crate::report::line_index::LineIndex;
use crate::rules::fixing::AppliedEdit;
use crate::text::{Edit, apply_edits};

/// Lines of context around a change, as in `git diff`.
const CONTEXT: usize = 3;

/// A replacement of whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The lines of the old text, from 0.
    pub old: Range<usize>,
    /// The text that replaces them.
    pub new: String,
}

/// Changes that are close together, with the lines around them.
#[derive(Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the old text, from 0, with the context.
    pub old: Range<usize>,
    /// Lines of the new text, from 0, with the context.
    pub new: Range<usize>,
    /// The changes, in the order of the text.
    pub changes: Vec<Replaced>,
}

/// The lines of a text, each with its line break.
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The hunks of the edits, which must be in the order of the text and must not overlap.
pub fn hunks(text: &str, lines: &[&str], edits: &[AppliedEdit]) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    // How many lines were added and removed so far.
    let (mut more, mut fewer) = (0, 0);
    for change in replaced(text, lines, edits) {
        let from = change.old.start.saturating_sub(CONTEXT);
        let to = (change.old.end + CONTEXT).min(lines.len());
        let new_start = change.old.start + more - fewer;
        let lead = change.old.start - from;
        more += change.new.split_inclusive('\n').count();
        fewer += change.old.len();
        let new_to = to + more - fewer;
        match hunks.last_mut().filter(|last| from <= last.old.end) {
            Some(last) => {
                last.old.end = to;
                last.new.end = new_to;
                last.changes.push(change);
            }
            None => hunks.push(Hunk {
                old: from..to,
                new: new_start - lead..new_to,
                changes: vec![change],
            }),
        }
    }
    hunks
}

/// The edits as replacements of whole lines.
fn replaced(text: &str, lines: &[&str], edits: &[AppliedEdit]) -> Vec<Replaced> {
    let line_index = LineIndex::new(text);
    let start = |line: usize| line_index.start(line).unwrap_or(text.len());
    let touched = |AppliedEdit { edit, .. }: &AppliedEdit| {
        let first = line_index.line_of(edit.span.start);
        let last = line_index.line_of(edit.span.end.max(edit.span.start + 1) - 1);
        first.min(lines.len())..(last + 1).min(lines.len())
    };
    let mut all = Vec::new();
    let mut edits = edits;
    while let [first, ..] = edits {
        let mut run = touched(first);
        let (mut count, mut new);
        loop {
            // Edits that touch the same lines belong together.
            count = 1;
            while let Some(next) = edits.get(count).map(touched)
                && (next.start < run.end || run.end == lines.len())
            {
                run.end = run.end.max(next.end);
                count += 1;
            }
            new = edited(text, start(run.start)..start(run.end), &edits[..count]);
            // If the line break is removed, the rest of the line continues with the next line.
            if new.is_empty() || new.ends_with('\n') || run.end == lines.len() {
                break;
            }
            run.end += 1;
        }
        all.extend(trimmed(lines, run, &new));
        edits = &edits[count..];
    }
    all
}

/// A part of the text with the edits applied to it.
fn edited(text: &str, part: Range<usize>, edits: &[AppliedEdit]) -> String {
    let within = |AppliedEdit { edit, .. }: &AppliedEdit| Edit {
        span: edit.span.start - part.start..edit.span.end - part.start,
        text: edit.text.clone(),
    };
    let edits: Vec<Edit> = edits.iter().map(within).collect();
    apply_edits(&text[part], &edits)
}

/// The change without the lines at its ends that stay the same; `None` if nothing changes.
fn trimmed(lines: &[&str], mut old: Range<usize>, new: &str) -> Option<Replaced> {
    let mut new = crate::report::hunks::lines(new);
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = lines[old.clone()].iter().zip(&new).take_while(same).count();
    old.start += head;
    new.drain(..head);
    let pairs = lines[old.clone()].iter().rev().zip(new.iter().rev());
    let tail = pairs.take_while(same).count();
    old.end -= tail;
    new.truncate(new.len() - tail);
    let is_change = !old.is_empty() || !new.is_empty();
    is_change.then(|| Replaced {
        old,
        new: new.concat(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edit(span: Range<usize>, text: &str) -> AppliedEdit {
        let edit = Edit {
            span,
            text: text.into(),
        };
        AppliedEdit { rule: 0, edit }
    }

    /// The new text, made by applying the hunks.
    fn applied(text: &str, edits: &[AppliedEdit]) -> String {
        let lines = lines(text);
        let (mut new, mut at) = (String::new(), 0);
        for hunk in hunks(text, &lines, edits) {
            assert!(hunk.old.start >= at, "hunks overlap");
            new += &lines[at..hunk.old.start].concat();
            assert_eq!(new.split_inclusive('\n').count(), hunk.new.start);
            at = hunk.old.start;
            for change in hunk.changes {
                new += &lines[at..change.old.start].concat();
                new += &change.new;
                at = change.old.end;
            }
            new += &lines[at..hunk.old.end].concat();
            at = hunk.old.end;
            assert_eq!(new.split_inclusive('\n').count(), hunk.new.end);
        }
        new + &lines[at..].concat()
    }

    #[test]
    fn a_removed_line_is_one_line_of_the_diff() {
        let text = "a\nb\nc\nd\ne\nf\ng\n";
        let hunks = hunks(text, &lines(text), &[edit(8..10, "")]);
        let [hunk] = &hunks[..] else { panic!() };
        assert_eq!((&hunk.old, &hunk.new), (&(1..7), &(1..6)));
        let change = Replaced {
            old: 4..5,
            new: String::new(),
        };
        assert_eq!(hunk.changes, [change]);
    }

    #[test]
    fn what_stays_of_a_line_goes_on_with_the_next() {
        assert_eq!(applied("ab\ncd\n", &[edit(1..3, "")]), "acd\n");
        assert_eq!(applied("ab\ncd", &[edit(2..5, "")]), "ab");
        assert_eq!(applied("ab\n", &[edit(3..3, "c")]), "ab\nc");
        assert_eq!(applied("", &[edit(0..0, "c\n")]), "c\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn hunks_make_of_the_old_text_the_new_one(
            text in "[ab\n\r]{0,40}",
            cuts in proptest::collection::vec((0..=40usize, "[xy\n]{0,2}"), 0..8),
        ) {
            let mut cuts = cuts;
            cuts.retain(|(at, _)| *at <= text.len());
            cuts.sort();
            let edits: Vec<AppliedEdit> = cuts
                .chunks_exact(2)
                .map(|pair| edit(pair[0].0..pair[1].0, &pair[0].1))
                .collect();
            let expected = apply_edits(&text, edits.iter().map(|applied| &applied.edit));
            prop_assert_eq!(applied(&text, &edits), expected);
        }
    }
}
