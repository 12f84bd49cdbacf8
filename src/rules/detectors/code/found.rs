//! Code that was found in a text.

use std::ops::Range;

/// Code that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// In bytes of the text.
    pub span: Range<usize>,
    /// Whether the words on both sides may belong to one word, as at a tag for bold letters.
    pub is_inline: bool,
    /// Whether it may only be named by the article, as in "the <b> tag".
    pub is_mention: bool,
}

impl Code {
    /// Code that separates what is on both sides of it.
    pub fn block(span: Range<usize>) -> Self {
        Self {
            span,
            is_inline: false,
            is_mention: false,
        }
    }
}
