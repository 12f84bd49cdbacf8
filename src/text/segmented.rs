//! A text whose long lines are split into segments. Each segment then counts as a line, so that everything that looks at
//! lines can look at segments.

use crate::text::analysis::TextAnalysis;
use crate::text::char_dfa::CharDfa;
use crate::text::line::{Line, PARAGRAPH_LINE, PARAGRAPH_SEGMENT};
use crate::text::line_stats::{CharCounts, LineStats};
use crate::text::segment::segments;

/// Characters from which a line is split. A shorter line is looked at as a whole.
const LONG_LINE: usize = 60;

impl<'t> TextAnalysis<'t> {
    /// Whether a line is long enough to be split.
    pub fn is_long(&self, line: usize) -> bool {
        self.lines[line].chars >= LONG_LINE
    }

    /// The same text, with these lines split into segments.
    pub fn segmented(&self, split: &[usize]) -> Self {
        let mut lines = Vec::new();
        let mut ordinal = 0;
        let mut split = split.iter().copied().peekable();
        for (at, line) in self.lines.iter().enumerate() {
            let first = lines.len();
            match split.next_if_eq(&at) {
                Some(_) => self.split_line(line, &mut lines),
                None => lines.push(line.clone()),
            }
            for line in &mut lines[first..] {
                line.ordinal = ordinal;
                ordinal += usize::from(!line.is_blank());
            }
        }
        // In a text without line breaks, sentences are all the paragraphs that there are.
        let shape = match self.filled {
            0 | 1 => PARAGRAPH_SEGMENT,
            _ => PARAGRAPH_LINE,
        };
        let is_paragraph = |line: &Line| line.is_paragraph_of(shape);
        let first = lines.iter().position(is_paragraph);
        let paragraphs = first.zip(lines.iter().rposition(is_paragraph));
        Self {
            text: self.text,
            folded: self.folded.clone(),
            filled: ordinal,
            script: self.script,
            paragraphs,
            title: Self::title_of(&lines, paragraphs),
            stats: Vec::new(),
            dfa: CharDfa::nothing(),
            matches: Default::default(),
            by_case: Default::default(),
            unfolded: Default::default(),
            lines,
        }
    }

    /// Adds the segments of a line.
    fn split_line(&self, line: &Line, lines: &mut Vec<Line>) {
        let content = &self.text[line.content.clone()];
        let folded_at = |at: usize| self.folded.derived(at);
        let pieces = segments(content);
        let last = pieces.len() - 1;
        for (n, piece) in pieces.into_iter().enumerate() {
            let span = line.content.start + piece.span.start..line.content.start + piece.span.end;
            let folded = folded_at(span.start).max(line.folded.start)
                ..folded_at(span.end).clamp(line.folded.start, line.folded.end);
            let folded = folded.start.min(folded.end)..folded.end;
            let mut stats = LineStats::default();
            for c in self.folded.as_str()[folded.clone()].chars() {
                stats.add_char(c, &CharCounts::of(c));
            }
            let whole = match (n == 0, n == last) {
                (true, true) => line.whole.clone(),
                (true, false) => line.whole.start..span.end,
                (false, true) => span.start..line.whole.end,
                (false, false) => span,
            };
            let place = (whole, folded);
            lines.push(Line {
                edges: (piece.start, piece.end),
                ..Line::new(self.text, &self.folded, place, 0, stats)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Boundary, Edit, apply_edits};
    use proptest::prelude::*;

    fn split(text: &str) -> TextAnalysis<'_> {
        let analysis = TextAnalysis::new(text);
        let all: Vec<_> = (0..analysis.lines.len()).collect();
        let split: Vec<_> = all
            .into_iter()
            .filter(|&line| !analysis.lines[line].is_blank())
            .collect();
        analysis.segmented(&split)
    }

    #[test]
    fn segments_have_the_features_of_lines() {
        let text = "Title\n\u{feff}It rained. مَطَرٌ غزيرٌ!  Share it \nEnd";
        let analysis = split(text);
        let folded: Vec<_> = (0..analysis.lines.len())
            .map(|n| analysis.folded_line(n))
            .collect();
        assert_eq!(
            folded,
            ["title", "it rained.", "مطر غزير!", "share it", "end"]
        );
        let words: Vec<_> = analysis.lines.iter().map(|line| line.words).collect();
        assert_eq!(words, [1, 2, 2, 2, 1]);
        assert_eq!(
            analysis.lines[2].edges,
            (Boundary::Sentence, Boundary::Sentence)
        );
        assert_eq!(analysis.lines[3].ordinal, 3);
    }

    #[test]
    fn a_removed_segment_leaves_one_space_and_the_line_break() {
        let removed = |text: &str, first: usize, last: usize| {
            let analysis = split(text);
            apply_edits(text, [&Edit::remove_lines(&analysis, first, last)])
        };
        let text = "It rained.  Share it.  It stopped. \nEnd\n";
        assert_eq!(removed(text, 0, 0), "Share it.  It stopped. \nEnd\n");
        assert_eq!(removed(text, 1, 1), "It rained.  It stopped. \nEnd\n");
        assert_eq!(removed(text, 2, 2), "It rained.  Share it.\nEnd\n");
        assert_eq!(removed(text, 0, 2), "End\n");
        assert_eq!(removed(text, 1, 3), "It rained.\n");
        let glued = "It has rained.Share it now.It has stopped.";
        assert_eq!(removed(glued, 1, 1), "It has rained. It has stopped.");
        assert_eq!(removed("雨下了。分享。雨停了。", 1, 1), "雨下了。雨停了。");
    }

    proptest! {
        #[test]
        fn segments_cover_the_text(text in "([a-cA-C .?!()أبج。ـ\u{64b}ﷲ\u{a0}]{0,20}|\n|\r\n){0,6}") {
            let (analysis, lines) = (split(&text), TextAnalysis::new(&text));
            let mut at = 0;
            for line in &analysis.lines {
                prop_assert_eq!(line.whole.start, at);
                at = line.whole.end;
            }
            prop_assert_eq!(at, text.len());
            let words = |analysis: &TextAnalysis| analysis.lines.iter().map(|line| line.words).sum::<usize>();
            prop_assert!(words(&analysis) >= words(&lines));
        }
    }
}
