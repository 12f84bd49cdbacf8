//! The analysis of a text, made once for all rules: its folded copy, and its lines with their features.

use std::cell::OnceCell;
use std::ops::Range;

use crate::text::char_dfa::{CharDfa, DfaMatch, DfaMatches};
use crate::text::earlier::EarlierAnalysis;
use crate::text::edit::Edit;
use crate::text::fold_char::Fold;
use crate::text::fold_pass::fold_lines;
use crate::text::folded::{Folded, LineEnd};
use crate::text::line::{Line, Part};
use crate::text::line_stats::LineStats;
use crate::text::script::Script;
use crate::text::script_counts::ScriptCounts;
use crate::text::segment::Boundary;

/// Words from which a line can be a title.
const SHORTEST_TITLE: usize = 3;

/// A text with what is computed from it once for all rules: its folded copy, and its lines with their features.
#[derive(Debug)]
pub struct TextAnalysis<'t> {
    /// The original text.
    pub text: &'t str,
    /// The folded text.
    pub folded: Folded,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// How many lines are not blank.
    pub filled: usize,
    /// The script that most letters are in.
    pub script: Option<Script>,
    /// The numbers of the first and the last line that are paragraphs.
    pub paragraphs: Option<(usize, usize)>,
    /// The number of the first line of three words or more, if it is before the first paragraph.
    pub title: Option<usize>,
    /// Where each line ends, and what was counted of it.
    pub(super) stats: Vec<(LineEnd, LineStats)>,
    /// The automaton that ran over the folded text, and its matches.
    pub(super) dfa: &'t CharDfa,
    pub(super) matches: DfaMatches,
    /// The text as other foldings make it, made when a rule first needs it.
    pub(super) by_case: OnceCell<FoldedLines>,
    pub(super) unfolded: OnceCell<FoldedLines>,
}

/// A text folded in another way, with the trimmed content of each line in it, in bytes.
#[derive(Debug)]
pub(super) struct FoldedLines {
    folded: Folded,
    lines: Vec<Range<usize>>,
}

impl FoldedLines {
    fn new(fold: Fold, text: &str) -> Self {
        let folded = Folded::with(fold, text);
        let whole = folded.as_str();
        let trim = |line: &str| {
            let content = line.trim();
            let start = content.as_ptr() as usize - whole.as_ptr() as usize;
            start..start + content.len()
        };
        Self {
            lines: whole.split('\n').map(trim).collect(),
            folded,
        }
    }
}

impl<'t> TextAnalysis<'t> {
    /// Analyses a text.
    pub fn new(text: &'t str) -> Self {
        Self::with_dfa(text, CharDfa::nothing(), &EarlierAnalysis::default())
    }

    /// Analyses a text and runs an automaton over the folded text. The earlier analysis, if any, must have used the
    /// same automaton.
    pub fn with_dfa(text: &'t str, dfa: &'t CharDfa, earlier: &EarlierAnalysis) -> Self {
        let (mut stats, mut scripts) = (Vec::new(), ScriptCounts::default());
        let (folded, matches) = fold_lines(text, dfa, earlier, |end, of_line| {
            stats.push((end, of_line));
        });
        let mut lines = Vec::with_capacity(stats.len());
        let (mut at, mut at_folded, mut ordinal) = (0, 0, 0);
        for &(end, of_line) in &stats {
            let whole = at..(end.original + 1).min(text.len());
            let place = (whole, at_folded..end.folded);
            let line = Line::new(text, &folded, place, ordinal, of_line);
            let content = &folded.as_str()[line.folded.clone()];
            scripts.add_line(of_line.charset, of_line.letters, content);
            ordinal += usize::from(!line.is_blank());
            lines.push(line);
            (at, at_folded) = (end.original + 1, end.folded + 1);
        }
        let paragraph = |line: &Line| line.is_paragraph();
        let paragraphs = lines
            .iter()
            .position(paragraph)
            .zip(lines.iter().rposition(paragraph));
        Self {
            text,
            title: Self::title_of(&lines, paragraphs),
            script: scripts.most(folded.as_str()),
            folded,
            filled: ordinal,
            lines,
            paragraphs,
            stats,
            dfa,
            matches,
            by_case: OnceCell::new(),
            unfolded: OnceCell::new(),
        }
    }

    /// The first line of three words or more, if it is before the first paragraph.
    pub(super) fn title_of(lines: &[Line], paragraphs: Option<(usize, usize)>) -> Option<usize> {
        let title = lines.iter().position(|line| line.words >= SHORTEST_TITLE);
        title.filter(|&title| paragraphs.is_some_and(|(first, _)| title < first))
    }

    /// The matches of an automaton on a line. `None` if the line has too many, or if the text was analysed with
    /// another automaton: the caller has to search the line then.
    pub fn matches(&self, dfa: &CharDfa, line: usize) -> Option<&[DfaMatch]> {
        let is_own = std::ptr::eq(self.dfa, dfa);
        is_own.then(|| self.matches.on(line)).flatten()
    }

    /// What can be reused when the text is analysed again after these edits, which must ascend.
    pub fn into_earlier(self, edits: Vec<Edit>) -> EarlierAnalysis {
        EarlierAnalysis {
            folded: self.folded,
            lines: self.stats,
            matches: self.matches,
            bytes: self.text.len(),
            edits,
        }
    }

    /// The folded content of a line.
    pub fn folded_line(&self, line: usize) -> &str {
        &self.folded.as_str()[self.lines[line].folded.clone()]
    }

