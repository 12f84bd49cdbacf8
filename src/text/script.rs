//! Writing systems that rules can name.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::names::variants;

variants! {
    /// A writing system.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    pub enum Script {
        Arabic,
        Latin,
        Cyrillic,
        Greek,
        Hebrew,
        Devanagari,
        /// Chinese characters and Japanese kana.
        Cjk,
        Hangul,
    }
}

impl Script {
    /// The script of a letter, found by its range; `None` for digits, punctuation and other scripts. The tables
    /// are made from this; [`Script::of`] looks it up.
    pub(super) fn by_range(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{750}'..='\u{77f}' => Self::Arabic,
            '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{370}'..='\u{3ff}' => Self::Greek,
            '\u{5d0}'..='\u{5ea}' => Self::Hebrew,
            '\u{904}'..='\u{963}' => Self::Devanagari,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => Self::Cjk,
            '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            _ => return None,
        })
    }
}
