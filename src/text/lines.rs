//! The lines of a text with the features that rules judge them by, computed once a document.

use std::cell::OnceCell;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::text::fold_pass::{End, fold_lines};
use crate::text::line_stats::LineCount;
use crate::text::script::Letters;
use crate::text::{Before, Charset, Edit, Fold, Folded, Scan, Script, Sightings};

/// How a line ends, closing quotes and brackets aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// A lone full stop of any script: a finished sentence.
    Stop,
    /// A question or exclamation mark.
    Question,
    /// Two dots or more: a text cut short.
    Ellipsis,
    Comma,
    Colon,
    /// A letter, a digit or any other sign.
    Open,
}

/// The part of a document that a line stands in, judged from its paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Before the first paragraph.
    Head,
    /// From the first paragraph to the last.
    Body,
    /// After the last paragraph.
    Tail,
}

/// One line: where it is, and its cheap features. Lengths are in characters of the folded text.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line's content in the original text, without line break, byte order mark and the white
    /// space at both ends.
    pub content: Range<usize>,
    /// The whole line in the original text with its line break.
    pub whole: Range<usize>,
    /// The content in the folded text, trimmed.
    pub folded: Range<usize>,
    /// Position among the lines that are not blank, from 0; for a blank line, of the next one.
    pub ordinal: usize,
    pub chars: usize,
    pub words: usize,
    pub ending: Ending,
    /// The kinds of its folded characters.
    pub charset: Charset,
    /// Whether folded characters of three bytes and more stand in it, which no [`Scan`] knows.
    pub has_untabled: bool,
}

impl Line {
    /// Whether nothing visible stands on the line.
    pub fn is_blank(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether the line is long enough, or finished and long enough, to be running text.
    pub fn is_paragraph(&self) -> bool {
        self.chars >= LONG_PARAGRAPH
            || (self.chars >= SHORT_PARAGRAPH && self.ending == Ending::Stop)
    }
}

/// Characters from which a line is running text however it ends.
const LONG_PARAGRAPH: usize = 150;
/// Characters from which a line that ends in a full stop is running text.
const SHORT_PARAGRAPH: usize = 70;

/// Words from which a line can be a title.
const SHORTEST_TITLE: usize = 3;

/// A document's text cut into lines, with its folded copy.
#[derive(Debug)]
pub struct TextAnalysis<'t> {
    pub text: &'t str,
    pub folded: Folded,
    pub lines: Vec<Line>,
    /// How many lines are not blank.
    pub filled: usize,
    /// The script that most letters are in.
    pub script: Option<Script>,
    /// The first and the last paragraph.
    pub paragraphs: Option<(usize, usize)>,
    /// The first line of three words or more, if it stands before the first paragraph.
    pub title: Option<usize>,
    /// Where each line ends, and what was counted of it.
    counted: Vec<(End, LineCount)>,
    /// The text folded for rules that let more count, made when the first asks.
    by_case: OnceCell<View>,
    unfolded: OnceCell<View>,
}

/// A text folded in another way, with the trimmed content of each line in it.
#[derive(Debug)]
struct View {
    folded: Folded,
    lines: Vec<Range<usize>>,
}

impl View {
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
    pub fn new(text: &'t str) -> Self {
        Self::scanned(text, Scan::nothing(), &Before::default()).0
    }

    /// Cuts a text into lines as [`Self::new`] does, with what a scan saw in the folded text. Of a text of
    /// which another form was read before with the same scan, what is still there is taken over.
    pub fn scanned(text: &'t str, scan: &Scan, before: &Before) -> (Self, Sightings) {
        let (mut counted, mut letters) = (Vec::new(), Letters::default());
        let (folded, sightings) = fold_lines(text, scan, before, |end, count| {
            counted.push((end, count));
        });
        let mut lines = Vec::with_capacity(counted.len());
        let (mut at, mut at_folded, mut ordinal) = (0, 0, 0);
        for &(end, count) in &counted {
            let whole = at..(end.original + 1).min(text.len());
            let place = (whole, at_folded..end.folded);
            let line = line(text, &folded, place, ordinal, count);
            letters.add(
                count.charset,
                count.letters,
                &folded.as_str()[line.folded.clone()],
            );
            ordinal += usize::from(!line.is_blank());
            lines.push(line);
            (at, at_folded) = (end.original + 1, end.folded + 1);
        }
        let paragraph = |line: &Line| line.is_paragraph();
        let paragraphs = lines
            .iter()
            .position(paragraph)
            .zip(lines.iter().rposition(paragraph));
        let title = lines.iter().position(|line| line.words >= SHORTEST_TITLE);
        let analysis = Self {
            text,
            title: title.filter(|&title| paragraphs.is_some_and(|(first, _)| title < first)),
            script: letters.most(folded.as_str()),
            folded,
            filled: ordinal,
            lines,
            paragraphs,
            counted,
            by_case: OnceCell::new(),
            unfolded: OnceCell::new(),
        };
        (analysis, sightings)
    }

