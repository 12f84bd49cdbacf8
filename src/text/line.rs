//! A line of a text with its features: length, words, kinds of characters, and how it ends.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::names::variants;
use crate::text::charset::Charset;
use crate::text::folded::Folded;
use crate::text::line_stats::LineStats;
use crate::text::segment::Boundary;

variants! {
    /// How a line ends, ignoring closing quotes and brackets.
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
        /// A letter, a digit or any other symbol.
        Open,
    }
}

variants! {
    /// The part of a document that a line is in. The paragraphs of the document decide it.
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
}

/// A line and its features. Lengths are in characters of the folded text.
#[derive(Debug, Clone)]
pub struct Line {
    /// The content in bytes of the original text, without line break, byte order mark and the white space at both
    /// ends.
    pub content: Range<usize>,
    /// The whole line in bytes of the original text, with its line break.
    pub whole: Range<usize>,
    /// The trimmed content in bytes of the folded text.
    pub folded: Range<usize>,
    /// Position among the lines that are not blank, from 0; for a blank line, that of the next one.
    pub ordinal: usize,
    /// Characters of the folded content.
    pub chars: usize,
    /// Words with a letter or digit.
    pub words: usize,
    /// How it ends.
    pub ending: Ending,
    /// The kinds of its folded characters.
    pub charset: Charset,
    /// Whether it has folded characters of three bytes or more, which no [`CharDfa`](crate::text::CharDfa) reads.
    pub has_untabled: bool,
    /// What is before and after it: for a whole line, nothing of the line.
    pub edges: (Boundary, Boundary),
}

impl Line {
    /// Whether the line has no visible character.
    pub fn is_blank(&self) -> bool {
        self.folded.is_empty()
    }

    /// Whether it is a segment, that is, a part of a line.
    pub fn is_segment(&self) -> bool {
        self.edges != (Boundary::Line, Boundary::Line)
    }

    /// Whether the line is long enough to be running text; a line that ends in a full stop may be shorter.
    pub fn is_paragraph(&self) -> bool {
        self.is_paragraph_of(PARAGRAPH_LINE)
    }

    /// The same by other lengths.
    pub(crate) fn is_paragraph_of(&self, (finished, any): (usize, usize)) -> bool {
        self.chars >= any || (self.chars >= finished && self.ending == Ending::Stop)
    }

    /// The line with these counts at `whole` in the original text and `at_folded` in the folded text, both in bytes.
    pub(super) fn new(
        text: &str,
        folded: &Folded,
        (whole, at_folded): (Range<usize>, Range<usize>),
        ordinal: usize,
        stats: LineStats,
    ) -> Self {
        let folded_line = &folded.as_str()[at_folded.clone()];
        let trimmed = folded_line.trim();
        let start_folded = at_folded.start + (folded_line.len() - folded_line.trim_start().len());
        let bare = text[whole.clone()].trim_end_matches(['\n', '\r']);
        let visible = bare.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let start = whole.start + (visible.as_ptr() as usize - bare.as_ptr() as usize);
        Self {
            content: start..start + visible.len(),
            whole,
            folded: start_folded..start_folded + trimmed.len(),
            ordinal,
            chars: trimmed.chars().count(),
            words: stats.words,
            ending: Ending::of(trimmed),
            charset: stats.charset,
            has_untabled: stats.has_untabled,
            edges: (Boundary::Line, Boundary::Line),
        }
    }
}

/// Characters from which a line is running text, if it ends in a full stop, and however it ends.
pub(super) const PARAGRAPH_LINE: (usize, usize) = (70, 150);
/// The same for a sentence of a text without line breaks: sentences are shorter than paragraphs.
pub(super) const PARAGRAPH_SEGMENT: (usize, usize) = (40, 150);

impl Ending {
    /// How a folded line ends.
    fn of(folded: &str) -> Self {
        let closers = [
            '"', '\'', '”', '’', '»', '›', ')', ']', '}', ' ', '」', '』', '】', '）',
        ];
        let end = folded.trim_end_matches(closers);
        match end.chars().next_back() {
            Some('.') if end.ends_with("..") => Self::Ellipsis,
            Some('.' | '。' | '।' | '\u{6d4}') => Self::Stop,
            Some('?' | '!' | '\u{61f}') => Self::Question,
            Some(',' | ';' | '、' | '\u{60c}' | '\u{61b}') => Self::Comma,
            Some(':') => Self::Colon,
            _ => Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(Ending::of(Folded::new(text).as_str()), expected, "{text}");
        }
    }
}
