//! Reading a text again that was changed in a few places: of the lines that it kept, what was read
//! before is taken over.

use std::ops::Range;

use crate::text::edit::Edit;
use crate::text::fold_pass::End;
use crate::text::line_stats::LineCount;
use crate::text::{Folded, Sightings};

/// What was read of a text before it was changed; nothing, where it is new.
#[derive(Debug, Default)]
pub struct Before {
    pub(super) folded: Folded,
    /// Where each line ends, and what was counted of it.
    pub(super) lines: Vec<(End, LineCount)>,
    pub(super) sightings: Sightings,
    /// How many bytes the text had.
    pub(super) bytes: usize,
    /// The edits that led to the text that is read now, in ascending order.
    pub(super) edits: Vec<Edit>,
}

/// Lines that a text kept.
#[derive(Debug)]
pub struct KeptLines {
    /// Their numbers before.
    pub lines: Range<usize>,
    /// Where they stand now, line feeds included, in bytes of the original text.
    pub now: Range<usize>,
}

impl Before {
    /// Where a line begins.
    pub(super) fn start(&self, line: usize) -> End {
        let above = line.checked_sub(1).map(|above| self.lines[above].0);
        above.map_or(End::default(), |above| End {
            original: above.original + 1,
            folded: above.folded + 1,
        })
    }

    /// The lines, line feed and all, that the changed text has kept.
    pub(super) fn kept(&self, text: &str) -> Vec<KeptLines> {
        let mut kept = Vec::new();
        // Where the text since the last edit begins: before, and now.
        let (mut was, mut now) = (0, 0);
        let end = Edit::remove(self.bytes..self.bytes);
        for edit in self.edits.iter().chain([&end]) {
            let is_at_start = text.as_bytes()[..now]
                .last()
                .is_none_or(|&byte| byte == b'\n');
            let first = self.lines.partition_point(|(end, _)| end.original < was);
            let is_cut = self.start(first).original < was || !is_at_start;
            let first = first + usize::from(is_cut);
            let last = self
                .lines
                .partition_point(|(end, _)| end.original < edit.span.start);
            if first < last {
                let shift = |at: usize| at - was + now;
                kept.push(KeptLines {
                    lines: first..last,
                    now: shift(self.start(first).original)..shift(self.start(last).original),
                });
            }
            now += edit.span.start - was + edit.text.len();
            was = edit.span.end;
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Scan, TABLED, TextAnalysis};
    use proptest::prelude::*;

    /// A scan that notes each "b" after an "a".
    fn scan() -> Scan {
        let mut classes = Box::new([0; TABLED]);
        (classes['a' as usize], classes['b' as usize]) = (1, 2);
        Scan::new(classes, vec![0, 3, 0, 0, 3, 9 + 6, 0, 3, 0])
    }

    /// All that is read of a text.
    fn read(text: &str, before: &Before) -> (String, Before) {
        let (analysis, sightings) = TextAnalysis::scanned(text, &scan(), before);
        let folded = analysis.folded.as_str();
        let seen = (0..analysis.lines.len()).map(|line| sightings.on(line));
        let origin = analysis.folded.parts().1;
        let sources = (0..=folded.len()).map(|at| origin.source(at));
        let shown = format!(
            "{folded:?} {:?} {:?} {:?} {:?}",
            analysis.lines,
            analysis.script,
            seen.collect::<Vec<_>>(),
            sources.collect::<Vec<_>>(),
        );
        (shown, analysis.into_before(sightings, Vec::new()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_changed_text_is_read_as_if_it_were_new(
            text in "([ab ]{0,9}|[abأـ\u{64b}ﷲ\u{fdfa}\u{feff}\u{a0}É新. ]{0,9}|\n|(ab){0,9}){0,9}",
            changes in proptest::collection::vec((0usize..40, 0usize..20, "[ab\nﷲ ]{0,4}"), 0..4),
            more in proptest::collection::vec((0usize..40, 0usize..20, "[ab\nـ]{0,4}"), 0..4),
        ) {
            let (_, mut before) = read(&text, &Before::default());
            let mut text = text;
            for round in [changes, more] {
                let mut changed = String::new();
                let mut at = 0;
                for (gap, length, content) in round {
                    let start = text.floor_char_boundary((at + gap).min(text.len()));
                    let end = text.ceil_char_boundary((start + length).min(text.len()));
                    if start < at {
                        continue;
                    }
                    changed += &text[at..start];
                    changed += &content;
                    before.edits.push(Edit { span: start..end, text: content });
                    at = end;
                }
                changed += &text[at..];
                let (shown, again) = read(&changed, &before);
                prop_assert_eq!(shown, read(&changed, &Before::default()).0);
                (text, before) = (changed, again);
            }
        }
    }

    #[test]
    fn lines_that_were_not_touched_are_kept() {
        let text = "one\ntwo\nthree\nfour\nfive";
        let (_, mut before) = read(text, &Before::default());
        let mut kept = |now: &str, span: Range<usize>, text: &str| -> Vec<_> {
            before.edits = vec![Edit {
                span,
                text: text.into(),
            }];
            let kept = before.kept(now);
            kept.into_iter()
                .map(|kept| (kept.lines, kept.now))
                .collect()
        };
        // A line that goes leaves all others but the last, which no line feed ends.
        assert_eq!(
            kept("one\ntwo\nfour\nfive", 8..14, ""),
            [(0..2, 0..8), (3..4, 8..13)]
        );
        // What comes to stand on a line touches it.
        assert_eq!(
            kept("one\ntwo\nthree\nsix four\nfive", 14..14, "six "),
            [(0..3, 0..14)]
        );
        assert_eq!(kept("one\ntwo\nthr", 11..23, ""), [(0..2, 0..8)]);
    }
}