    /// What of this, and of what a scan saw, is taken over when the text is read again after these edits,
    /// which are in ascending order.
    pub fn into_before(self, sightings: Sightings, edits: Vec<Edit>) -> Before {
        Before {
            folded: self.folded,
            lines: self.counted,
            sightings,
            bytes: self.text.len(),
            edits,
        }
    }

    /// The folded content of a line.
    pub fn folded_line(&self, line: usize) -> &str {
        &self.folded.as_str()[self.lines[line].folded.clone()]
    }

    /// The part of the document that a line stands in. A text without paragraphs is all body.
    pub fn part(&self, line: usize) -> Part {
        match self.paragraphs {
            Some((first, _)) if line < first => Part::Head,
            Some((_, last)) if line > last => Part::Tail,
            _ => Part::Body,
        }
    }

    /// The nearest line above that is not blank.
    pub fn previous(&self, line: usize) -> Option<usize> {
        (0..line).rev().find(|&l| !self.lines[l].is_blank())
    }

    /// The nearest line below that is not blank.
    pub fn next(&self, line: usize) -> Option<usize> {
        (line + 1..self.lines.len()).find(|&l| !self.lines[l].is_blank())
    }

    /// The text folded in this way.
    pub fn folded_as(&self, fold: Fold) -> &Folded {
        self.view(fold).map_or(&self.folded, |view| &view.folded)
    }

    /// The trimmed content of a line in the text folded in this way.
    pub fn range_as(&self, fold: Fold, line: usize) -> Range<usize> {
        match self.view(fold) {
            None => self.lines[line].folded.clone(),
            Some(view) => view.lines[line].clone(),
        }
    }

    /// The trimmed content of a line, folded in this way.
    pub fn line_as(&self, fold: Fold, line: usize) -> &str {
        &self.folded_as(fold).as_str()[self.range_as(fold, line)]
    }

    fn view(&self, fold: Fold) -> Option<&View> {
        let cell = match fold {
            Fold::Arabic => return None,
            Fold::Case => &self.by_case,
            Fold::None => &self.unfolded,
        };
        Some(cell.get_or_init(|| View::new(fold, self.text)))
    }

    /// Where a line ends in the original text, before its line break.
    pub fn end_of(&self, line: usize) -> usize {
        let whole = &self.lines[line].whole;
        whole.start
            + self.text[whole.clone()]
                .trim_end_matches(['\n', '\r'])
                .len()
    }

    /// From the content of one line to the content of another, in the original text.
    pub fn span(&self, first: usize, last: usize) -> Range<usize> {
        self.lines[first].content.start..self.lines[last].content.end
    }
}

fn line(
    text: &str,
    folded: &Folded,
    (whole, at_folded): (Range<usize>, Range<usize>),
    ordinal: usize,
    count: LineCount,
) -> Line {
    let folded_line = &folded.as_str()[at_folded.clone()];
    let trimmed = folded_line.trim();
    let start_folded = at_folded.start + (folded_line.len() - folded_line.trim_start().len());
    let bare = text[whole.clone()].trim_end_matches(['\n', '\r']);
    let visible = bare.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start = whole.start + (visible.as_ptr() as usize - bare.as_ptr() as usize);
    Line {
        content: start..start + visible.len(),
        whole,
        folded: start_folded..start_folded + trimmed.len(),
        ordinal,
        chars: trimmed.chars().count(),
        words: count.words,
        ending: ending(trimmed),
        charset: count.charset,
        has_untabled: count.has_untabled,
    }
}

fn ending(folded: &str) -> Ending {
    let closers = [
        '"', '\'', '”', '’', '»', '›', ')', ']', '}', ' ', '」', '』', '】', '）',
    ];
    let end = folded.trim_end_matches(closers);
    match end.chars().next_back() {
        Some('.') if end.ends_with("..") => Ending::Ellipsis,
        Some('.' | '。' | '।' | '\u{6d4}') => Ending::Stop,
        Some('?' | '!' | '\u{61f}') => Ending::Question,
        Some(',' | ';' | '、' | '\u{60c}' | '\u{61b}') => Ending::Comma,
        Some(':') => Ending::Colon,
        _ => Ending::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        fn what_the_pass_counts_is_what_stands_there(text in "[a-zأةـ\u{64b}\u{200f}\u{a0}\t @/٣4ﷲ…É×юяπ中가ー\n-]{0,90}") {
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
    fn endings_look_behind_quotes() {
        let cases = [
            ("قال.", Ending::Stop),
            ("قال\".", Ending::Stop),
            ("قال.»", Ending::Stop),
            ("言った。」", Ending::Stop),
            ("قال...", Ending::Ellipsis),
            ("قال…", Ending::Ellipsis),
            ("ماذا؟", Ending::Question),
            ("قال:", Ending::Colon),
            ("قال،", Ending::Comma),
            ("عنوان", Ending::Open),
            ("", Ending::Open),
        ];
        for (text, expected) in cases {
            assert_eq!(ending(Folded::new(text).as_str()), expected, "{text}");
        }
    }

    #[test]
    fn parts_are_told_by_paragraphs() {
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
