//! Incremental analysis: when a text is analysed again after a few changes, the results for lines that did not change
//! are reused.

use std::ops::Range;

use crate::text::char_dfa::DfaMatches;
use crate::text::edit::Edit;
use crate::text::folded::{Folded, LineEnd};
use crate::text::line_stats::LineStats;

/// The analysis of a text before it was changed; empty for a new text.
#[derive(Debug, Default)]
pub struct EarlierAnalysis {
    pub(super) folded: Folded,
    /// Where each line ends, and what was counted of it.
    pub(super) lines: Vec<(LineEnd, LineStats)>,
    pub(super) matches: DfaMatches,
    /// How many bytes the text had.
    pub(super) bytes: usize,
    /// The edits that made the present text of it; ascending.
    pub(super) edits: Vec<Edit>,
}

/// Consecutive lines that did not change.
#[derive(Debug)]
pub struct UnchangedLines {
    /// Their numbers before.
    pub lines: Range<usize>,
    /// Where they are now, line feeds included, in bytes of the original text.
    pub now: Range<usize>,
}

impl EarlierAnalysis {
    /// Where a line begins.
    pub(super) fn start(&self, line: usize) -> LineEnd {
        let above = line.checked_sub(1).map(|above| self.lines[above].0);
        above.map_or(LineEnd::default(), |above| LineEnd {
            original: above.original + 1,
            folded: above.folded + 1,
        })
    }

    /// The lines that the changed text still has, including their line feeds.
    pub(super) fn unchanged(&self, text: &str) -> Vec<UnchangedLines> {
        let mut unchanged = Vec::new();
        // Where the text after the last edit begins: before, and now.
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
                unchanged.push(UnchangedLines {
                    lines: first..last,
                    now: shift(self.start(first).original)..shift(self.start(last).original),
                });
            }
            now += edit.span.start - was + edit.text.len();
            was = edit.span.end;
        }
        unchanged
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{CharDfa, TABLED, TextAnalysis};
    use proptest::prelude::*;

    /// An automaton that matches each "b" after an "a".
    fn dfa() -> CharDfa {
        let mut classes = Box::new([0; TABLED]);
        (classes['a' as usize], classes['b' as usize]) = (1, 2);
        CharDfa::new(classes, vec![0, 3, 0, 0, 3, 9 + 6, 0, 3, 0])
    }

    /// All results for a text.
    fn analyse(text: &str, earlier: &EarlierAnalysis) -> (String, EarlierAnalysis) {
        let dfa = dfa();
        let analysis = TextAnalysis::with_dfa(text, &dfa, earlier);
        let folded = analysis.folded.as_str();
        let matches = (0..analysis.lines.len()).map(|line| analysis.matches(&dfa, line));
        let sources = (0..=folded.len()).map(|at| analysis.folded.origin.source(at));
        let shown = format!(
            "{folded:?} {:?} {:?} {:?} {:?}",
            analysis.lines,
            analysis.script,
            matches.collect::<Vec<_>>(),
            sources.collect::<Vec<_>>(),
        );
        (shown, analysis.into_earlier(Vec::new()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_changed_text_is_analysed_as_if_it_were_new(
            text in "([ab ]{0,9}|[abأـ\u{64b}ﷲ\u{fdfa}\u{feff}\u{a0}É新. ]{0,9}|\n|(ab){0,9}){0,9}",
            changes in proptest::collection::vec((0usize..40, 0usize..20, "[ab\nﷲ ]{0,4}"), 0..4),
            more in proptest::collection::vec((0usize..40, 0usize..20, "[ab\nـ]{0,4}"), 0..4),
        ) {
            let (_, mut earlier) = analyse(&text, &EarlierAnalysis::default());
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
                    earlier.edits.push(Edit { span: start..end, text: content });
                    at = end;
                }
                changed += &text[at..];
                let (shown, again) = analyse(&changed, &earlier);
                prop_assert_eq!(shown, analyse(&changed, &EarlierAnalysis::default()).0);
                (text, earlier) = (changed, again);
            }
        }
    }

    #[test]
    fn lines_that_were_not_touched_are_unchanged() {
        let text = "one\ntwo\nthree\nfour\nfive";
        let (_, mut earlier) = analyse(text, &EarlierAnalysis::default());
        let mut unchanged = |now: &str, span: Range<usize>, text: &str| -> Vec<_> {
            earlier.edits = vec![Edit {
                span,
                text: text.into(),
            }];
            let unchanged = earlier.unchanged(now);
            unchanged
                .into_iter()
                .map(|unchanged| (unchanged.lines, unchanged.now))
                .collect()
        };
        // Removing a line leaves all others but the last, which has no line feed.
        assert_eq!(
            unchanged("one\ntwo\nfour\nfive", 8..14, ""),
            [(0..2, 0..8), (3..4, 8..13)]
        );
        // An insertion touches its line.
        assert_eq!(
            unchanged("one\ntwo\nthree\nsix four\nfive", 14..14, "six "),
            [(0..3, 0..14)]
        );
        assert_eq!(unchanged("one\ntwo\nthr", 11..23, ""), [(0..2, 0..8)]);
    }
}