    /// The part of the document that a line is in. A text without paragraphs is all body.
    pub fn part(&self, line: usize) -> Part {
        match self.paragraphs {
            Some((first, _)) if line < first => Part::Head,
            Some((_, last)) if line > last => Part::Tail,
            _ => Part::Body,
        }
    }

    /// The number of the nearest line above that is not blank.
    pub fn previous(&self, line: usize) -> Option<usize> {
        (0..line).rev().find(|&l| !self.lines[l].is_blank())
    }

    /// The number of the nearest line below that is not blank.
    pub fn next(&self, line: usize) -> Option<usize> {
        (line + 1..self.lines.len()).find(|&l| !self.lines[l].is_blank())
    }

    /// The text folded in this way.
    pub fn folded_as(&self, fold: Fold) -> &Folded {
        self.other_folding(fold)
            .map_or(&self.folded, |other| &other.folded)
    }

    /// The trimmed content of a line, in bytes of the text folded in this way.
    pub fn range_as(&self, fold: Fold, line: usize) -> Range<usize> {
        match self.other_folding(fold) {
            None => self.lines[line].folded.clone(),
            Some(other) => other.lines[line].clone(),
        }
    }

    /// The trimmed content of a line, folded in this way.
    pub fn line_as(&self, fold: Fold, line: usize) -> &str {
        &self.folded_as(fold).as_str()[self.range_as(fold, line)]
    }

    fn other_folding(&self, fold: Fold) -> Option<&FoldedLines> {
        let cell = match fold {
            Fold::Arabic => return None,
            Fold::Case => &self.by_case,
            Fold::None => &self.unfolded,
        };
        Some(cell.get_or_init(|| FoldedLines::new(fold, self.text)))
    }

    /// Where a line ends in bytes of the original text, before its line break. A segment inside a line ends with its content.
    pub fn end_of(&self, line: usize) -> usize {
        let Line { whole, edges, .. } = &self.lines[line];
        match edges.1 {
            Boundary::Line => {
                let text = &self.text[whole.clone()];
                whole.start + text.trim_end_matches(['\n', '\r']).len()
            }
            _ => self.lines[line].content.end,
        }
    }

    /// From the content of one line to the content of another, in bytes of the original text.
    pub fn span(&self, first: usize, last: usize) -> Range<usize> {
        self.lines[first].content.start..self.lines[last].content.end
    }
}

impl Edit {
    /// Removes whole lines, with the line break of the last one. A byte order mark stays. If they are segments and a part of
    /// their line stays, its line break stays, too.
    pub fn remove_lines(analysis: &TextAnalysis, first: usize, last: usize) -> Self {
        let is_inside = |boundary| boundary != Boundary::Line;
        let (before, after) = (analysis.lines[first].edges.0, analysis.lines[last].edges.1);
        if is_inside(before) || is_inside(after) {
            let content = analysis.span(first, last);
            return Self::remove_inside(analysis.text, content);
        }
        let mut start = analysis.lines[first].whole.start;
        if start == 0 && analysis.text.starts_with('\u{feff}') {
            start = '\u{feff}'.len_utf8();
        }
        Self::remove(start..analysis.lines[last].whole.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::charset::Charset;
    use proptest::prelude::*;

    #[test]
    fn lines_know_their_content_and_their_break() {
        let text = "\u{feff}Title\r\n \u{a0}\r\n  last line. ";
        let analysis = TextAnalysis::new(text);
        let contents: Vec<_> = analysis
            .lines
            .iter()
            .map(|l| &text[l.content.clone()])
            .collect();
        assert_eq!(contents, ["Title", "", "last line."]);
        assert_eq!(&text[analysis.lines[0].whole.clone()], "\u{feff}Title\r\n");
        assert_eq!(analysis.lines[2].ordinal, 1);
        assert_eq!(analysis.filled, 2);
    }

    #[test]
    fn a_final_line_break_opens_no_line_and_an_empty_text_has_none() {
        assert_eq!(TextAnalysis::new("a\n").lines.len(), 1);
        assert_eq!(TextAnalysis::new("a\n\n").lines.len(), 2);
        assert_eq!(TextAnalysis::new("").lines.len(), 0);
    }

    proptest! {
        #[test]
        fn the_folding_pass_counts_what_is_on_each_line(text in "[a-zأةـ\u{64b}\u{200f}\u{a0}\t @/٣4ﷲ…É×юяπ中가ー\n-]{0,90}") {
            let analysis = TextAnalysis::new(&text);
            for (n, line) in analysis.lines.iter().enumerate() {
                let folded = analysis.folded_line(n);
                let words = folded.split(' ').filter(|word| word.contains(char::is_alphanumeric));
                let own = Folded::new(text.split('\n').nth(n).unwrap());
                prop_assert_eq!(folded, own.as_str().trim());
                prop_assert_eq!(line.chars, folded.chars().count());
                prop_assert_eq!(line.words, words.count());
                prop_assert_eq!(line.charset, folded.chars().map(Charset::of).collect());
            }
            prop_assert_eq!(analysis.script, Script::most_of(analysis.folded.as_str()));
            prop_assert_eq!(analysis.lines.len(), text.split_inclusive('\n').count());
        }
    }

    #[test]
    fn paragraphs_divide_a_document_into_parts() {
        let paragraph = "word ".repeat(40);
        let text = format!("Title\n{paragraph}.\nsub\n{paragraph}.\nshare\n");
        let analysis = TextAnalysis::new(&text);
        let parts: Vec<_> = (0..5).map(|line| analysis.part(line)).collect();
        assert_eq!(
            parts,
            [Part::Head, Part::Body, Part::Body, Part::Body, Part::Tail]
        );
    }
}
