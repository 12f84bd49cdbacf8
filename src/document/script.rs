//! Writing systems, as far as rules ask for them.

use schemars::JsonSchema;
use serde::Deserialize;

/// A writing system. What has no letters has none.
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

impl Script {
    /// The script of a letter; `None` for digits, signs and scripts that no rule asks for.
    pub fn of(c: char) -> Option<Self> {
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

    /// The script that most letters of a text are in.
    pub fn most_of(text: &str) -> Option<Self> {
        let mut counts = [(None, 0usize); 8];
        for script in text.chars().filter_map(Self::of) {
            let slot = counts
                .iter_mut()
                .find(|(held, _)| held.is_none() || *held == Some(script))?;
            *slot = (Some(script), slot.1 + 1);
        }
        // On a tie the script seen first wins, so that the answer does not depend on the order of slots.
        counts.into_iter().rev().max_by_key(|&(_, n)| n)?.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_of_letters_decides() {
        assert_eq!(Script::most_of("خبر من Google"), Some(Script::Latin));
        assert_eq!(Script::most_of("خبر اليوم من AP"), Some(Script::Arabic));
        assert_eq!(Script::most_of("2024 - 12"), None);
        assert_eq!(Script::most_of("новости"), Some(Script::Cyrillic));
    }
}
